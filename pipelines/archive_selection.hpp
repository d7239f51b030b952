#pragma once
// Which archived days a command is about.

#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "connectors/archive/archive.hpp"
#include "pipelines/targets.hpp"

namespace pipelines {

/// nullopt where archive.directory is not set.
std::optional<connectors::archive> archive_of(const config::settings& settings);

/// The slices among `files` that the filters and the range select, newest day first. `mistakes` gets a sentence for
/// each filter that selects nothing, and for a range that is none.
std::vector<schema::slice> select_archived(const std::vector<connectors::archived_file>& files, const filters& filters,
                                           const std::optional<schema::day_range>& range,
                                           std::vector<std::string>& mistakes);

}  // namespace pipelines
