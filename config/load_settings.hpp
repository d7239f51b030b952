#pragma once
// From flags, environment, variables file and configuration file to settings, each winning over the next (DESIGN 1.3),
// with every mistake in one go.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/expand.hpp"
#include "config/not_built.hpp"
#include "config/settings.hpp"

namespace config {

/// Values of flags that stand for a variable, by the variable's name (e.g. `DATABASE_URL` for `--database`).
struct flag_value {
    std::string flag;  ///< as typed, for messages
    std::string value;
};
using flag_values = std::map<std::string, flag_value>;

/// Whether the command talks to a vendor (it needs sources with their credentials) or to the database alone: then
/// variables of sources and credentials in the file are not looked at.
enum class needs { sources, database_only };

struct settings_inputs {
    variable_lookup variable;  ///< the real environment
    flag_values flags;
    std::optional<std::string> config_path;    ///< --config
    std::optional<std::string> env_file_path;  ///< --env-file: variables that the environment does not set
    needs what = needs::sources;
    build_state built;
};

/// What came of it. `settings` is complete only where `mistakes` is empty. Each mistake and warning is one sentence
/// that names the file and line, the variable or the flag and what it should be; secrets never. An empty variable
/// counts as not set, as CI systems pass secrets that do not exist. A value that another one overrides is not looked
/// at.
struct loaded_settings {
    config::settings settings;
    std::vector<std::string> mistakes;
    std::vector<std::string> warnings;
};

/// Reads the files named in `inputs`, and those that hold secrets; nothing else is touched.
loaded_settings load_settings(const settings_inputs& inputs);

}  // namespace config
