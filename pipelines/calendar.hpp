#pragma once
// What `status` draws of a target: a week a column, a day a character. Pure.

#include <string>
#include <vector>

#include "schema/slice_state.hpp"

namespace pipelines {

/// What a day's character says. `outside` days are not meant to be complete, and blank.
enum class day_mark { outside, final_day, provisional, pending, no_data, failed, missing };

/// The weeks of a year and the two that it begins and ends in.
inline constexpr int calendar_weeks_max = 53;

/// Consecutive days; the first is a Monday, and the last one ends the range.
struct day_marks {
    schema::day first;
    std::vector<day_mark> marks;

    bool operator==(const day_marks&) const = default;
};

/// The newest weeks of `since` to yesterday (a snapshot: to the newest one), at most `weeks_max`. A loaded day whose
/// last read failed counts as loaded. Empty for an empty range.
day_marks mark_days(const schema::target_state& target, schema::day today, int weeks_max = calendar_weeks_max);

/// A line with the months and a line each for Monday to Sunday, 4 + 53 characters at most, every line ending in a
/// newline. Without colours the characters alone tell the days apart; with them ANSI colours come in addition.
std::string render_calendar(const day_marks& days, bool coloured);

/// One line: what each character means.
std::string render_legend(bool coloured);

/// Colours are for terminals that can show them and users who have not asked to be spared (NO_COLOR, not empty).
bool wants_colour(bool terminal, const char* no_color, const char* term);

}  // namespace pipelines
