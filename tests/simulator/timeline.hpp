#pragma once
// From which day on GitHub's reports carry which field; older days are never filled up. After the vendor's
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

// Aggregate records and the reports that came later.
inline constexpr day pull_requests = day_of(2026, 2, 27);
inline constexpr day cloud_agent_counts = day_of(2026, 4, 10);
inline constexpr day code_review_counts = day_of(2026, 4, 22);
inline constexpr day comment_types = day_of(2026, 5, 8);
inline constexpr day user_teams = day_of(2026, 5, 14);
inline constexpr day phase_merges = day_of(2026, 6, 26);
inline constexpr day phase_review_times = day_of(2026, 7, 7);
inline constexpr day repositories = day_of(2026, 7, 17);
inline constexpr day app_counts = day_of(2026, 7, 17);
inline constexpr day phase_population = day_of(2026, 9, 17);
inline constexpr day feature_engagement = day_of(2026, 9, 17);
inline constexpr day review_times = day_of(2026, 9, 25);

}  // namespace simulator::timeline
