#pragma once
// Every documented member of a `users` record (1-day and 28-day), and the column it belongs to. Read by the decoder
// and, the other way, by the writer of records; a new field of the vendor is a line here. Source: GitHub, "Copilot
// usage metrics" reference and example schema, read 2026-11-21.

#include <algorithm>
#include <array>
#include <span>

#include "schema/user_rows.hpp"
#include "transforms/field_tree.hpp"

namespace transforms {

/// Slots of field_values::counters: the seven measures first, as in schema::activity.
enum user_counter_slot : std::uint8_t { cli_first_slot = 7, phase_number_slot = 12 };

/// Slots of field_values::texts.
enum user_text_slot : std::uint8_t {
    user_id_slot,
    user_login_slot,
    enterprise_id_slot,
    organization_id_slot,
    credits_slot,
    phase_slot,
    phase_version_slot
};

namespace users_tree {

inline constexpr type_set null = json_type::null;
inline constexpr type_set text = json_type::string | null;
inline constexpr type_set integer = json_type::integer | null;
inline constexpr type_set number = integer | json_type::number;
inline constexpr type_set object = json_type::object | null;
inline constexpr type_set array = json_type::array | null;

constexpr field counter(std::string_view name, unsigned slot) {
    return {.name = name, .use = field_use::counter, .slot = static_cast<std::uint8_t>(slot)};
}
constexpr field flag(unsigned slot) {
    return {.name = schema::user_flag_columns[slot], .use = field_use::flag, .slot = static_cast<std::uint8_t>(slot)};
}
constexpr field column(field_use use, std::string_view name, std::uint8_t slot, type_set types = {}) {
    return {.name = name, .use = use, .types = types, .slot = slot};
}
constexpr field keep(std::string_view name, type_set types, field_list children = {}) {
    return {.name = name, .use = field_use::keep, .types = types, .children = children};
}
constexpr field descend(std::string_view name, field_list children) {
    return {.name = name, .use = field_use::descend, .children = children};
}
constexpr field breakdown(std::string_view name, std::string_view column_value, field_list children) {
    return {.name = name, .use = field_use::breakdown, .breakdown = column_value, .children = children};
}

/// `own` members, then the seven measures, then `more`: the entries of the breakdown arrays and the record itself.
template <std::size_t Own, std::size_t More = 0>
constexpr auto around_activity(const std::array<field, Own>& own, const std::array<field, More>& more = {}) {
    std::array<field, Own + schema::activity_columns.size() + More> all{};
    auto next = std::copy(own.begin(), own.end(), all.begin());
    for (unsigned slot = 0; slot < schema::activity_columns.size(); ++slot) {
        *next++ = counter(schema::activity_columns[slot], slot);
    }
    std::copy(more.begin(), more.end(), next);
    return all;
}

// ---- entries of the breakdown arrays
inline constexpr field ide_dimension = column(field_use::dimension, "ide", ide_slot);
inline constexpr field feature_dimension = column(field_use::dimension, "feature", feature_slot);
inline constexpr field language_dimension = column(field_use::dimension, "language", language_slot);
inline constexpr field model_dimension = column(field_use::dimension, "model", model_slot);

inline constexpr std::array plugin_version{keep("plugin", text), keep("plugin_version", text),
                                           keep("sampled_at", text)};
inline constexpr std::array ide_version{keep("ide_version", text), keep("sampled_at", text)};
inline constexpr std::array ide_versions{keep("last_known_plugin_version", object, plugin_version),
                                         keep("last_known_ide_version", object, ide_version)};

inline constexpr auto ide_entry = around_activity(std::array{ide_dimension}, ide_versions);
inline constexpr auto feature_entry = around_activity(std::array{feature_dimension});
inline constexpr auto language_feature_entry = around_activity(std::array{language_dimension, feature_dimension});
inline constexpr auto language_model_entry = around_activity(std::array{language_dimension, model_dimension});
inline constexpr auto model_feature_entry = around_activity(std::array{model_dimension, feature_dimension});

// ---- objects
inline constexpr std::array adoption_phase{counter("phase_number", phase_number_slot),
                                           column(field_use::text, "phase", phase_slot),
                                           column(field_use::text, "version", phase_version_slot)};

inline constexpr std::array cli_tokens{counter("output_tokens_sum", cli_first_slot + 3),
                                       counter("prompt_tokens_sum", cli_first_slot + 4),
                                       keep("avg_tokens_per_request", number)};
inline constexpr std::array cli_version{keep("cli_version", text), keep("sampled_at", text)};
inline constexpr std::array cli{counter("session_count", cli_first_slot), counter("request_count", cli_first_slot + 1),
                                counter("prompt_count", cli_first_slot + 2), descend("token_usage", cli_tokens),
                                keep("last_known_cli_version", object, cli_version)};

inline constexpr std::array app_tokens{keep("output_tokens_sum", integer), keep("prompt_tokens_sum", integer),
                                       keep("avg_tokens_per_request", number)};
inline constexpr std::array app{keep("session_count", integer), keep("request_count", integer),
                                keep("prompt_count", integer), keep("token_usage", object, app_tokens)};
inline constexpr std::array vscode_agent{keep("session_count", integer), keep("total_user_messages", integer)};
inline constexpr std::array third_party_agent{keep("agent_id", text | json_type::integer), keep("agent_name", text),
                                              keep("user_initiated_interaction_count", integer)};

/// An entry of a CLI customisation: early files spelled its count like the measure.
constexpr std::array<field, 3> customisation(std::string_view name) {
    return {keep(name, text), keep("interaction_count", integer), keep("user_initiated_interaction_count", integer)};
}
inline constexpr auto skill = customisation("skill");
inline constexpr auto custom_agent = customisation("custom_agent");
inline constexpr auto mcp = customisation("mcp");
inline constexpr auto slash_cmd = customisation("slash_cmd");
inline constexpr auto plugin = customisation("plugin");

// ---- the record, in the order in which reports spell it
inline constexpr std::array identity{keep("report_start_day", text),
                                     keep("report_end_day", text),
                                     column(field_use::day, "day", 0),
                                     column(field_use::id, "organization_id", organization_id_slot, json_type::string),
                                     column(field_use::id, "enterprise_id", enterprise_id_slot, json_type::string),
                                     column(field_use::id, "user_id", user_id_slot, json_type::integer),
                                     column(field_use::text, "user_login", user_login_slot)};

inline constexpr std::array surfaces{
    breakdown("totals_by_ide", "ide", ide_entry),
    breakdown("totals_by_feature", "feature", feature_entry),
    breakdown("totals_by_language_feature", "language_feature", language_feature_entry),
    breakdown("totals_by_language_model", "language_model", language_model_entry),
    breakdown("totals_by_model_feature", "model_feature", model_feature_entry),
    flag(0),
    flag(1),
    flag(2),
    flag(3),
    flag(4),
    flag(5),
    flag(6),
    flag(7),
    flag(8),
    column(field_use::decimal, "ai_credits_used", credits_slot),
    descend("ai_adoption_phase", adoption_phase),
    descend("totals_by_cli", cli),
    keep("totals_by_copilot_app", object, app),
    keep("totals_by_vscode_agent", object, vscode_agent),
    keep("totals_by_3rd_party_agent", array, third_party_agent),
    keep("totals_by_skill", array, skill),
    keep("totals_by_custom_agent", array, custom_agent),
    keep("totals_by_mcp", array, mcp),
    keep("totals_by_slash_cmd", array, slash_cmd),
    keep("totals_by_plugin", array, plugin),
    keep("distinct_skill_use_count", integer),
    keep("distinct_custom_agent_use_count", integer),
    keep("distinct_mcp_use_count", integer),
    keep("distinct_slash_cmd_use_count", integer),
    keep("distinct_plugin_use_count", integer),
    keep("etl_id", text),
    keep("day_partition", text),
    keep("entity_id_partition", integer),
    keep("created_at", text)};

inline constexpr auto record = around_activity(identity, surfaces);
static_assert(is_sound(record));

}  // namespace users_tree

}  // namespace transforms
