#pragma once
// What verbs do with a database before their own work: bring its tables up to date, or open what is there, and find the
// targets that a command line means.

#include <map>
#include <vector>

#include "pipelines/commands.hpp"
#include "sinks/database.hpp"

namespace pipelines {

/// Opens the database for reading. Throws sink_error (configuration) when there is none yet, saying what makes one.
std::unique_ptr<sinks::sql_session> open_existing(sinks::database& database);

/// Creates or upgrades the tables, or insists that somebody has where database.auto_migrate is false: sink_error
/// (configuration).
void bring_schema_up_to_date(sinks::sql_session& session, const command_context& context);

/// The known targets that the filters select; what no filter matches is added to `mistakes`. Works inside the caller's
/// read transaction.
std::vector<schema::target_state> select_known(sinks::sql_session& session, const filters& filters,
                                               std::vector<std::string>& mistakes);

/// Changes and makes targets so that they cover these days (extend_target). Works inside the caller's write transaction.
void cover_days(sinks::sql_session& session, const std::map<schema::target, schema::day_range>& days);

}  // namespace pipelines
