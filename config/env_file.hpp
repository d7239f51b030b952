#pragma once
// The file of `--env-file`: variables for machines where nobody sets them, one `NAME=value` a line.

#include <map>
#include <string>
#include <string_view>

#include "config/findings.hpp"

namespace config {

using variable_map = std::map<std::string, std::string>;

/// Reads `NAME=value` lines: an `export ` in front is passed over, empty lines and `#` comments too, blanks around an
/// unquoted value and a ` #` comment after it are dropped, later lines win. Nothing is expanded: a value in single
/// quotes is taken as it is, in double quotes `\"`, `\\`, `\$` and `\`` lose their backslash. Each mistake begins with
/// `file:LINE: ` and never shows a value.
variable_map parse_env_file(const std::string& file, std::string_view text, findings& found);

/// The same for a file on disk; warns where others can read it. A file that cannot be read is a mistake.
variable_map load_env_file(const std::string& path, findings& found);

}  // namespace config
