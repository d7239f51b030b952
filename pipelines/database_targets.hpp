#pragma once
// For verbs that only read the database: which of its targets a command line means.

#include <vector>

#include "pipelines/commands.hpp"
#include "sinks/database.hpp"

namespace pipelines {

/// Opens the database for reading. Throws sink_error (configuration) when there is none yet, saying what makes one.
std::unique_ptr<sinks::sql_session> open_existing(sinks::database& database);

/// The known targets that the filters select; what no filter matches is added to `mistakes`. Works inside the caller's
/// read transaction.
std::vector<schema::target_state> select_known(sinks::sql_session& session, const filters& filters,
                                               std::vector<std::string>& mistakes);

}  // namespace pipelines
