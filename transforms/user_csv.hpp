#pragma once
// The columns of `export --format csv`: one row per user and day (docs/export.md describes each).

#include <string>
#include <string_view>

#include "schema/slice.hpp"
#include "schema/user_rows.hpp"

namespace transforms {

/// Appends the line of column names.
void append_user_csv_header(std::string& out);

/// Appends a user-day of the slice; of its breakdown the features are looked at. False when `extra` is no JSON object;
/// `out` is then as it was.
bool append_user_csv_row(std::string& out, const schema::slice& slice, bool is_final, const schema::user_row& row);

}  // namespace transforms
