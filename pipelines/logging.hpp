#pragma once
// The log: lines on stderr, as text for people or as JSON objects for collectors.

#include <spdlog/logger.h>

#include <memory>
#include <string>

namespace pipelines {

enum class log_format { text, json };

/// Times are UTC. JSON lines have `time`, `level`, `message`.
std::shared_ptr<spdlog::logger> make_logger(log_format format, spdlog::level::level_enum level);

}  // namespace pipelines
