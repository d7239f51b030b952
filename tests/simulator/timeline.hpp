#pragma once
// From which day on GitHub's user reports carry which field; older days are never filled up. After the vendor's
// changelog (entries of 2026-02 to 2026-10).

#include "tests/simulator/calendar.hpp"

namespace simulator::timeline {

inline constexpr day first_enterprise_day = day_of(2025, 10, 10);
inline constexpr day first_organization_day = day_of(2025, 12, 12);
inline constexpr day coding_agent_flag = day_of(2026, 1, 15);
inline constexpr day cli_totals = day_of(2026, 2, 27);
inline constexpr day language_model_always = day_of(2026, 3, 1);  // some older rows lack that array
inline constexpr day plan_mode = day_of(2026, 3, 2);
inline constexpr day code_review_flags = day_of(2026, 4, 6);
inline constexpr day cli_feature = day_of(2026, 4, 10);
inline constexpr day cloud_agent_flag = day_of(2026, 4, 10);
inline constexpr day adoption_phase = day_of(2026, 5, 29);
inline constexpr day server_side_users = day_of(2026, 6, 15);
inline constexpr day ai_credits = day_of(2026, 6, 19);
inline constexpr day cli_suggested_lines = day_of(2026, 7, 2);
inline constexpr day app = day_of(2026, 7, 28);
inline constexpr day third_party_agents = day_of(2026, 8, 7);
inline constexpr day vscode_agent = day_of(2026, 9, 11);
inline constexpr day customisations = day_of(2026, 9, 17);

}  // namespace simulator::timeline
