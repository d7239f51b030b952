#include "pipelines/calendar.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "pipelines/plan.hpp"

namespace pipelines {

namespace {

using schema::slice_status;

struct look {
    day_mark mark;
    char character;
    std::string_view colour;  ///< ANSI, between ESC[ and m
    std::string_view meaning;
};
constexpr std::array looks{
    look{day_mark::final_day, '#', "32", "final"},           look{day_mark::provisional, '+', "36", "provisional"},
    look{day_mark::pending, '~', "34", "not published yet"}, look{day_mark::no_data, '.', "90", "no data"},
    look{day_mark::failed, 'X', "1;31", "failed"},           look{day_mark::missing, '?', "1;33", "not read"},
};

constexpr std::array<std::string_view, 7> weekdays{"Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// 0 for Monday.
int weekday_of(schema::day day) { return static_cast<int>(std::chrono::weekday{day.sys_days()}.iso_encoding()) - 1; }

day_mark mark_of(const schema::target_state& target, schema::day day) {
    const auto row = target.open_days.find(day);
    if (row == target.open_days.end()) {
        if (in_ranges(target.final_days, day)) return day_mark::final_day;
        return is_snapshot(target.target.dataset) ? day_mark::outside : day_mark::missing;
    }
    switch (row->second.status) {
        case slice_status::completed:
            return row->second.is_final ? day_mark::final_day : day_mark::provisional;
        case slice_status::pending:
            return day_mark::pending;
        case slice_status::no_data:
            return day_mark::no_data;
        case slice_status::failed:
            return day_mark::failed;
        case slice_status::in_progress:
            return day_mark::missing;
    }
    return day_mark::missing;
}

/// One character in its colour; `now` is the colour that is on, so that a row of equal days switches once.
void append_mark(std::string& out, day_mark mark, bool coloured, std::string_view& now) {
    const look* found = nullptr;
    for (const look& one : looks)
        if (one.mark == mark) found = &one;
    const std::string_view colour = found ? found->colour : std::string_view{};
    if (coloured && colour != now) {
        out.append("\x1b[").append(colour.empty() ? "0" : "0;").append(colour) += 'm';
        now = colour;
    }
    out += found ? found->character : ' ';
}

void end_line(std::string& out, std::string_view& now) {
    if (!now.empty()) out += "\x1b[0m";
    now = {};
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
}

/// The month that begins in the week of this Monday; nullopt when none does.
std::optional<std::string_view> month_beginning(schema::day monday) {
    const std::chrono::year_month_day sunday{(monday + 6).sys_days()};
    if (static_cast<unsigned>(sunday.day()) > 7) return std::nullopt;
    return months[static_cast<unsigned>(sunday.month()) - 1];
}

/// A month's name above the week in which it begins. The first week has its month's name where there is room for it.
std::string month_line(const day_marks& days, int weeks) {
    std::string line(4, ' ');
    bool room = true;
    for (int week = 0; week < 4 && week < weeks; ++week) room = room && !month_beginning(days.first + week * 7);
    if (room) line += months[static_cast<unsigned>(std::chrono::year_month_day{days.first.sys_days()}.month()) - 1];
    for (int week = 0; week < weeks; ++week) {
        const auto name = month_beginning(days.first + week * 7);
        if (!name) continue;
        line.resize(4 + static_cast<std::size_t>(week), ' ');
        line += *name;
    }
    return line + "\n";
}

/// What is meant to be complete, and the engagement windows that were read: these end up to some days before the run.
schema::day_range days_to_show(const schema::target_state& target, schema::day today) {
    schema::day_range days = meant_to_be_complete(target, today, std::nullopt);
    const auto known = known_days(target);
    if (known && target.target.dataset == schema::dataset::engagement) days.first = std::min(days.first, known->first);
    return days;
}

}  // namespace

day_marks mark_days(const schema::target_state& target, schema::day today, int weeks_max) {
    const schema::day_range range = days_to_show(target, today);
    if (range.empty()) return {};
    const schema::day last_monday = range.last - weekday_of(range.last);
    const schema::day first_shown = std::max(range.first - weekday_of(range.first), last_monday - 7 * (weeks_max - 1));
    day_marks days{first_shown, {}};
    for (schema::day day = first_shown; day <= range.last; ++day)
        days.marks.push_back(day < range.first ? day_mark::outside : mark_of(target, day));
    return days;
}

std::string render_calendar(const day_marks& days, bool coloured) {
    const int count = static_cast<int>(days.marks.size());
    const int weeks = (count + 6) / 7;
    if (weeks == 0) return "";
    std::string out = month_line(days, weeks);
    for (int weekday = 0; weekday < 7; ++weekday) {
        std::string_view now;
        out += weekdays[static_cast<std::size_t>(weekday)];
        for (int at = weekday; at < count; at += 7)
            append_mark(out, days.marks[static_cast<std::size_t>(at)], coloured, now);
        end_line(out, now);
    }
    return out;
}

std::string render_legend(bool coloured) {
    std::string out;
    for (const look& one : looks) {
        std::string_view now;
        if (!out.empty()) out += "  ";
        append_mark(out, one.mark, coloured, now);
        if (!now.empty()) out += "\x1b[0m";
        out.append(" ").append(one.meaning);
    }
    return out + "\n";
}

bool wants_colour(bool terminal, const char* no_color, const char* term) {
    if (!terminal || (no_color && *no_color)) return false;
    return term && *term && std::string_view(term) != "dumb";
}

}  // namespace pipelines
