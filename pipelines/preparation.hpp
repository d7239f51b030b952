#pragma once
// What every verb does first: targets from the configuration and the filters, states from the database, and a plan.

#include <optional>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "pipelines/plan.hpp"
#include "pipelines/targets.hpp"
#include "pipelines/verdict.hpp"
#include "sinks/sql_session.hpp"

namespace pipelines {

/// Which days and targets a command is about.
struct selection {
    pipelines::filters filters;
    schema::day today;                       ///< `--as-of`, else the clock's UTC day
    std::optional<schema::day_range> range;  ///< of a backfill
    bool force = false;
};

/// What is wrong with the selection itself, one sentence each; empty when it can be used.
std::vector<std::string> check_selection(const config::settings& settings, const selection& selection);

struct preparation {
    std::vector<schema::target_state> selected;  ///< configured and selected, as they will stand
    std::vector<schema::target_state> changed;   ///< rows of sync_targets to write
    slice_plan plan;
};

/// Reads, computes, writes nothing. A database without our tables counts as empty. Opens its own read transaction.
preparation prepare(sinks::sql_session* session, const config::settings& settings, const selection& selection,
                    schema::time_point now);

/// Writes what `prepare` found: targets, and days that expired unread. Works inside the caller's write transaction.
void apply(sinks::sql_session& session, const preparation& prepared, const std::string& run_id, schema::day today,
           schema::time_point now);

/// The selected targets as they stand now, for the verdict. Works inside the caller's read transaction.
std::vector<assessed_target> read_assessed(sinks::sql_session& session, const config::settings& settings,
                                           const selection& selection);

}  // namespace pipelines
