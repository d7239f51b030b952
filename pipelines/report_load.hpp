#pragma once
// Decodes a spooled report of any dataset into its tables, in constant memory, inside the slice's transaction.

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "pipelines/report_body.hpp"
#include "schema/slice.hpp"
#include "sinks/quality_store.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// At most this many rejects of a slice are written down; all are counted.
inline constexpr std::size_t rejects_kept_max = 1000;

struct load_options {
    double max_bad_records = 0.01;
    schema::time_point now;             ///< of the write: `created_at` and `updated_at`
    std::stop_token stop;
    std::function<void(std::int64_t rows)> rows_loaded{};  ///< told now and then of the rows since; may be empty
    config::source_type vendor = config::source_type::github_copilot;  ///< whose records they are
    bool may_be_empty = false;          ///< the vendor says that there is nothing to load
};

struct load_result {
    bool accepted = false;              ///< false: too many bad records, or no good one where there should be some; roll
                                        ///< the rows back
    std::int64_t records = 0;
    std::int64_t rejected = 0;          ///< set aside, with the first rejects_kept_max of them below
    std::int64_t duplicates = 0;        ///< dropped because equal to an earlier one
    std::optional<std::size_t> cut_part;  ///< its last record breaks off: that file was cut before it reached us
    std::int64_t rows = 0;              ///< in all tables of the dataset
    std::string day_totals;
    std::vector<sinks::rejected_record> rejects;  ///< without `raw`: see fill_raw
    std::vector<sinks::drift_entry> drift;        ///< sorted
};

/// Thrown when a stop was requested half way; the caller rolls back.
struct load_stopped {};

/// Replaces the slice's rows by the report's. Throws sinks::sink_error, connectors::spool_error, load_stopped.
load_result load_report(sinks::sql_session& session, const schema::slice& slice, const report_body& body,
                        const load_options& options);

/// Goes up when the same report would become other rows; part of `sync_status`.
int decoder_version(config::source_type vendor, schema::dataset dataset);

/// Reads the bytes of the rejects back from the spool. Kept apart, because a report may hold thousands of bad records of
/// 64 KiB: the caller writes them in batches.
void fill_raw(const report_body& body, std::vector<sinks::rejected_record>& rejects);

}  // namespace pipelines
