#include "sinks/run_store.hpp"

#include <vector>

namespace sinks {

void begin_run(sql_session& session, const std::string& run_id, const std::string& command,
               const std::string& program_version, schema::day as_of, schema::time_point started_at) {
    session.execute("INSERT INTO sync_runs (run_id, command, program_version, as_of, started_at) "
                    "VALUES ($1, $2, $3, $4, $5)",
                    std::vector<sql_value>{run_id, command, program_version, as_of.text(),
                                           schema::timestamp_text(started_at)});
}

void end_run(sql_session& session, const std::string& run_id, const run_counts& counts, int exit_code,
             schema::time_point finished_at) {
    const auto& slices = counts.slices;
    session.execute(
        "UPDATE sync_runs SET finished_at = $2, exit_code = $3, slices_planned = $4, slices_completed = $5, "
        "slices_unchanged = $6, slices_no_data = $7, slices_pending = $8, slices_failed = $9, slices_elsewhere = $10, "
        "rows_written = $11, records_rejected = $12, bytes_downloaded = $13, requests = $14, retries = $15, "
        "restatements = $16 WHERE run_id = $1",
        std::vector<sql_value>{run_id, schema::timestamp_text(finished_at), std::int64_t{exit_code}, slices.planned,
                               slices.completed, slices.unchanged, slices.no_data, slices.pending, slices.failed,
                               slices.elsewhere, counts.rows_written, counts.records_rejected, counts.bytes_downloaded,
                               counts.requests, counts.retries, counts.restatements});
}

}  // namespace sinks
