#pragma once
// Puts one day of user rows in the place of what was there, inside the caller's write transaction.

#include <cstdint>
#include <memory>
#include <string>

#include "schema/slice.hpp"
#include "schema/user_rows.hpp"
#include "sinks/day_totals.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class user_loader {
public:
    /// Deletes the slice's rows from both tables. Borrows the session; nothing is visible before the caller commits.
    user_loader(sql_session& session, const schema::slice& slice);

    /// One user-day with its breakdown. The same key twice in one slice makes the database refuse the load: the caller
    /// keeps duplicates away.
    void write(const schema::user_row& row);

    /// Sends what is buffered; after it `totals` is what the tables now hold for the slice.
    void finish();
    const day_totals& totals() const { return totals_; }

private:
    void write_breakdown(const schema::user_row& row, const schema::user_breakdown_row& part);

    schema::slice slice_;
    std::string scope_;
    std::string day_;
    std::unique_ptr<row_writer> users_;
    std::unique_ptr<row_writer> breakdown_;
    day_totals totals_;
};

/// User rows that the tables hold for the slice.
std::int64_t count_user_rows(sql_session& session, const schema::slice& slice);

}  // namespace sinks
