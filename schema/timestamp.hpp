#pragma once
// Points in time as both engines store them: UTC, microseconds, `2026-11-21T06:51:00.123456Z`.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

using time_point = std::chrono::system_clock::time_point;

/// `2026-11-21T06:51:00.123456Z`.
std::string timestamp_text(time_point time);

/// Reads that form, and what PostgreSQL prints under TimeZone UTC (`2026-11-21 06:51:00.123+00`); nullopt for others.
std::optional<time_point> parse_timestamp(std::string_view text);

}  // namespace schema
