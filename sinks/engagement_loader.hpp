#pragma once
// Puts one day of 28-day engagement in the place of what was there, inside the caller's write transaction.

#include <cstdint>
#include <string>

#include "schema/engagement_rows.hpp"
#include "schema/slice.hpp"
#include "sinks/slice_table.hpp"
#include "sinks/slice_totals.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class engagement_loader {
public:
    /// Deletes the slice's rows. Borrows the session; nothing is visible before the caller commits.
    engagement_loader(sql_session& session, const schema::slice& slice);

    /// The report: one a slice. Its features have names, none twice: the row without one is the report's own.
    void write(const schema::engagement_row& row);

    /// Sends what is buffered; after it the counts are what the table holds for the slice.
    void finish() { rows_.finish(); }
    std::int64_t row_count() const { return totals_.row_count(); }
    /// Canonical JSON: counts, active users, and a fingerprint of each feature with its users, because users of several
    /// features must not be added up.
    std::string totals_json() const { return totals_.json(); }

private:
    slice_rows rows_;
    engagement_totals totals_;
};

}  // namespace sinks
