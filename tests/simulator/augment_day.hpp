#pragma once
// What invented people did with Augment on a day, as its analytics API tells it (Analytics API reference v0, read
// 2026-11): rows of user-activity, of the list by editor and language, and the organisation's day.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulator/report_kind.hpp"

namespace simulator {

/// The sixteen counters, in the vendor's order.
inline constexpr std::array<std::string_view, 16> augment_counters = {"total_modified_lines_of_code",
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
using augment_metrics = std::array<std::int64_t, 16>;

/// The people of the day, by number: those that active_people() names. Every tenth is a service account.
struct augment_day {
    std::vector<std::string> users;     // rows of user-activity, JSON
    std::vector<std::string> records;   // rows by editor and language: two to four of each identity, which add up to it
    std::optional<std::string> usage;   // the row of daily-usage; none on a day without anybody
    std::optional<std::string> active;  // the row of dau-count; none where the day is not published
    std::int64_t user_count = 0;
};

/// Obeys these changes: published, users, revision, drop_users, duplicate_users, conflicting_users, wrong_type,
/// wrong_day (of the organisation's rows), bad_lines (rows with both identities or neither), unknown_field, line_order.
augment_day make_augment_day(const settings& options, const report_request& request);

}  // namespace simulator
