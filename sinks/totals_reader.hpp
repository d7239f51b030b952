#pragma once
// Reads a day of totals back.

#include <functional>

#include "schema/slice.hpp"
#include "schema/totals_rows.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// Calls `visit` with the slice's row, its breakdown sorted by (breakdown, ide, feature, language, model) bytewise; not
/// at all where there is none. The row's views live for the call only; `metrics_data` is as the engine returns it.
/// Works inside the caller's read transaction.
void read_totals(sql_session& session, const schema::slice& slice,
                 const std::function<void(const schema::stored_totals_row&)>& visit);

}  // namespace sinks
