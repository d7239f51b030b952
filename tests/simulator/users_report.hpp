// The users-1-day and users-28-day reports: the records of a day's active people, in which file, and with which damage.
#pragma once

#include <vector>

#include "tests/simulator/population.hpp"
#include "tests/simulator/report_kind.hpp"
#include "tests/simulator/report_lines.hpp"

namespace simulator {

report_kind users_1_day_report();
report_kind users_28_day_report();

/// All lines of a day's report before they are dealt out to the parts.
std::vector<report_line> users_lines(const settings& options, const report_request& request);

}  // namespace simulator
