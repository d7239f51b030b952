#pragma once
// What exported files are called. Pure: no name leads out of the directory that the user gave.

#include <filesystem>
#include <string>
#include <string_view>

#include "schema/slice.hpp"

namespace pipelines {

/// A source's or scope's name as one part of a path: letters, digits, `-`, `_` and `.` (not in front) stay, every other
/// byte becomes %XX, so that two names never share a file. Longer than 120 bytes: cut, with a hash of the whole.
std::string path_part(std::string_view name);

/// `daily_exports_2026-11-01_to_2026-11-28/metrics_2026-11-05.json`
std::filesystem::path daily_file(const schema::day_range& days, schema::day day);
/// `metrics_20261101_to_20261128.csv`
std::filesystem::path csv_file(const schema::day_range& days);
/// `aggregated_metrics_20261101_to_20261128.json`
std::filesystem::path aggregate_file(const schema::day_range& days);
/// `legacy_metrics_20261101_to_20261128/github/organization/octo-org.json`
std::filesystem::path legacy_file(const schema::day_range& days, const schema::target& target);
/// `github/organization/octo-org/users/2026-11-05.ndjson`
std::filesystem::path ndjson_file(const schema::slice& slice);
/// `metrics_20261101_to_20261128.coverage.csv` for the format csv, `records_...` for ndjson.
std::filesystem::path coverage_file(std::string_view format, const schema::day_range& days);

}  // namespace pipelines
