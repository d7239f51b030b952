#pragma once
// Every documented member of Augment's rows, and of the records in which the connector puts them together.
// Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <array>

#include "transforms/augment_mapping.hpp"
#include "transforms/field_tree.hpp"
#include "transforms/tree_parts.hpp"

namespace transforms {

/// Slots of field_values::texts. The sixteen counters have the counters from 0 on.
enum augment_text_slot : std::uint8_t { email_slot, account_slot, editor_slot, augment_language_slot };

/// Slot of field_values::counters in a row of dau-count.
inline constexpr std::uint8_t user_count_slot = 0;

namespace augment_tree {

using namespace tree_parts;

inline constexpr auto metrics = counters(augment_counter_names, 0);

inline constexpr std::array identity{column(field_use::text, "user_email", email_slot),
                                     column(field_use::text, "service_account_name", account_slot)};

/// Of user-activity.
inline constexpr auto user = joined(identity, std::array{keep("active_days", integer), descend("metrics", metrics)});

/// Of daily-user-activity-by-editor-language.
inline constexpr auto editor_language =
    joined(identity, std::array{column(field_use::text, "language", augment_language_slot),
                                column(field_use::text, "editor", editor_slot), descend("metrics", metrics)});

/// Of daily-usage, and of dau-count.
inline constexpr std::array usage{column(field_use::day, "date", 0), descend("metrics", metrics)};
inline constexpr std::array active{column(field_use::day, "date", 0), counter("user_count", user_count_slot)};

/// The rows stay text here, to be read one by one; what is not documented of them is found all the same.
inline constexpr std::array user_record{column(field_use::day, "day", 0), keep("users", json_type::array, user),
                                        keep("records", json_type::array, editor_language)};
inline constexpr std::array totals_record{column(field_use::day, "day", 0),
                                          keep("daily_usage", json_type::object, usage),
                                          keep("daily_active_user_counts", json_type::object, active)};

static_assert(is_sound(user) && is_sound(editor_language) && is_sound(usage) && is_sound(active) &&
              is_sound(user_record) && is_sound(totals_record));

}  // namespace augment_tree

}  // namespace transforms
