// One aggregate record: a day's totals as the JSON object of the organization-1-day and enterprise-1-day reports, which
// is also an entry of day_totals in the 28-day ones ("Copilot usage metrics" reference, read 2026-11).
#pragma once

#include "tests/simulator/day_totals.hpp"
#include "tests/simulator/report_lines.hpp"

namespace simulator {

/// Appends the compact object, without a line end. Members that the day is too old for are absent; so are the counts
/// and objects of surfaces that nobody used, but for the app's, which are null.
void append_totals_record(json_writer& out, const day_totals& totals, const scope_ids& ids, const record_twist& twist);

}  // namespace simulator
