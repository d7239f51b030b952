#pragma once
// Every documented member of an enterprise or organization record of one day, which is also an entry of a 28-day
// report's `day_totals`. What has no column is in `metrics_data` like everything else. Source: GitHub, "Copilot usage
// metrics" reference and example schema, read 2026-11-21.

#include <array>

#include "schema/totals_rows.hpp"
#include "transforms/field_tree.hpp"
#include "transforms/tree_parts.hpp"

namespace transforms {

/// Slots of field_values::counters: the seven measures first, then the active users.
inline constexpr std::uint8_t active_users_first_slot = 7;

namespace totals_tree {

using namespace tree_parts;

inline constexpr auto ide_entry = around_activity(std::array{ide_dimension});

inline constexpr std::array cli{keep("session_count", integer), keep("request_count", integer),
                                keep("prompt_count", integer), keep("token_usage", object, token_usage)};
inline constexpr std::array third_party_agent{keep("agent_id", any_id), keep("agent_name", text),
                                              keep("user_initiated_interaction_count", integer),
                                              keep("session_count", integer)};
inline constexpr std::array adoption_phase{keep("phase", text),
                                           keep("phase_number", integer),
                                           keep("total_engaged_users", integer),
                                           keep("users_in_phase_28d", integer),
                                           keep("total_pull_requests_merged", integer),
                                           keep("avg_user_initiated_interactions", number),
                                           keep("avg_code_generation_activities", number),
                                           keep("avg_code_acceptance_activities", number),
                                           keep("avg_loc_added", number),
                                           keep("avg_loc_deleted", number),
                                           keep("avg_pull_requests_created", number),
                                           keep("avg_pull_requests_reviewed", number),
                                           keep("avg_pull_requests_merged", number),
                                           keep("avg_pull_requests_median_minutes_to_merge", number),
                                           keep("avg_pull_requests_minutes_to_review", number),
                                           keep("avg_pull_requests_review_cycles", number)};

// ---- the record, in the order in which reports spell it
inline constexpr std::array identity{column(field_use::day, "day", 0), keep("organization_id", any_id),
                                     keep("enterprise_id", any_id)};

inline constexpr auto active_users = counters(schema::active_user_columns, active_users_first_slot);

/// Read by others' parsers, but not named by the vendor: accepted, without a column.
inline constexpr std::array more_active_users{
    keep("weekly_active_cli_users", integer),          keep("monthly_active_cli_users", integer),
    keep("weekly_active_copilot_app_users", integer),  keep("monthly_active_copilot_app_users", integer),
    keep("weekly_active_vscode_agent_users", integer), keep("monthly_active_vscode_agent_users", integer)};

inline constexpr std::array surfaces{
    breakdown("totals_by_ide", "ide", ide_entry),
    breakdown("totals_by_feature", "feature", feature_entry),
    breakdown("totals_by_language_feature", "language_feature", language_feature_entry),
    breakdown("totals_by_language_model", "language_model", language_model_entry),
    breakdown("totals_by_model_feature", "model_feature", model_feature_entry),
    keep("totals_by_cli", object, cli),
    keep("totals_by_copilot_app", object, app),
    keep("totals_by_vscode_agent", object, vscode_agent),
    keep("totals_by_3rd_party_agent", array, third_party_agent),
    keep("totals_by_ai_adoption_phase", array, adoption_phase),
    keep("pull_requests", object, pull_requests)};

inline constexpr auto record =
    around_activity(joined(identity, active_users, more_active_users), joined(surfaces, customisations, provenance));
static_assert(is_sound(record));

}  // namespace totals_tree

}  // namespace transforms
