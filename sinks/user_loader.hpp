#pragma once
// Puts one day of user rows in the place of what was there, inside the caller's write transaction.

#include <cstdint>

#include "schema/slice.hpp"
#include "schema/user_rows.hpp"
#include "sinks/day_totals.hpp"
#include "sinks/slice_table.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class user_loader {
public:
    /// Deletes the slice's rows from both tables. Borrows the session; nothing is visible before the caller commits.
    user_loader(sql_session& session, const schema::slice& slice);

    /// One user-day with its breakdown. The same key twice in one slice makes the database refuse the load: the caller
    /// keeps duplicates away.
    void write(const schema::user_row& row);

    /// Sends what is buffered; after it the totals are what the tables now hold for the slice.
    void finish();
    /// Rows written to both tables.
    std::int64_t row_count() const { return totals_.user_rows() + totals_.breakdown_rows(); }
    const day_totals& totals() const { return totals_; }
    std::string totals_json() const { return totals_.json(); }

private:
    void write_breakdown(const schema::user_row& row, const schema::user_breakdown_row& part);

    slice_rows users_;
    slice_rows breakdown_;
    day_totals totals_;
};

/// User rows that the tables hold for the slice.
std::int64_t count_user_rows(sql_session& session, const schema::slice& slice);

}  // namespace sinks
