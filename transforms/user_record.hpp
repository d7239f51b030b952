#pragma once
// The way back: the record of a `users` report from the rows it became. For `export --format ndjson` and `verify`.

#include <string>

#include "schema/day.hpp"
#include "schema/user_rows.hpp"

namespace transforms {

/// Appends the record as one line of JSON, without a newline. `row` is as read back from a database: columns, breakdown
/// rows in any order, and `extra` texts as written or as PostgreSQL's jsonb prints them. The result equals the decoded
/// record as JSON values; the order of keys and breakdown entries and the spelling of numbers may differ.
/// user_email and user_kind are not part of GitHub's records and are not written.
/// False when an `extra` is no JSON object (somebody edited the table): `out` is left as it was.
bool append_user_record(std::string& out, schema::day day, const schema::user_row& row);

}  // namespace transforms
