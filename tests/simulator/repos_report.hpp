// The repos-1-day report: pull requests per repository. An enterprise's report has the repositories of all of its
// organizations, with the same numbers as theirs.
#pragma once

#include "tests/simulator/report_kind.hpp"

namespace simulator {

report_kind repos_1_day_report();

}  // namespace simulator
