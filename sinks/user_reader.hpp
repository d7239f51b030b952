#pragma once
// Reads a day of user rows back, in constant memory: what exports are made of.

#include <functional>

#include "schema/slice.hpp"
#include "schema/user_rows.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

/// How much of the users' breakdown is read: it is nine tenths of the rows.
enum class user_parts { all, features };

/// Calls `visit` once per user of the slice, ordered by user_key bytewise, breakdown rows by their key. The row's views
/// live for the call only. `extra` is as the engine returns it (PostgreSQL re-spells JSON; equal as values). Works inside
/// the caller's read transaction, so that all of it is one state of the database.
void for_each_user(sql_session& session, const schema::slice& slice,
                   const std::function<void(const schema::user_row&)>& visit,
                   user_parts parts = user_parts::all);

}  // namespace sinks
