#pragma once
// What verbs do with a database before their own work: bring its tables up to date, or open what is there, and find the
// targets that a command line means.

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "pipelines/commands.hpp"
#include "pipelines/import_target.hpp"
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

/// What becomes of a target that is there, or not yet, for these days; nullopt: nothing.
using target_change = std::function<std::optional<target_range>(const std::optional<schema::target_state>& known,
                                                                const schema::target&, const schema::day_range&)>;

/// Changes and makes targets for these days. Works inside the caller's write transaction.
void cover_days(sinks::sql_session& session, const std::map<schema::target, schema::day_range>& days,
                const target_change& change);

}  // namespace pipelines
