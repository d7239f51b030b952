#pragma once
// The users-1-day and users-28-day reports: who is in a day's report, in which order, in which file, and with which
// damage.

#include <cstdint>
#include <vector>

#include "tests/simulator/report_kind.hpp"

namespace simulator {

report_kind users_1_day_report();
report_kind users_28_day_report();

enum class line_kind : std::uint8_t { record, other_numbers, wrong_type, wrong_day, padded, broken };

/// One line of a report: a person and how the line is made.
struct report_line {
    std::uint32_t number = 0;  // of the person; of a broken line: which one
    line_kind kind = line_kind::record;
    friend bool operator==(const report_line&, const report_line&) = default;
};

/// The people of a day, each once, in the order of the report. With `users=N` exactly N, whatever the weekday; else the
/// active ones of the population. Another revision replaces about a tenth of them by newcomers. `drop_users` takes the
/// last.
std::vector<std::uint32_t> active_people(const settings& options, const report_request& request);

/// All lines of a day's report before they are dealt out to the parts. From the front, one after another:
/// duplicate_users, conflicting_users, wrong_type, wrong_day, line_bytes; the second copies come at the end; broken
/// lines are spread.
std::vector<report_line> report_lines(const settings& options, const report_request& request);

}  // namespace simulator
