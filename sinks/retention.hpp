#pragma once
// What the retention policy removes: rows older than the first day that is kept, slice by slice, so that no lock is
// held for longer than one day takes.

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "schema/slice.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// A slice by its key as it is stored: also scopes that no run plans (`team-organization`).
struct stored_slice {
    std::string source;
    std::string scope;
    std::string scope_identifier;
    schema::dataset dataset = schema::dataset::users;
    schema::day day;

    auto operator<=>(const stored_slice&) const = default;
};

/// The functions work inside the caller's transaction.

/// Every slice before `first_kept` that has a row anywhere, in data tables, sync_status, rejected_records or
/// restatements, with the number of its rows in the data tables; ordered by key and day.
std::map<stored_slice, std::int64_t> slices_before(sql_session& session, schema::day first_kept);

/// Removes all of these rows of one slice. Returns how many of them were in the data tables.
std::int64_t delete_slice(sql_session& session, const stored_slice& slice);

/// Removes a target that is meant to hold no day any more.
void delete_target(sql_session& session, const schema::target& target);

}  // namespace sinks
