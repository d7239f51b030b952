#pragma once
// The queries that the documents offer to readers: those of docs/data-model.md, and those of the Grafana dashboard.

#include <string>
#include <vector>

namespace sinks::testing {

struct documented_query {
    std::string where;  ///< for messages: the document, and the panel where it has some
    std::string sql;    ///< without a semicolon; the dashboard's with Grafana's macros filled in
};

/// The blocks fenced as ```sql of docs/data-model.md.
std::vector<documented_query> manual_queries();

/// Of the dashboard's panels, variables and annotations: `first` and `last` (YYYY-MM-DD) bound its time range, the
/// scope is organization/octo-org of github.
std::vector<documented_query> dashboard_queries(const std::string& first, const std::string& last);

}  // namespace sinks::testing
