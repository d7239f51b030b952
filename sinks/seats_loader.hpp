#pragma once
// Puts one day of seats in the place of what was there, inside the caller's write transaction.

#include <cstdint>
#include <string>

#include "schema/seat_rows.hpp"
#include "schema/slice.hpp"
#include "sinks/slice_table.hpp"
#include "sinks/slice_totals.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class seats_loader {
public:
    /// Deletes the slice's rows. Borrows the session; nothing is visible before the caller commits.
    seats_loader(sql_session& session, const schema::slice& slice);

    /// One seat, numbered in the order of writing. The same person may come twice, or nobody.
    void write(const schema::seat_row& seat);

    /// Sends what is buffered; after it the counts are what the table holds for the slice.
    void finish() { rows_.finish(); }
    std::int64_t row_count() const { return totals_.row_count(); }
    /// Canonical JSON: how many seats, how many of them with an assignee, with activity and with a cancellation ahead,
    /// and a fingerprint of who holds one through which organization and team. The order of reading plays no part.
    std::string totals_json() const { return totals_.json(); }

private:
    slice_rows rows_;
    seat_totals totals_;
};

}  // namespace sinks
