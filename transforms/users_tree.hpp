#pragma once
// Every documented member of a `users` record (1-day and 28-day), and the column it belongs to. Read by the decoder
// and, the other way, by the writer of records; a new field of the vendor is a line here. Source: GitHub, "Copilot
// usage metrics" reference and example schema, read 2026-11-21.

#include <array>

#include "schema/user_rows.hpp"
#include "transforms/field_tree.hpp"
#include "transforms/tree_parts.hpp"

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

using namespace tree_parts;

constexpr field flag(unsigned slot) {
    return column(field_use::flag, schema::user_flag_columns[slot], static_cast<std::uint8_t>(slot), boolean);
}

// ---- entries of the breakdown arrays
inline constexpr std::array plugin_version{keep("plugin", text), keep("plugin_version", text),
                                           keep("sampled_at", text)};
inline constexpr std::array ide_version{keep("ide_version", text), keep("sampled_at", text)};
inline constexpr std::array ide_versions{keep("last_known_plugin_version", object, plugin_version),
                                         keep("last_known_ide_version", object, ide_version)};

inline constexpr auto ide_entry = around_activity(std::array{ide_dimension}, ide_versions);

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

inline constexpr std::array third_party_agent{keep("agent_id", any_id), keep("agent_name", text),
                                              keep("user_initiated_interaction_count", integer)};

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
    keep("totals_by_3rd_party_agent", array, third_party_agent)};

inline constexpr auto record =
    around_activity(identity, joined(surfaces, customisations, provenance, std::array{keep("created_at", text)}));
static_assert(is_sound(record));

}  // namespace users_tree

}  // namespace transforms
