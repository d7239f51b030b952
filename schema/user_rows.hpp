#pragma once
// The rows that one record of a `users` report becomes: a user-day and its breakdown.
// Source: GitHub, "Copilot usage metrics" reference and example schema, read 2026-11-21.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "schema/activity.hpp"

namespace schema {

/// Columns of `copilot_user_metrics_daily` that hold GitHub's `used_*` flags, in column order.
inline constexpr std::array<std::string_view, 9> user_flag_columns{
    "used_agent",
    "used_chat",
    "used_cli",
    "used_copilot_coding_agent",
    "used_copilot_cloud_agent",
    "used_copilot_code_review_active",
    "used_copilot_code_review_passive",
    "used_copilot_app",
    "used_vscode_agent"};

/// Columns of `copilot_user_metrics_daily` that hold counts of `totals_by_cli`, in column order.
inline constexpr std::array<std::string_view, 5> user_cli_columns{
    "cli_session_count", "cli_request_count", "cli_prompt_count", "cli_output_tokens_sum", "cli_prompt_tokens_sum"};

/// A row of `copilot_user_breakdown_daily` below its user-day. Dimensions the breakdown lacks are "", never NULL.
/// `extra` is a JSON object in compact text, or empty for NULL.
struct user_breakdown_row {
    std::string_view breakdown;  ///< `ide`, `feature`, `language_feature`, `language_model`, `model_feature`, ...
    std::string_view ide;
    std::string_view feature;
    std::string_view language;
    std::string_view model;
    schema::activity activity;
    std::string_view extra;
};

/// A row of `copilot_user_metrics_daily`, without the slice's key (source, scope, day), and its breakdown.
/// All views live as long as the buffers of whoever decoded it: until the next record.
struct user_row {
    std::string_view user_key;
    std::optional<std::string_view> user_login;
    std::optional<std::string_view> user_email;
    std::string_view user_kind = "user";  ///< `user` or `service_account`
    std::optional<std::string_view> enterprise_id;
    std::optional<std::string_view> organization_id;
    schema::activity activity;
    std::array<std::optional<bool>, user_flag_columns.size()> flags{};
    std::optional<std::string_view> ai_credits_used;  ///< decimal text as the report spelled it
    std::optional<std::int64_t> ai_adoption_phase_number;
    std::optional<std::string_view> ai_adoption_phase;
    std::optional<std::string_view> ai_adoption_phase_version;
    std::array<std::optional<std::int64_t>, user_cli_columns.size()> cli{};
    std::string_view extra;  ///< JSON object in compact text, or empty for NULL
    std::span<const user_breakdown_row> breakdown;
};

}  // namespace schema
