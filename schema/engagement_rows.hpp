#pragma once
// The rows that a 28-day report's feature engagement becomes: users with at least two active days, all and per feature.
// Source: GitHub, "Copilot usage metrics" reference, 28-day wrapper, read 2026-11-21.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "schema/day.hpp"

namespace schema {

/// A row of `copilot_engagement_28d` per feature. Distinct users: never to be added up.
struct feature_engagement {
    std::string_view feature;
    std::optional<std::int64_t> engaged_user_count;
};

/// One wrapper: the row with feature '' (active_user_count, metrics_data) and one per feature. The slice's day is
/// report_end_day. Views live until the next record.
struct engagement_row {
    std::optional<day> report_start_day;
    day report_end_day;
    std::optional<std::int64_t> active_user_count;  ///< nullopt where the wrapper has no engagement (before 2026-09-17)
    std::span<const feature_engagement> features;
    std::string_view metrics_data;  ///< the whole wrapper, compact JSON
};

}  // namespace schema
