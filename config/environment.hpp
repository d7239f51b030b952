#pragma once
// Settings from environment variables alone, flags winning over them (DESIGN 1.3). Every mistake is reported in one go.

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"

namespace config {

/// The value of a variable, nullopt when it is not set. The program passes getenv, tests a map.
using variable_lookup = std::function<std::optional<std::string>(const std::string& name)>;

/// Values of flags that stand for a variable, by the variable's name (e.g. `DATABASE_URL` for `--database`).
struct flag_value {
    std::string flag;  ///< as typed, for messages
    std::string value;
};
using flag_values = std::map<std::string, flag_value>;

/// What came of it. `settings` is complete only where `mistakes` is empty. Each mistake and warning is one sentence that
/// names the variable or flag and what it should be; secrets never.
struct loaded_settings {
    config::settings settings;
    std::vector<std::string> mistakes;
    std::vector<std::string> warnings;
};

/// Whether the command talks to a vendor (sync, backfill, plan, status do: they need sources) or to the database alone.
enum class needs { sources, database_only };

loaded_settings load_environment(const variable_lookup& variable, const flag_values& flags, needs what);

}  // namespace config
