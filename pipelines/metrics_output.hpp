#pragma once
// Where the metrics of a run go.

#include <optional>
#include <string>

#include "connectors/pushgateway.hpp"
#include "pipelines/command_line.hpp"
#include "pipelines/metrics.hpp"

namespace pipelines {

/// Writes the file whole or not at all. Without `database`, because it could not be read, what an earlier file said of
/// it stays. Throws std::runtime_error naming the path.
void write_metrics_file(const std::string& path, const std::optional<database_metrics>& database,
                        const run_summary& run);

/// The Pushgateway at `where`. Replaces its whole group; without `database` only the families of the run, so that what
/// it knows of the database stays. Returns an empty text, or one sentence on what went wrong. Blocks, 30 s at most.
std::string push_metrics(const connectors::url& where, const std::optional<database_metrics>& database,
                         const run_summary& run, const connectors::http_options& options);

/// Tells both, where they are named, of a run that ended before it could read its settings or the database: how it
/// ended, and no more. Returns what went wrong with that, a sentence each.
std::vector<std::string> tell_of_refusal(const options& options, exit_code code, schema::time_point started_at);

}  // namespace pipelines
