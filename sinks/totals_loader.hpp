#pragma once
// Puts one day's totals of a scope, with their breakdown, in the place of what was there, inside the caller's write
// transaction.

#include <cstdint>
#include <string>

#include "schema/slice.hpp"
#include "schema/timestamp.hpp"
#include "schema/totals_rows.hpp"
#include "sinks/slice_table.hpp"
#include "sinks/slice_totals.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class totals_loader {
public:
    /// Deletes the slice's rows from both tables, and remembers when the day was first loaded: created_at outlives a
    /// replacement, updated_at is `now`. Rows are written with `is_final`; set_final() changes it later. Borrows the
    /// session; nothing is visible before the caller commits.
    totals_loader(sql_session& session, const schema::slice& slice, schema::time_point now, bool is_final = false);

    /// The day's record: one a slice. A second one, or a breakdown with one key twice, makes the database refuse the
    /// load.
    void write(const schema::totals_row& row);

    /// Sends what is buffered; after it the counts are what the tables hold for the slice.
    void finish();
    std::int64_t row_count() const { return totals_.row_count(); }
    /// Canonical JSON: counts, a fingerprint of the keys, the sum of each measure (null where no row has it).
    std::string totals_json() const { return totals_.json(); }

private:
    void write_breakdown(const schema::totals_breakdown_row& part);

    std::string created_at_;
    std::string updated_at_;
    bool is_final_;
    slice_rows days_;
    slice_rows breakdown_;
    scope_totals totals_;
};

/// Writes copilot_metrics_daily.is_final of the slice's row where it is another, for a read that found the day unchanged
/// and settled it; the row's updated_at stays. Does nothing for other datasets than totals: theirs is in sync_status alone.
void set_final(sql_session& session, const schema::slice& slice, bool is_final);

}  // namespace sinks
