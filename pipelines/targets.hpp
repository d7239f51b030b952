#pragma once
// From the configuration and the filters to targets: what is meant to be complete, since when. Pure.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/settings.hpp"
#include "pipelines/vendor_history.hpp"
#include "schema/slice_state.hpp"

namespace pipelines {

/// `--source`, `--scope`, `--dataset` as typed; empty lists select everything.
struct filters {
    std::vector<std::string> sources;
    std::vector<std::string> scopes;  ///< `SLUG`, `organization/SLUG` or `enterprise/SLUG`
    std::vector<std::string> datasets;

    bool selects(const schema::target& target) const;
};

/// Every target of the configuration, in its order.
std::vector<schema::target> configured_targets(const config::settings& settings);

/// One sentence for each filter that selects nothing, naming what was probably meant.
std::vector<std::string> unknown_filters(const filters& filters, std::span<const schema::target> targets);

/// The first day for which GitHub has the dataset at all.
schema::day vendor_first_day(const schema::target& target);

/// How the target rows have to change before a plan.
struct target_refresh {
    std::vector<schema::target_state> configured;  ///< with the new `since`, `until` cleared; what the plan works on
    std::vector<schema::target_state> changed;     ///< rows to write: new, moved, returned or left
};

struct refresh_request {
    int backfill_days = 28;
    schema::day today;
    std::optional<schema::day_range> range;  ///< of a backfill
    filters selected;                        ///< the targets that the backfill is about
    vendor_history history{};                ///< how far back the sources answer
    std::optional<schema::day> first_kept{}; ///< by the retention policy: what it removes is not asked for again
};

/// `since` starts at today - backfill_days (not before the vendor's first day) and only moves earlier: when backfill_days
/// grows or when a backfill reaches further for
/// the targets it selects; never before first_kept. A target that left the configuration ends with its last known day.
target_refresh refresh_targets(std::vector<schema::target_state> known, std::span<const schema::target> configured,
                               const refresh_request& request);

}  // namespace pipelines
