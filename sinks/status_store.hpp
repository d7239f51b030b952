#pragma once
// `sync_status` and `sync_targets`: what is meant to be complete, and what is.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "schema/slice_state.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// All functions here work inside the caller's transaction.

/// The slice's row, or nullopt.
std::optional<schema::slice_state> read_state(sql_session& session, const schema::slice& slice);

/// Writes the slice's row, whole; `created_at` stays that of the first write.
void write_state(sql_session& session, const schema::slice& slice, const schema::slice_state& state,
                 schema::time_point now);

/// Removes the target's rows of days that hold nothing: attempts under guessed days, once the vendor has named the true
/// one (engagement).
void forget_attempts(sql_session& session, const schema::target& target);

/// Every target with its states, ordered by target. Final days come as ranges, so a settled year costs one row.
std::vector<schema::target_state> read_targets(sql_session& session);

/// The rows of one target in a range of days, final ones included, by day.
std::map<schema::day, schema::slice_state> read_states(sql_session& session, const schema::target& target,
                                                       const schema::day_range& days);

/// Every target that sync_targets knows or sync_status has a loaded day of, in order.
std::vector<schema::target> read_all_targets(sql_session& session);

/// The target's loaded days, ascending.
std::vector<schema::day> read_loaded_days(sql_session& session, const schema::target& target);

/// When each target was last read without trouble, whatever its days have met since; targets never read so are left out.
std::map<schema::target, schema::time_point> read_last_success(sql_session& session);

/// Creates or changes the target's row.
void write_target(sql_session& session, const schema::target& target, schema::day since,
                  const std::optional<schema::day>& until, schema::time_point now);

}  // namespace sinks
