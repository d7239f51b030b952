#pragma once
// Sources from environment variables, for those who have no file (DESIGN 1.3).

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/source_draft.hpp"

namespace config {

/// Flag, environment, variables file, in this order; nullopt where the variable is nowhere or empty.
using written_lookup = std::function<maybe_written(const std::string& name)>;

/// One source for GITHUB_*, and one for AUGMENT_* where any of those is set; then GITHUB_* may be missing altogether.
std::vector<source_draft> sources_from_variables(const written_lookup& variable);

/// All variables that sources_from_variables looks at.
const std::vector<std::string>& source_variables();

}  // namespace config
