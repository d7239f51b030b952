#pragma once
// What must agree within the database, as queries that return where it does not: users against totals, rows against
// sync_status, rows that belong to nothing, finality against times. Both engines; the memory is that of the
// differences.

#include <string>
#include <vector>

#include "sinks/sql_session.hpp"

namespace sinks {

/// One difference, named. The slice is in the spelling of the tables; a team's has `team-organization` as its scope.
struct difference {
    std::string name;  ///< e.g. `breakdown_without_user`: docs/troubleshooting.md lists them
    std::string source;
    std::string scope;
    std::string scope_identifier;
    std::string dataset;
    std::string day;     ///< YYYY-MM-DD
    std::string detail;  ///< a sentence with the numbers
};

/// As on the command line: `SLUG`, `organization/SLUG` or `enterprise/SLUG`, lower case; empty lists select everything.
struct consistency_filter {
    std::vector<std::string> sources;
    std::vector<std::string> scopes;
    std::vector<std::string> datasets;
};

/// The queries, each of which reads its tables once. `settle_days` is how long no day may have been final.
std::vector<std::string> consistency_queries(engine engine, int settle_days);

/// Runs one of them; by source, scope, dataset and day. Works inside the caller's read transaction.
std::vector<difference> find_differences(sql_session& session, const std::string& query,
                                         const consistency_filter& filter);

}  // namespace sinks
