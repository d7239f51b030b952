#pragma once
// Reads a slice of the datasets other than users back, in constant memory: what exports are made of.

#include <functional>
#include <string_view>

#include "schema/slice.hpp"
#include "schema/team_rows.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// Calls `visit` once per record of a slice of totals, repos, engagement or seats, ordered by key (repo_id bytewise,
/// seat_number), with the JSON text that the table keeps of it, as the engine returns it (PostgreSQL re-spells JSON;
/// equal as values). The view lives for the call only. Works inside the caller's read transaction. Users and user teams
/// keep no such text: std::invalid_argument.
void for_each_stored_record(sql_session& session, const schema::slice& slice,
                            const std::function<void(std::string_view json)>& visit);

/// Calls `visit` once per membership of the slice, ordered by team_id and user_key bytewise. The row's views live for
/// the call only; `extra` is as the engine returns it. Works inside the caller's read transaction.
void for_each_user_team(sql_session& session, const schema::slice& slice,
                        const std::function<void(const schema::user_team_row&)>& visit);

}  // namespace sinks
