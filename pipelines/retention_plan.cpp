#include "pipelines/retention_plan.hpp"

namespace pipelines {

std::optional<schema::day> first_kept_day(int retention_days, schema::day today) {
    return retention_days > 0 ? std::optional(today - retention_days) : std::nullopt;
}

std::vector<target_retention> retain(std::span<const schema::target_state> targets, schema::day first_kept) {
    std::vector<target_retention> changes;
    for (const schema::target_state& state : targets) {
        const bool ended = state.until && *state.until < first_kept;
        if (ended || state.since < first_kept) changes.push_back({state.target, first_kept, state.until, ended});
    }
    return changes;
}

}  // namespace pipelines
