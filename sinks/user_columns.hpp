#pragma once
// The columns of the two user tables, in the order in which they are loaded and read back.

#include <array>
#include <string_view>

#include "schema/user_rows.hpp"
#include "sinks/slice_table.hpp"

namespace sinks {

inline constexpr auto user_columns =
    joined(day_key_columns,
           std::array<std::string_view, 6>{"user_key", "user_login", "user_email", "user_kind", "enterprise_id",
                                           "organization_id"},
           schema::activity_columns, schema::user_flag_columns,
           std::array<std::string_view, 4>{"ai_credits_used", "ai_adoption_phase_number", "ai_adoption_phase",
                                           "ai_adoption_phase_version"},
           schema::user_cli_columns, std::array<std::string_view, 1>{"extra"});

inline constexpr auto user_breakdown_columns =
    joined(day_key_columns,
           std::array<std::string_view, 6>{"user_key", "breakdown", "ide", "feature", "language", "model"},
           schema::activity_columns, std::array<std::string_view, 1>{"extra"});

inline constexpr slice_table user_table{"copilot_user_metrics_daily", user_columns};
inline constexpr slice_table user_breakdown_table{"copilot_user_breakdown_daily", user_breakdown_columns};

}  // namespace sinks
