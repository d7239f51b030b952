// The aggregate reports: one record per day, and one wrapper with the records of 28 days.
#pragma once

#include "tests/simulator/report_kind.hpp"

namespace simulator {

report_kind organization_1_day_report();
report_kind enterprise_1_day_report();
report_kind organization_28_day_report();
report_kind enterprise_28_day_report();

}  // namespace simulator
