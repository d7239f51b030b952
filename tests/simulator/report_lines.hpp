// The lines of a report before they are JSON: which record stands where, which one is damaged by order of the script,
// and in which file it is. The same for every kind of report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "tests/simulator/calendar.hpp"
#include "tests/simulator/json_writer.hpp"
#include "tests/simulator/report_part.hpp"
#include "tests/simulator/script.hpp"

namespace simulator {

enum class line_kind : std::uint8_t { record, other_numbers, wrong_type, wrong_day, padded, broken };

/// One line of a report: a record and how the line is made.
struct report_line {
    std::uint32_t number = 0;  // of the record (in a users report the person); of a broken line: which one
    line_kind kind = line_kind::record;
    friend bool operator==(const report_line&, const report_line&) = default;
};

/// Damage on request, one record at a time.
struct record_twist {
    bool wrong_type = false;     // a string where a number belongs
    bool wrong_day = false;      // says the day before
    bool unknown_field = false;  // one new member at the top and one in each totals_by_ide entry
    bool other_numbers = false;  // same key, something else in it
    std::size_t line_bytes = 0;  // pads the record to so many bytes (a longer one stays as it is)
};

/// All lines of a report before they are dealt out to the parts, given its records. From the front, one after another:
/// duplicate_users, conflicting_users, wrong_type, wrong_day, line_bytes; the second copies come at the end; broken
/// lines are spread.
std::vector<report_line> damage_lines(const std::vector<std::uint32_t>& numbers, const report_changes& changes);

/// The lines that are in file `part` of `parts`.
std::vector<report_line> deal_lines(const std::vector<report_line>& all, const report_changes& changes,
                                    std::size_t part, std::size_t parts);

using record_function = std::function<void(json_writer& out, std::uint32_t number, const record_twist& twist)>;

/// Lines as a part: `append` writes the records, broken lines are made here. `append` must give the same bytes each
/// time.
part_lines make_part_lines(std::vector<report_line> lines, day date, const report_changes& changes,
                           record_function append);

/// Appends the member that nobody knows yet, with a leading comma.
void append_unknown_member(json_writer& out, std::int64_t sessions);

/// Appends the padding that makes the record that began at `start` so long, and its closing brace.
void close_record(json_writer& out, std::size_t line_bytes, std::size_t start);

}  // namespace simulator
