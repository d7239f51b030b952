#include "schema/day.hpp"

#include <charconv>
#include <cstdio>

namespace schema {

namespace {

std::optional<int> digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::string day::text() const {
    const std::chrono::year_month_day date{days_};
    char buffer[32];
    const int length = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(date.year()),
                                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return std::string(buffer, static_cast<std::size_t>(length));
}

std::optional<day> day::parse(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4));
    const auto month = digits(text.substr(5, 2));
    const auto dom = digits(text.substr(8, 2));
    if (!year || !month || !dom) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*dom))};
    if (!date.ok()) return std::nullopt;
    return day{std::chrono::sys_days{date}};
}

day day::of(std::chrono::system_clock::time_point time) { return day{std::chrono::floor<std::chrono::days>(time)}; }

day one_year_before(day d) {
    std::chrono::year_month_day date{d.sys_days()};
    date -= std::chrono::years{1};
    if (!date.ok()) return day{std::chrono::sys_days{date.year() / date.month() / std::chrono::last}};
    return day{std::chrono::sys_days{date}};
}

}  // namespace schema
