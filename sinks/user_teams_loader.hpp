#pragma once
// Puts one day of team memberships in the place of what was there, inside the caller's write transaction.

#include <cstdint>
#include <string>

#include "schema/slice.hpp"
#include "schema/team_rows.hpp"
#include "sinks/slice_table.hpp"
#include "sinks/slice_totals.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class user_teams_loader {
public:
    /// Deletes the slice's rows. Borrows the session; nothing is visible before the caller commits.
    user_teams_loader(sql_session& session, const schema::slice& slice);

    /// One membership. The same (team_id, user_key) twice makes the database refuse the load: the caller keeps
    /// duplicates away.
    void write(const schema::user_team_row& row);

    /// Sends what is buffered; after it the counts are what the table holds for the slice.
    void finish() { rows_.finish(); }
    std::int64_t row_count() const { return totals_.row_count(); }
    /// Canonical JSON: how many, and a fingerprint of the keys.
    std::string totals_json() const { return totals_.json(); }

private:
    slice_rows rows_;
    user_team_totals totals_;
};

}  // namespace sinks
