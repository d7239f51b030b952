#pragma once
// How one day of one dataset goes from the vendor into the tables: claim, fetch, decide, load, commit (DESIGN 1.6).

#include <cstdint>
#include <functional>
#include <string>

#include "connectors/archive/archive.hpp"
#include "connectors/report_source.hpp"
#include "pipelines/plan.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// How a slice ended in this run. `held` is no end: another process has the claim, ask again later.
enum class slice_end { completed, unchanged, no_data, pending, failed, elsewhere, held };

std::string_view to_string(slice_end end);

/// What every slice of a run shares.
struct story_options {
    std::string run_id;
    schema::day today;                           ///< the as-of day
    int settle_days = 4;
    double max_bad_records = 0.01;
    bool accept_shrink = false;
    std::string spool_dir;
    const connectors::archive* archive = nullptr;  ///< where bodies go and stay, instead of spool_dir; may be null
    std::function<schema::time_point()> clock;   ///< for timestamps only
    bool never_final = false;                    ///< of an import: what somebody had is not what the vendor says
    // For a progress display, called while a slice is under way; may be empty.
    std::function<void(std::int64_t bytes)> bytes_arrived{};
    std::function<void(std::int64_t rows)> rows_loaded{};
};

/// What to log and to count.
struct slice_report {
    slice_end end = slice_end::failed;
    bool is_final = false;
    bool restated = false;
    std::string reason;                          ///< empty when all went well
    std::string message;
    std::int64_t rows_written = 0;
    std::int64_t records_rejected = 0;
    std::int64_t duplicates = 0;
    connectors::fetch_outcome fetch;             ///< counters, and how far a failure reaches
};

/// Runs the slice to its end. Throws sinks::sink_error when the database fails us: nothing of the slice is half done then,
/// and running it again on a new session is safe.
slice_report run_slice(sinks::sql_session& session, connectors::report_source& source, const planned_slice& work,
                       const story_options& options, const connectors::fetch_limits& limits);

}  // namespace pipelines
