#pragma once
// Every documented member of a 28-day report's wrapper, down to the members of its days. Source: GitHub, "Copilot usage
// metrics" reference, 28-day reports, read 2026-11-21.

#include <array>

#include "transforms/field_tree.hpp"
#include "transforms/totals_tree.hpp"
#include "transforms/tree_parts.hpp"

namespace transforms {

/// Slot of field_values::counters, of the wrapper itself and of a feature's entry.
inline constexpr std::uint8_t active_user_count_slot = 0;
inline constexpr std::uint8_t engaged_user_count_slot = 0;

/// Slot of field_values::texts.
inline constexpr std::uint8_t report_start_day_slot = 0;

namespace engagement_tree {

using namespace tree_parts;

/// Not the entry of the array of the same name in a day's record.
inline constexpr std::array engaged_feature{feature_dimension, counter("engaged_user_count", engaged_user_count_slot)};

inline constexpr std::array feature_engagement{counter("active_user_count", active_user_count_slot),
                                               breakdown("totals_by_feature", "engagement", engaged_feature)};

inline constexpr std::array wrapper{column(field_use::text, "report_start_day", report_start_day_slot),
                                    column(field_use::day, "report_end_day", 0),
                                    keep("organization_id", any_id),
                                    keep("enterprise_id", any_id),
                                    keep("created_at", text),
                                    descend("copilot_feature_engagement", feature_engagement),
                                    keep("day_totals", array, totals_tree::record)};
inline constexpr auto record = joined(wrapper, provenance);
static_assert(is_sound(record));

}  // namespace engagement_tree

}  // namespace transforms
