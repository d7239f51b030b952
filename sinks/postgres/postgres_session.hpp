#pragma once
// A PostgreSQL connection as the rest of the program sees it. Keeps no session state, so that it works through a
// transaction pooler: no session locks, no prepared statements, no temporary tables, only SET LOCAL.

#include <memory>
#include <string>

#include "sinks/sql_session.hpp"

namespace sinks::postgres {

/// Connects at once. `conninfo` is what libpq takes (a URL too); `description` is what messages call it.
/// Throws sink_error: retryable when out of reach.
std::unique_ptr<sql_session> open_session(const std::string& conninfo, const std::string& description);

/// Host, port and database name that libpq would use for `conninfo`, PG* variables included; never the password.
/// Throws sink_error (configuration) when libpq cannot parse it.
std::string describe(const std::string& conninfo);

}  // namespace sinks::postgres
