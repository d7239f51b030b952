#pragma once
// The columns of the tables of totals, teams, repositories, engagement and seats, in the order in which they are
// loaded.

#include <array>
#include <string_view>

#include "schema/activity.hpp"
#include "schema/repo_rows.hpp"
#include "schema/totals_rows.hpp"
#include "sinks/slice_table.hpp"

namespace sinks {

inline constexpr auto totals_columns =
    joined(day_key_columns, std::array<std::string_view, 1>{"team_slug"}, schema::activity_columns,
           schema::active_user_columns,
           std::array<std::string_view, 10>{"total_active_users", "total_engaged_users", "total_code_suggestions",
                                            "total_code_acceptances", "total_code_lines_suggested",
                                            "total_code_lines_accepted", "is_final", "metrics_data", "created_at",
                                            "updated_at"});

inline constexpr auto totals_breakdown_columns = joined(
    day_key_columns, std::array<std::string_view, 6>{"team_slug", "breakdown", "ide", "feature", "language", "model"},
    schema::activity_columns);

inline constexpr auto user_team_columns =
    joined(day_key_columns, std::array<std::string_view, 7>{"team_id", "team_slug", "user_key", "user_login",
                                                            "enterprise_id", "organization_id", "extra"});

inline constexpr auto repo_columns =
    joined(day_key_columns,
           std::array<std::string_view, 6>{"repo_id", "repo_owner_name", "repo_name", "repo_visibility",
                                           "enterprise_id", "organization_id"},
           schema::pull_request_count_columns, schema::pull_request_median_columns,
           std::array<std::string_view, 1>{"metrics_data"});

inline constexpr std::array<std::string_view, 9> engagement_columns{
    "source",           "scope",   "scope_identifier",  "report_end_day",
    "report_start_day", "feature", "active_user_count", "engaged_user_count",
    "metrics_data"};

inline constexpr std::array<std::string_view, 17> seat_columns{"source",
                                                               "scope",
                                                               "scope_identifier",
                                                               "snapshot_date",
                                                               "seat_number",
                                                               "user_key",
                                                               "user_login",
                                                               "created_at",
                                                               "last_activity_at",
                                                               "last_authenticated_at",
                                                               "last_activity_editor",
                                                               "pending_cancellation_date",
                                                               "plan_type",
                                                               "assigning_team_id",
                                                               "assigning_team_slug",
                                                               "organization_login",
                                                               "seat_data"};

inline constexpr slice_table totals_table{"copilot_metrics_daily", totals_columns, true};
inline constexpr slice_table totals_breakdown_table{"copilot_metrics_breakdown_daily", totals_breakdown_columns, true};
inline constexpr slice_table user_team_table{"copilot_user_teams", user_team_columns};
inline constexpr slice_table repo_table{"copilot_repo_metrics_daily", repo_columns};
inline constexpr slice_table engagement_table{"copilot_engagement_28d", engagement_columns};
inline constexpr slice_table seat_table{"copilot_seats", seat_columns};

}  // namespace sinks
