#pragma once
// Puts a spooled report in the place of a slice's rows inside the slice's transaction, with its rejects and its drift,
// or leaves everything as it was: what a read and a replay have in common.

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "pipelines/report_load.hpp"
#include "schema/timestamp.hpp"

namespace pipelines {

/// The only profile so far: people are stored as the vendor names them.
inline constexpr std::string_view privacy_profile = "identified";

struct slice_load_options {
    std::string run_id;
    double max_bad_records = 0.01;
    std::function<schema::time_point()> clock;
    std::stop_token stop{};
    std::function<void(std::int64_t rows)> rows_loaded{};  ///< may be empty
    config::source_type vendor = config::source_type::github_copilot;  ///< whose records they are
    bool may_be_empty = false;                             ///< the vendor says that there is nothing to load
};

/// loaded: the rows stand, uncommitted. Else the tables are as before, but for the rejects of a report with too many
/// bad records. cut: a file breaks off inside a record, so it did not reach us whole.
enum class loading_end { loaded, cut, bad_records, refused, stopped };

struct slice_loading {
    loading_end end = loading_end::loaded;
    load_result result;
    std::string message;  ///< for the operator; empty when loaded
};

/// In the caller's write transaction. Throws sinks::sink_error when the transaction is of no more use, and
/// connectors::spool_error with the tables as before.
slice_loading load_slice(sinks::sql_session& session, const schema::slice& slice, const report_body& body,
                         const slice_load_options& options);

/// Takes back what load_slice did, in the same transaction.
void undo_loading(sinks::sql_session& session);

}  // namespace pipelines
