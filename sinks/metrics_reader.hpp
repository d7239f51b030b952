#pragma once
// The numbers for monitoring that no status row holds: sums over runs, restatements, fields that are not known.

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "schema/slice.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// Sums over all runs of `sync` and `backfill` that have ended.
struct run_totals {
    std::map<int, std::int64_t> runs;  ///< by exit code
    std::int64_t rows_written = 0;
    std::int64_t records_rejected = 0;
    std::int64_t bytes_downloaded = 0;
    std::int64_t requests = 0;
    std::int64_t retries = 0;
};

/// Days that came back with other numbers.
struct restatement_counts {
    std::int64_t provisional = 0;
    std::int64_t final_days = 0;
};

/// The functions work inside the caller's transaction.
run_totals read_run_totals(sql_session& session);
std::map<schema::target, restatement_counts> count_restatements(sql_session& session);

/// Fields and types that this version does not know and that reports of `since` or later still had, by source and
/// dataset.
std::map<std::pair<std::string, schema::dataset>, std::int64_t> count_drift(sql_session& session, schema::day since);

}  // namespace sinks
