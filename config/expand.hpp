#pragma once
// `${NAME}` and `${NAME:-default}` in values of the file. They are replaced after parsing, so that no value of a
// variable can become structure.

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace config {

/// The value of a variable, nullopt when it is not set. The program passes getenv, tests a map.
using variable_lookup = std::function<std::optional<std::string>(const std::string& name)>;

struct expansion {
    std::string text;             ///< as far as it could be replaced
    std::set<std::string> names;  ///< the variables that were asked for
    std::string mistake;          ///< empty, or what is wrong; never any value
};

/// Replaces once, never in what was put in. An empty variable counts as not set; `$${` stands for `${` itself.
expansion expand(std::string_view text, const variable_lookup& variable);

/// A letter or `_`, then letters, digits and `_`.
bool is_variable_name(std::string_view text);

}  // namespace config
