#pragma once
// A PostgreSQL connection as the rest of the program sees it. Keeps no session state, so that it works through a
// transaction pooler: no session locks, no prepared statements, no temporary tables, only SET LOCAL.

#include <memory>
#include <string>

#include "sinks/sql_session.hpp"

namespace sinks::postgres {

/// How long a server may take to let us in, per host: as long as `connect_timeout` or PGCONNECT_TIMEOUT say, else 7 s, so
/// that a run which is told to stop meanwhile still ends in time; or 2 s, whatever they say.
enum class patience { usual, brief };

/// Connects at once. `url` is a URL as libpq takes it; `description` is what messages call it.
/// Throws sink_error: retryable when out of reach.
std::unique_ptr<sql_session> open_session(const std::string& url, const std::string& description,
                                          patience wait = patience::usual);

/// Host, port and database name that libpq would use for `conninfo`, PG* variables included; never the password.
/// Throws sink_error (configuration) when libpq cannot parse it.
std::string describe(const std::string& conninfo);

}  // namespace sinks::postgres
