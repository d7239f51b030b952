#pragma once
// Days and times that reports spell as text, on their way into columns of type date and timestamp: checked here, as a
// database would refuse the whole batch. GitHub's seats carry offsets such as -06:00.

#include <string>
#include <string_view>

#include "transforms/record_error.hpp"

namespace transforms {

/// `malformed` is another form than the expected one; `out_of_range` has the form, but no such day or time exists.
enum class time_fault { none, malformed, out_of_range };

/// `YYYY-MM-DD` of the years 1 to 9999.
time_fault check_day(std::string_view text);

/// Appends `text` in UTC as `2026-01-12T07:15:30.25Z`, its fraction as spelled but cut off behind the microseconds.
/// `text` is RFC 3339: a date, `T`, a time with seconds and perhaps a fraction, `Z` or an offset (`+01:00`, `+0100`,
/// `+01`); without a zone it is malformed. Appends nothing on a fault.
time_fault append_utc(std::string& out, std::string_view text);

/// The error for `found` where `expected` (a noun with its article) was; wrong_type or out_of_range. `found` is
/// quoted whole.
record_error time_error(time_fault fault, std::string_view expected, std::string_view found);

}  // namespace transforms
