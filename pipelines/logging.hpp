#pragma once
// The log: lines on stderr, as text for people or as JSON objects for collectors.

#include <spdlog/logger.h>

#include <memory>
#include <string>

#include "pipelines/progress.hpp"

namespace pipelines {

enum class log_format { text, json };

/// Times are UTC. JSON lines have `time`, `level`, `message`.
/// `display` (which must outlive the logger) steps aside for each line.
std::shared_ptr<spdlog::logger> make_logger(log_format format, spdlog::level::level_enum level, progress& display);

}  // namespace pipelines
