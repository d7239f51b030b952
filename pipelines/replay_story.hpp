#pragma once
// How one archived day is converted again: claim, compare, read back, load, commit. Asks no vendor, and is no attempt
// to: what `sync_status` says of the last attempt, and whether the day is final, stays.

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "connectors/archive/archive.hpp"
#include "schema/timestamp.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// current: this version has converted that report already. other: the tables hold another report than the archive.
/// `held` is no end: another process has the claim, ask again later.
enum class replay_end { converted, current, other, damaged, unreadable, bad_records, refused, stopped, held };

std::string_view to_string(replay_end end);

struct replay_options {
    std::string run_id;
    double max_bad_records = 0.01;
    std::string spool_dir;
    bool force = false;  ///< convert also what is current
    std::function<schema::time_point()> clock;
    std::stop_token stop{};
    std::function<void(std::int64_t rows)> rows_loaded{};  ///< may be empty
};

struct replay_report {
    replay_end end = replay_end::current;
    std::string message;  ///< for the operator; empty when all went well
    std::int64_t records = 0;
    std::int64_t rows_written = 0;
    std::int64_t records_rejected = 0;
};

/// Whatever does not end `converted` leaves the database as it was. Throws sinks::sink_error as run_slice does, and
/// connectors::spool_error when spool_dir or the archive cannot be written.
replay_report replay_slice(sinks::sql_session& session, const connectors::archive& archive, const schema::slice& slice,
                           const replay_options& options);

}  // namespace pipelines
