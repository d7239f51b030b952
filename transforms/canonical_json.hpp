#pragma once
// JSON in the one spelling that depends on its meaning only. PostgreSQL's jsonb re-spells what it is given and SQLite
// keeps it to the letter: exports go through here, so that both give the same bytes.

#include <string>
#include <string_view>

namespace transforms {

/// Appends the value compactly: members sorted by name (bytewise, escapes resolved), characters as UTF-8 unless JSON
/// wants them escaped, numbers by append_canonical_number. False for what is no JSON value or nests deeper than 200
/// containers; `out` is then as it was.
bool append_canonical_json(std::string& out, std::string_view text);

/// Appends the number without superfluous digits: `1e2` and `100.0` become `100`, `-0` becomes `0`. Plain from 1e-6 to
/// 1e21, with an exponent (`1.5e-9`) beyond. Never rounded. False for what is no number of JSON's grammar or beyond
/// PostgreSQL's NUMERIC.
bool append_canonical_number(std::string& out, std::string_view token);

}  // namespace transforms
