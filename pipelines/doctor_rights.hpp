#pragma once
// What the user of a PostgreSQL may do with our tables, and what more than it needs (docs/roles.md).

#include <string>
#include <vector>

#include "pipelines/doctor_advice.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// `no right to DELETE, UPDATE on sync_runs; to ...`: of SELECT, INSERT, UPDATE and DELETE on each of our tables, and
/// SELECT on the list of migrations. Empty where nothing is missing. Works inside the caller's transaction.
std::string missing_privileges(sinks::sql_session& session);

/// Warnings, none of which is in the way of a run: a superuser; the owner of the tables although `auto_migrate` is off;
/// tables that a later `migrate` will make and this user will not be able to write. Works inside the caller's
/// transaction, on a database with our tables.
std::vector<finding> role_warnings(sinks::sql_session& session, bool auto_migrate);

}  // namespace pipelines
