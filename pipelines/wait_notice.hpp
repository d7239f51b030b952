#pragma once
// Shows that a run stands still because a vendor's limit of calls says so.

#include <spdlog/logger.h>

#include "pipelines/progress.hpp"
#include "pipelines/sources.hpp"

namespace pipelines {

/// A wait is logged at its first time in a run, and then no more often than this.
inline constexpr std::chrono::seconds wait_log_pause{60};

/// From now on waits of the sources show in the progress line, and now and then in the log. Before any worker starts;
/// `display` and `log` must outlive the sources' use.
void announce_waits(const source_factory& sources, progress& display, spdlog::logger& log);

/// `augment waits 6s for its limit of calls`.
std::string wait_text(const std::string& source, std::chrono::milliseconds time);

}  // namespace pipelines
