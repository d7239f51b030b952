#pragma once
// Adds up again what the tables hold of a slice, by the code that added it up when it was loaded: equal text means that
// nothing was lost, doubled or altered since.

#include <string>

#include "schema/slice.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// The slice's canonical totals as its loader would give them now, in constant memory. Works inside the caller's read
/// transaction, so that all of it is one state of the database.
std::string read_stored_totals(sql_session& session, const schema::slice& slice);

/// What two canonical totals disagree about, for people: `loc_added_sum is 10 where 12 was loaded; ...`; empty when
/// they are equal.
std::string totals_difference(const std::string& loaded, const std::string& stored);

}  // namespace sinks
