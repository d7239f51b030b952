#pragma once
// What the retention policy means for targets, and in which order days go. Pure.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "schema/slice_state.hpp"

namespace pipelines {

/// The first day that is kept: `retention_days` days before today. nullopt where everything is kept.
std::optional<schema::day> first_kept_day(int retention_days, schema::day today);

/// How a target's row changes: `since` moves to the first day kept; a target that ended before it is not meant to hold
/// anything any more.
struct target_retention {
    schema::target target;
    schema::day since;
    std::optional<schema::day> until;
    bool ended = false;

    bool operator==(const target_retention&) const = default;
};

/// Of the targets that reach behind `first_kept`.
std::vector<target_retention> retain(std::span<const schema::target_state> targets, schema::day first_kept);

}  // namespace pipelines
