#pragma once
// Rows of the common schema as the records of `export --format json`: one shape for every vendor, named like the
// columns, null where nothing was measured. docs/schemas/daily.schema.json is the same in the words of JSON Schema.

#include <string>

#include "schema/day.hpp"
#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"

namespace transforms {

/// Appends a user-day, without a newline: `day`, the columns, an array `totals_by_...` for each breakdown that has rows
/// (sorted as given: by breakdown), `extra`. False when an extra is no JSON object (somebody edited the table); `out`
/// is then as it was.
bool append_exported_user(std::string& out, schema::day day, const schema::user_row& row);

/// Appends a scope's day likewise; `vendor_record` is the whole record as the vendor sent it.
bool append_exported_totals(std::string& out, schema::day day, const schema::stored_totals_row& row);

}  // namespace transforms
