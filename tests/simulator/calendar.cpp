#include "tests/simulator/calendar.hpp"

#include <cstdio>

namespace simulator {

namespace {

std::optional<int> parse_digits(std::string_view text) {
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

std::optional<day> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto year = parse_digits(text.substr(0, 4));
    const auto month = parse_digits(text.substr(5, 2));
    const auto day_of_month = parse_digits(text.substr(8, 2));
    if (!year || !month || !day_of_month) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day_of_month)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    return day{date};
}

std::array<char, 10> to_characters(day value) {
    const std::chrono::year_month_day date{value};
    const int year = static_cast<int>(date.year());
    const unsigned month = static_cast<unsigned>(date.month());
    const unsigned day_of_month = static_cast<unsigned>(date.day());
    const auto digit = [](auto number) { return static_cast<char>('0' + number % 10); };
    return {digit(year / 1000),
            digit(year / 100),
            digit(year / 10),
            digit(year),
            '-',
            digit(month / 10),
            digit(month),
            '-',
            digit(day_of_month / 10),
            digit(day_of_month)};
}

std::string to_text(day value) {
    const std::array<char, 10> characters = to_characters(value);
    return {characters.begin(), characters.end()};
}

std::string to_utc_text(std::chrono::sys_seconds time) {
    const day date = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::hh_mm_ss clock{time - date};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "T%02d:%02d:%02dZ", static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return to_text(date) + text.data();
}

std::string to_http_text(std::chrono::sys_seconds time) {
    static constexpr std::array<const char*, 7> weekdays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const day date = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day parts{date};
    const std::chrono::hh_mm_ss clock{time - date};
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                  weekdays[std::chrono::weekday{date}.c_encoding()], static_cast<unsigned>(parts.day()),
                  months[static_cast<unsigned>(parts.month()) - 1], static_cast<int>(parts.year()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

std::optional<std::chrono::sys_seconds> parse_utc(std::string_view text) {
    if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z') {
        return std::nullopt;
    }
    const auto date = parse_day(text.substr(0, 10));
    const auto hours = parse_digits(text.substr(11, 2));
    const auto minutes = parse_digits(text.substr(14, 2));
    const auto seconds = parse_digits(text.substr(17, 2));
    if (!date || !hours || !minutes || !seconds) {
        return std::nullopt;
    }
    return *date + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + std::chrono::seconds{*seconds};
}

bool is_weekend(day value) {
    const unsigned weekday = std::chrono::weekday{value}.iso_encoding();
    return weekday >= 6;
}

}  // namespace simulator
