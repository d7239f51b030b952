#pragma once
// Puts one day of repositories' pull requests in the place of what was there, inside the caller's write transaction.

#include <cstdint>
#include <string>

#include "schema/repo_rows.hpp"
#include "schema/slice.hpp"
#include "sinks/slice_table.hpp"
#include "sinks/slice_totals.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

class repos_loader {
public:
    /// Deletes the slice's rows. Borrows the session; nothing is visible before the caller commits.
    repos_loader(sql_session& session, const schema::slice& slice);

    /// One repository. The same repo_id twice makes the database refuse the load: the caller keeps duplicates away.
    void write(const schema::repo_row& row);

    /// Sends what is buffered; after it the counts are what the table holds for the slice.
    void finish() { rows_.finish(); }
    std::int64_t row_count() const { return totals_.row_count(); }
    /// Canonical JSON: how many, a fingerprint of the keys, the sum of each count (null where no row has it).
    std::string totals_json() const { return totals_.json(); }

private:
    slice_rows rows_;
    repo_totals totals_;
};

}  // namespace sinks
