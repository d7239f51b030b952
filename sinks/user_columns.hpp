#pragma once
// The columns of the two user tables, in the order in which they are loaded and read back.

#include <array>
#include <string>
#include <string_view>

#include "schema/user_rows.hpp"

namespace sinks {

inline constexpr std::string_view user_table = "copilot_user_metrics_daily";
inline constexpr std::string_view user_breakdown_table = "copilot_user_breakdown_daily";

inline constexpr std::array<std::string_view, 36> user_columns{
    "source", "scope", "scope_identifier", "metrics_date", "user_key",
    "user_login", "user_email", "user_kind", "enterprise_id", "organization_id",
    schema::activity_columns[0], schema::activity_columns[1], schema::activity_columns[2], schema::activity_columns[3],
    schema::activity_columns[4], schema::activity_columns[5], schema::activity_columns[6],
    schema::user_flag_columns[0], schema::user_flag_columns[1], schema::user_flag_columns[2],
    schema::user_flag_columns[3], schema::user_flag_columns[4], schema::user_flag_columns[5],
    schema::user_flag_columns[6], schema::user_flag_columns[7], schema::user_flag_columns[8],
    "ai_credits_used", "ai_adoption_phase_number", "ai_adoption_phase", "ai_adoption_phase_version",
    schema::user_cli_columns[0], schema::user_cli_columns[1], schema::user_cli_columns[2], schema::user_cli_columns[3],
    schema::user_cli_columns[4], "extra"};

inline constexpr std::array<std::string_view, 18> user_breakdown_columns{
    "source", "scope", "scope_identifier", "metrics_date", "user_key",
    "breakdown", "ide", "feature", "language", "model",
    schema::activity_columns[0], schema::activity_columns[1], schema::activity_columns[2], schema::activity_columns[3],
    schema::activity_columns[4], schema::activity_columns[5], schema::activity_columns[6], "extra"};

/// `a, b, c` of the columns from `first` on: after the slice's own key when first is 4.
template <std::size_t N>
std::string column_list(const std::array<std::string_view, N>& columns, std::size_t first = 0) {
    std::string list;
    for (std::size_t i = first; i < N; ++i) list += (i > first ? ", " : "") + std::string(columns[i]);
    return list;
}

}  // namespace sinks
