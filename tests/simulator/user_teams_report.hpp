// The user-teams-1-day report: who was in which team on a day. Teams hold everybody who has a seat, active or not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulator/report_kind.hpp"

namespace simulator {

report_kind user_teams_1_day_report();

struct team {
    std::int64_t id = 0;
    std::string slug;
    std::vector<std::uint32_t> members;  // persons of the population, ascending
};

/// The teams of at least five people that a scope has on a day. Everybody is in one team and some are in a second one;
/// every fortnight, on a weekday of their own, people may move on. Another revision moves everybody anew.
std::vector<team> teams_of_day(const settings& options, const report_request& request);

}  // namespace simulator
