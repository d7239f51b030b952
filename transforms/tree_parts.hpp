#pragma once
// What the trees of several datasets are made of: makers of fields, and the members that reports repeat. Every field
// names its documented types, so that one list serves where its members have columns and where they are only kept.
// Source: GitHub, "Copilot usage metrics" reference and example schema, read 2026-11-21.

#include <algorithm>
#include <array>
#include <string_view>

#include "schema/activity.hpp"
#include "schema/repo_rows.hpp"
#include "transforms/field_tree.hpp"

namespace transforms {

/// Slots of the medians of `pull_requests` among field_values::texts; its counts have the counters from 0 on.
inline constexpr std::uint8_t pull_request_median_first_slot = 6;

namespace tree_parts {

inline constexpr type_set null = json_type::null;
inline constexpr type_set text = json_type::string | null;
inline constexpr type_set integer = json_type::integer | null;
inline constexpr type_set number = integer | json_type::number;
inline constexpr type_set boolean = json_type::boolean | null;
inline constexpr type_set object = json_type::object | null;
inline constexpr type_set array = json_type::array | null;
inline constexpr type_set any_id = text | json_type::integer;

constexpr field counter(std::string_view name, unsigned slot) {
    return {.name = name, .use = field_use::counter, .types = integer, .slot = static_cast<std::uint8_t>(slot)};
}
constexpr field column(field_use use, std::string_view name, std::uint8_t slot, type_set types = text) {
    return {.name = name, .use = use, .types = types, .slot = slot};
}
constexpr field dimension(std::string_view name, std::uint8_t slot) {
    return {.name = name, .use = field_use::dimension, .types = json_type::string, .slot = slot};
}
constexpr field keep(std::string_view name, type_set types, field_list children = {}) {
    return {.name = name, .use = field_use::keep, .types = types, .children = children};
}
constexpr field descend(std::string_view name, field_list children) {
    return {.name = name, .use = field_use::descend, .types = object, .children = children};
}
constexpr field breakdown(std::string_view name, std::string_view column_value, field_list children) {
    return {.name = name, .use = field_use::breakdown, .types = array, .breakdown = column_value, .children = children};
}

/// The lists one after another.
template <std::size_t... Sizes>
constexpr auto joined(const std::array<field, Sizes>&... parts) {
    std::array<field, (Sizes + ...)> all{};
    auto next = all.begin();
    ((next = std::copy(parts.begin(), parts.end(), next)), ...);
    return all;
}

/// A counter for each name, in the slots from `first_slot` on.
template <std::size_t Size>
constexpr auto counters(const std::array<std::string_view, Size>& names, unsigned first_slot) {
    std::array<field, Size> all{};
    for (unsigned i = 0; i < Size; ++i) all[i] = counter(names[i], first_slot + i);
    return all;
}

/// The seven measures, in the slots of schema::activity.
inline constexpr auto activity = counters(schema::activity_columns, 0);

/// `own` members, then the seven measures, then `more`: the entries of the breakdown arrays and the record itself.
template <std::size_t Own, std::size_t More = 0>
constexpr auto around_activity(const std::array<field, Own>& own, const std::array<field, More>& more = {}) {
    return joined(own, activity, more);
}

// ---- entries of the breakdown arrays
inline constexpr field ide_dimension = dimension("ide", ide_slot);
inline constexpr field feature_dimension = dimension("feature", feature_slot);
inline constexpr field language_dimension = dimension("language", language_slot);
inline constexpr field model_dimension = dimension("model", model_slot);

inline constexpr auto feature_entry = around_activity(std::array{feature_dimension});
inline constexpr auto language_feature_entry = around_activity(std::array{language_dimension, feature_dimension});
inline constexpr auto language_model_entry = around_activity(std::array{language_dimension, model_dimension});
inline constexpr auto model_feature_entry = around_activity(std::array{model_dimension, feature_dimension});

// ---- objects
inline constexpr std::array token_usage{keep("output_tokens_sum", integer), keep("prompt_tokens_sum", integer),
                                        keep("avg_tokens_per_request", number)};
inline constexpr std::array app{keep("session_count", integer), keep("request_count", integer),
                                keep("prompt_count", integer), keep("token_usage", object, token_usage)};
inline constexpr std::array vscode_agent{keep("session_count", integer), keep("total_user_messages", integer)};

/// An entry of a CLI customisation: early files spelled its count like the measure.
constexpr std::array<field, 3> customisation(std::string_view name) {
    return {keep(name, text), keep("interaction_count", integer), keep("user_initiated_interaction_count", integer)};
}
inline constexpr auto skill = customisation("skill");
inline constexpr auto custom_agent = customisation("custom_agent");
inline constexpr auto mcp = customisation("mcp");
inline constexpr auto slash_cmd = customisation("slash_cmd");
inline constexpr auto plugin = customisation("plugin");

// ---- members that follow one another
inline constexpr std::array customisations{keep("totals_by_skill", array, skill),
                                           keep("totals_by_custom_agent", array, custom_agent),
                                           keep("totals_by_mcp", array, mcp),
                                           keep("totals_by_slash_cmd", array, slash_cmd),
                                           keep("totals_by_plugin", array, plugin),
                                           keep("distinct_skill_use_count", integer),
                                           keep("distinct_custom_agent_use_count", integer),
                                           keep("distinct_mcp_use_count", integer),
                                           keep("distinct_slash_cmd_use_count", integer),
                                           keep("distinct_plugin_use_count", integer)};
inline constexpr std::array provenance{keep("etl_id", text), keep("day_partition", text),
                                       keep("entity_id_partition", integer)};

inline constexpr std::array comment_type{keep("comment_type", text), keep("total_copilot_suggestions", integer),
                                         keep("total_copilot_applied_suggestions", integer)};

constexpr field median(unsigned i) {
    return column(field_use::decimal, schema::pull_request_median_columns[i],
                  static_cast<std::uint8_t>(pull_request_median_first_slot + i), number);
}
inline constexpr auto pull_requests = joined(
    counters(schema::pull_request_count_columns, 0),
    std::array{median(0), median(1), median(2), keep("copilot_suggestions_by_comment_type", array, comment_type)});

}  // namespace tree_parts

}  // namespace transforms
