#pragma once
// Brings a database to the schema that this program expects, or says why it cannot be used.

#include <optional>
#include <string>
#include <vector>

#include "schema/timestamp.hpp"
#include "sinks/sql_session.hpp"

namespace sinks {

struct migration_state {
    int version;
    std::string name;
    std::optional<std::string> applied_at;  ///< nullopt while pending
};

/// Every migration that this program knows, in order. Writes nothing.
/// Throws sink_error (configuration) when the database has steps that this program does not know: it is newer.
std::vector<migration_state> migration_states(sql_session& session);

/// Applies what is pending, each step in a transaction of its own under a lock that all programs share.
/// Returns the names applied, none when the schema was current. Throws as migration_states.
std::vector<std::string> migrate(sql_session& session, schema::time_point now, const std::string& program_version);

/// True when nothing is pending. Throws as migration_states.
bool schema_is_current(sql_session& session);

}  // namespace sinks
