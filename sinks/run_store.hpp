#pragma once
// `sync_runs`: one row per run, begun before its first slice and closed at its end.

#include <cstdint>
#include <string>

#include "schema/day.hpp"
#include "schema/timestamp.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// What a run did. The seven slice counts are disjoint and add up to `planned`.
struct run_counts {
    struct slices {
        std::int64_t planned = 0;
        std::int64_t completed = 0;  ///< rows written
        std::int64_t unchanged = 0;  ///< read, and equal to what is loaded
        std::int64_t no_data = 0;    ///< read: known to have no data, or a loaded day that was not to be found
        std::int64_t pending = 0;    ///< not published yet, or not reached in this run
        std::int64_t failed = 0;
        std::int64_t elsewhere = 0;  ///< settled by another run meanwhile
    } slices;
    std::int64_t rows_written = 0;
    std::int64_t records_rejected = 0;
    std::int64_t bytes_downloaded = 0;
    std::int64_t requests = 0;
    std::int64_t retries = 0;
    std::int64_t restatements = 0;
};

/// The functions work inside the caller's transaction.
void begin_run(sql_session& session, const std::string& run_id, const std::string& command,
               const std::string& program_version, schema::day as_of, schema::time_point started_at);
void end_run(sql_session& session, const std::string& run_id, const run_counts& counts, int exit_code,
             schema::time_point finished_at);

}  // namespace sinks
