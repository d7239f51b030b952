#pragma once
// Where each of Augment's sixteen counters lands in the common schema: the whole mapping is the tables below, and
// docs/augment-mapping.md is the same for people. Pure.
// Source: Augment, Analytics API reference (v0), "metrics object", read 2026-11-21; the features are those that earlier
// converters of these data wrote.

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include "schema/activity.hpp"
#include "schema/user_rows.hpp"

namespace transforms {

enum class augment_counter : std::uint8_t {
    total_modified_lines_of_code,
    total_messages,
    total_tool_calls,
    completions_count,
    completions_accepted,
    completions_lines_of_code,
    completions_suggested_lines_of_code,
    chat_messages,
    remote_agent_messages,
    remote_agent_lines_of_code,
    ide_agent_messages,
    ide_agent_lines_of_code,
    cli_agent_interactive_messages,
    cli_agent_interactive_lines_of_code,
    cli_agent_non_interactive_messages,
    cli_agent_non_interactive_lines_of_code,
};

inline constexpr std::size_t augment_counter_count = 16;

/// As the vendor spells them, in the order of the enumeration.
inline constexpr std::array<std::string_view, augment_counter_count> augment_counter_names{
    "total_modified_lines_of_code",
    "total_messages",
    "total_tool_calls",
    "completions_count",
    "completions_accepted",
    "completions_lines_of_code",
    "completions_suggested_lines_of_code",
    "chat_messages",
    "remote_agent_messages",
    "remote_agent_lines_of_code",
    "ide_agent_messages",
    "ide_agent_lines_of_code",
    "cli_agent_interactive_messages",
    "cli_agent_interactive_lines_of_code",
    "cli_agent_non_interactive_messages",
    "cli_agent_non_interactive_lines_of_code"};

/// A set of counters, one bit each.
struct augment_set {
    std::uint16_t bits = 0;

    constexpr augment_set() = default;
    constexpr augment_set(std::initializer_list<augment_counter> counters) {
        for (const augment_counter one : counters)
            bits = static_cast<std::uint16_t>(bits | 1U << static_cast<unsigned>(one));
    }
    constexpr bool contains(std::size_t i) const { return (bits >> i & 1U) != 0; }
    friend constexpr augment_set operator|(augment_set a, augment_set b) {
        augment_set both;
        both.bits = static_cast<std::uint16_t>(a.bits | b.bits);
        return both;
    }
    constexpr std::size_t size() const {
        std::size_t count = 0;
        for (std::size_t i = 0; i < augment_counter_count; ++i) count += contains(i) ? 1 : 0;
        return count;
    }
};

/// Whether a number is the vendor's own for what the column means, or one that we make of other numbers or that means
/// something a little different.
enum class mapping_kind : std::uint8_t { measured, derived };

/// One measure of the day as a whole (`feature` is "") or of a feature: the sum of these counters.
struct augment_mapping {
    std::string_view feature;
    std::size_t measure;  ///< index into schema::activity_columns
    augment_set from;
    mapping_kind kind;
};

namespace augment_map {

using enum augment_counter;
enum measure : std::size_t { interactions, generations, acceptances, suggested_to_add, suggested_to_delete, added };

inline constexpr augment_set agent_messages{remote_agent_messages, ide_agent_messages, cli_agent_interactive_messages,
                                            cli_agent_non_interactive_messages};
inline constexpr augment_set agent_lines{remote_agent_lines_of_code, ide_agent_lines_of_code,
                                         cli_agent_interactive_lines_of_code, cli_agent_non_interactive_lines_of_code};
inline constexpr augment_set cli_messages{cli_agent_interactive_messages, cli_agent_non_interactive_messages};

/// The deleted lines are in none: the vendor does not report them.
inline constexpr std::array measures{
    augment_mapping{"", interactions, augment_set{chat_messages} | agent_messages, mapping_kind::derived},
    augment_mapping{"", generations, {completions_count}, mapping_kind::derived},  // requests, not what was shown
    augment_mapping{"", acceptances, {completions_accepted}, mapping_kind::measured},
    augment_mapping{"", suggested_to_add, {completions_suggested_lines_of_code}, mapping_kind::derived},  // no agents
    augment_mapping{"", added, {total_modified_lines_of_code}, mapping_kind::derived},  // "modified" is not split
    augment_mapping{"agent_edit", interactions, agent_messages, mapping_kind::derived},
    augment_mapping{"agent_edit", added, agent_lines, mapping_kind::derived},
    augment_mapping{"chat_panel", interactions, {chat_messages}, mapping_kind::measured},
    augment_mapping{"code_completion", generations, {completions_count}, mapping_kind::derived},
    augment_mapping{"code_completion", acceptances, {completions_accepted}, mapping_kind::measured},
    augment_mapping{"code_completion", suggested_to_add, {completions_suggested_lines_of_code}, mapping_kind::measured},
    augment_mapping{"code_completion", added, {completions_lines_of_code}, mapping_kind::measured},
};

/// In the order in which breakdown rows are sorted.
inline constexpr std::array<std::string_view, 3> features{"agent_edit", "chat_panel", "code_completion"};

/// A flag of a user: any of the counters is above zero.
struct flag_mapping {
    std::size_t flag;  ///< index into schema::user_flag_columns
    augment_set from;
};
inline constexpr std::array flags{flag_mapping{0, agent_messages}, flag_mapping{1, {chat_messages}},
                                  flag_mapping{2, cli_messages}};
static_assert(schema::user_flag_columns[0] == "used_agent" && schema::user_flag_columns[1] == "used_chat" &&
              schema::user_flag_columns[2] == "used_cli");

/// The user column `cli_prompt_count`.
inline constexpr augment_set cli_prompts = cli_messages;
inline constexpr std::size_t cli_prompts_column = 2;
static_assert(schema::user_cli_columns[cli_prompts_column] == "cli_prompt_count");

/// In `extra` of a user's day, because no column gives them back: what has no home, and the kinds of agents one by one.
inline constexpr augment_set kept = augment_set{total_messages, total_tool_calls} | agent_messages | agent_lines;

/// In `extra` of a row by language and editor, which has no features below it.
inline constexpr augment_set kept_without_features = kept | augment_set{chat_messages, completions_lines_of_code};

constexpr augment_set given_back(bool with_features) {
    augment_set all = with_features ? kept : kept_without_features;
    for (const augment_mapping& one : measures)
        if (one.from.size() == 1 && (with_features || one.feature.empty())) all = all | one.from;
    return all;
}
static_assert(given_back(true).size() == augment_counter_count && given_back(false).size() == augment_counter_count,
              "every counter can be read back from a row: none is lost");

}  // namespace augment_map

/// Values of the sixteen; nullopt where the vendor sent none, which is neither 0 nor to be shown as 0.
using augment_counts = std::array<std::optional<std::int64_t>, augment_counter_count>;

/// Adds what `more` has. False: a sum does not fit into 64 bits.
bool add_counts(augment_counts& sum, const augment_counts& more);

/// The sum of those of the set that were sent; nullopt where none was. False: it does not fit into 64 bits.
bool add_up(augment_set set, const augment_counts& counts, std::optional<std::int64_t>& sum);

/// The measures of the day as a whole (`feature` is "") or of a feature. False: one does not fit into 64 bits.
bool to_activity(std::string_view feature, const augment_counts& counts, schema::activity& into);

}  // namespace transforms
