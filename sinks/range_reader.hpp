#pragma once
// Reads many days of a scope user by user instead of day by day, in constant memory: what sums over a range are made
// of.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "schema/slice.hpp"
#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// What a reader of users over a range calls, user after user in the bytewise order of user_key. Views live for the
/// call.
struct user_range_visitor {
    /// Each of the user's days, ascending; without a breakdown, and with `extra` where it holds counters (not of
    /// GitHub).
    std::function<void(schema::day, const schema::user_row&)> day;
    /// Then each breakdown row of these days, sorted by its key whatever the day; without `extra`.
    std::function<void(const schema::user_breakdown_row&)> part;
    /// Then once: the next user follows.
    std::function<void()> end;
};

/// Works inside the caller's read transaction; the engine sorts, on disk where it has to.
void for_each_user_in_range(sql_session& session, const schema::target& target, const schema::day_range& days,
                            const user_range_visitor& visitor);

/// The breakdown rows of a scope's totals over a range, sorted by their key whatever the day.
void for_each_totals_part_in_range(sql_session& session, const schema::target& target, const schema::day_range& days,
                                   const std::function<void(const schema::totals_breakdown_row&)>& visit);

/// Distinct users of several scopes of one source: who is in two of them counts once.
std::int64_t count_distinct_users(sql_session& session, const std::string& source,
                                  const std::vector<schema::scope>& scopes, const schema::day_range& days);

}  // namespace sinks
