#pragma once
// JSON values for comparisons in tests: exact, and independent of the code under test and of its parser.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace transforms_test {

/// One JSON value. Numbers are kept as canonical decimals (`1.50e1` is `15e0`), so spelling does not count.
struct json_value {
    enum class kind { object, array, string, number, boolean, null };
    kind type = kind::null;
    std::string text;  ///< of a string (unescaped), a number (canonical), `true` or `false`
    std::vector<json_value> elements;
    std::map<std::string, json_value> members;

    bool operator==(const json_value&) const = default;
    bool has(const std::string& name) const { return members.contains(name); }
    const json_value& at(const std::string& name) const { return members.at(name); }
    /// The number as an integer; it is one.
    long long integer() const;
};

/// Throws std::runtime_error for what is no JSON.
json_value parse_json(std::string_view text);

/// The same value with the entries of the five breakdown arrays of a users record in a fixed order.
json_value with_sorted_breakdowns(json_value record);

/// Compact text, for messages and for making records.
std::string to_text(const json_value& value);

}  // namespace transforms_test
