#pragma once
// The way back: the record of a `user-teams` report from the row it became. For `export --format ndjson` and `verify`.

#include <string>

#include "schema/day.hpp"
#include "schema/team_rows.hpp"

namespace transforms {

/// Appends the record as one line of JSON, without a newline. `row` is as read back from a database, `extra` as written
/// or as PostgreSQL's jsonb prints it. The result equals the decoded record as JSON values.
/// False when `extra` is no JSON object (somebody edited the table): `out` is left as it was.
bool append_user_team_record(std::string& out, schema::day day, const schema::user_team_row& row);

}  // namespace transforms
