#pragma once
// The formats of `export` (docs/export.md). Each streams in constant memory out of one read transaction of the caller,
// and gives the same bytes from PostgreSQL and SQLite.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pipelines/export_days.hpp"
#include "pipelines/export_file.hpp"
#include "schema/slice_state.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// A target that the format reads, with what is to be said of each of its days.
struct exported_target {
    schema::target target;
    std::vector<exported_day> days;
};

struct export_job {
    sinks::sql_session& session;
    std::vector<exported_target> targets;  ///< by source, scope and dataset
    schema::day_range days;
    std::optional<std::filesystem::path> directory;  ///< none: stdout
    bool gzip = false;

    /// `name` in the directory; stdout without one.
    std::optional<std::filesystem::path> at(const std::filesystem::path& name) const {
        return directory ? std::optional(*directory / name) : std::nullopt;
    }
};

struct export_counts {
    std::int64_t files = 0;
    std::int64_t records = 0;
};

/// All throw std::runtime_error naming the file that cannot be written, and sinks::sink_error.
export_counts export_ndjson(const export_job& job);     ///< a file a slice, or all to stdout
export_counts export_csv(const export_job& job);        ///< one file, of users
export_counts export_json(const export_job& job);       ///< a file a day, of totals and users
export_counts export_aggregate(const export_job& job);  ///< one file, of totals and users
export_counts export_legacy(const export_job& job);     ///< a file a scope, of totals

/// A row per target and day, beside the files of a format that cannot say it in themselves.
void export_coverage(const export_job& job, const std::filesystem::path& name);

/// A scope with its totals and users; nullptr where the job has none of them.
struct exported_scope {
    std::string source;
    schema::scope scope;
    const exported_target* totals = nullptr;
    const exported_target* users = nullptr;
};

std::vector<exported_scope> scopes_of(std::span<const exported_target> targets);

/// Throws the sink_error for an `extra` (or whole record) that is no JSON object.
[[noreturn]] void refuse_extra(const std::string& what, const schema::slice& slice);

}  // namespace pipelines
