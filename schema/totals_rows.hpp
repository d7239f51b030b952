#pragma once
// The rows that one record of an enterprise or organization report becomes: a day's totals and their breakdown.
// Source: GitHub, "Copilot usage metrics" reference, aggregate records, read 2026-11-21.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "schema/activity.hpp"

namespace schema {

/// Columns of `copilot_metrics_daily` that hold active-user counts, in column order. Distinct users: never add them up
/// over days, teams or scopes.
inline constexpr std::array<std::string_view, 17> active_user_columns{
    "daily_active_users",
    "weekly_active_users",
    "monthly_active_users",
    "monthly_active_chat_users",
    "monthly_active_agent_users",
    "daily_active_copilot_cloud_agent_users",
    "weekly_active_copilot_cloud_agent_users",
    "monthly_active_copilot_cloud_agent_users",
    "daily_active_copilot_code_review_users",
    "weekly_active_copilot_code_review_users",
    "monthly_active_copilot_code_review_users",
    "daily_passive_copilot_code_review_users",
    "weekly_passive_copilot_code_review_users",
    "monthly_passive_copilot_code_review_users",
    "daily_active_cli_users",
    "daily_active_copilot_app_users",
    "daily_active_vscode_agent_users"};

/// Columns of `copilot_metrics_daily` for readers of the older API, in column order.
inline constexpr std::array<std::string_view, 6> older_api_columns{
    "total_active_users",     "total_engaged_users",        "total_code_suggestions",
    "total_code_acceptances", "total_code_lines_suggested", "total_code_lines_accepted"};

/// A row of `copilot_metrics_breakdown_daily` below its day. Dimensions the breakdown lacks are "", never NULL.
struct totals_breakdown_row {
    std::string_view breakdown;
    std::string_view ide;
    std::string_view feature;
    std::string_view language;
    std::string_view model;
    schema::activity activity;
};

/// A row of `copilot_metrics_daily`, without the slice's key, and its breakdown. Views live until the next record.
struct totals_row {
    schema::activity activity;
    std::array<std::optional<std::int64_t>, active_user_columns.size()> active_users{};
    std::string_view metrics_data;  ///< the whole record, compact JSON
    std::span<const totals_breakdown_row> breakdown;
};

/// The same as it stands in the table, with the columns that loading works out.
struct stored_totals_row : totals_row {
    std::array<std::optional<std::int64_t>, older_api_columns.size()> older_api{};
};

}  // namespace schema
