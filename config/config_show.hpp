#pragma once
// What `config show` prints: the effective configuration, to read and to load again.

#include <string>

#include "config/settings.hpp"

namespace config {

/// All keys with their values as YAML, in the documented order; comments at the end tell what only variables can say. A
/// secret is `***`, or the path of the file it came from. Loaded again, everything but the secrets is the same.
std::string show_settings(const settings& settings);

}  // namespace config
