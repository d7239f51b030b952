#pragma once
// What was odd about a read: records set aside, fields unknown to this version, days that came back with other numbers.

#include <cstdint>
#include <string>
#include <vector>

#include "schema/slice.hpp"
#include "schema/timestamp.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// A record that was set aside. `raw` holds at most its first 64 KiB.
struct rejected_record {
    std::int64_t part = 0;         ///< 0-based, in the order of the links
    std::int64_t line_number = 0;  ///< 1-based, where the record begins
    std::string reason;
    std::string message;
    std::string raw;
};

/// A field (or a type of a field) that this version does not know.
struct drift_entry {
    std::string json_path;  ///< e.g. `totals_by_ide[].new_field`
    std::string json_type;
    std::int64_t record_count = 0;
};

/// Forgets the rejects of the slice's previous read. The functions work inside the caller's transaction.
void clear_rejected_records(sql_session& session, const schema::slice& slice);

/// Adds records, ordered by part and line.
void write_rejected_records(sql_session& session, const schema::slice& slice,
                            const std::vector<rejected_record>& records, const std::string& run_id,
                            schema::time_point now);

/// Adds what one slice showed: widens first and last day, replaces the count. Entries must be sorted by path and type, so
/// that concurrent runs lock rows in one order.
void write_drift(sql_session& session, const schema::slice& slice, const std::vector<drift_entry>& entries);

/// Old and new are the texts of day_totals.
void write_restatement(sql_session& session, const schema::slice& slice, const std::string& old_totals,
                       const std::string& new_totals, bool was_final, const std::string& run_id,
                       schema::time_point now);

}  // namespace sinks
