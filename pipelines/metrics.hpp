#pragma once
// What monitoring is told after a run, in Prometheus' text format. All but the last run comes from the database: a run
// that failed does not take away when the last good one was.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipelines/coverage.hpp"
#include "pipelines/summary.hpp"
#include "pipelines/vendor_history.hpp"
#include "sinks/metrics_reader.hpp"

namespace pipelines {

/// Fields unknown to this version count while reports of the last so many days had them.
inline constexpr int drift_days = 7;

struct target_metrics {
    coverage days;
    std::map<std::string, int> troubled;  ///< days by what their last attempt met; not the unread ones
    std::optional<int> day_margin;        ///< see day_margin()
    sinks::restatement_counts restatements;
};

/// Of the whole database, whatever the run was narrowed to. Targets that left the configuration are not there.
struct database_metrics {
    std::vector<target_metrics> targets;
    std::map<std::pair<std::string, schema::dataset>, std::int64_t> drift;
    sinks::run_totals runs;
};

/// How many days the oldest day that is not loaded can still be read before it leaves the vendor's window: 0 on its
/// last day. nullopt where no such day is open. Pure.
std::optional<int> day_margin(const schema::target_state& target, const vendor_history& history, schema::day today);

/// Works inside the caller's read transaction.
database_metrics read_metrics(sinks::sql_session& session, const vendor_history& history, schema::day today);

/// Families of the database.
std::string to_text(const database_metrics& metrics);
/// Families of the run, `copilot_sync_last_run_...`.
std::string to_text(const run_summary& run);

/// `text` of an earlier file without the families of its run.
std::string without_run(std::string_view text);

}  // namespace pipelines
