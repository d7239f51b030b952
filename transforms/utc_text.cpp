#include "transforms/utc_text.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

#include "schema/day.hpp"
#include "transforms/json_text.hpp"

namespace transforms {

namespace {

constexpr std::size_t fraction_bytes_max = 7;  // a point and the microseconds

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// `d` in the pattern is a digit; everything else is itself.
bool has_form(std::string_view text, std::string_view pattern) {
    return std::equal(text.begin(), text.end(), pattern.begin(), pattern.end(),
                      [](char c, char p) { return p == 'd' ? is_digit(c) : c == p; });
}

int two_digits(std::string_view text, std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); }

void append_two_digits(std::string& out, long value) {
    out.push_back(static_cast<char>('0' + value / 10));
    out.push_back(static_cast<char>('0' + value % 10));
}

/// Years that both PostgreSQL and a text of ten characters can have.
bool is_storable(schema::day day) { return schema::day{1, 1, 1} <= day && day <= schema::day{9999, 12, 31}; }

time_fault read_offset(std::string_view zone, std::chrono::minutes& offset) {
    offset = std::chrono::minutes{0};
    if (zone == "Z" || zone == "z") return time_fault::none;
    if (zone.empty() || (zone.front() != '+' && zone.front() != '-')) return time_fault::malformed;
    const std::string_view digits = zone.substr(1);
    const bool has_colon = has_form(digits, "dd:dd");
    const bool has_minutes = has_colon || has_form(digits, "dddd");
    if (!has_minutes && !has_form(digits, "dd")) return time_fault::malformed;
    const int hours = two_digits(digits, 0);
    const int minutes = has_minutes ? two_digits(digits, digits.size() - 2) : 0;
    if (hours > 23 || minutes > 59) return time_fault::out_of_range;
    offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    if (zone.front() == '-') offset = -offset;
    return time_fault::none;
}

}  // namespace

time_fault check_day(std::string_view text) {
    if (!has_form(text, "dddd-dd-dd")) return time_fault::malformed;
    const auto day = schema::day::parse(text);
    return day && is_storable(*day) ? time_fault::none : time_fault::out_of_range;
}

time_fault append_utc(std::string& out, std::string_view text) {
    constexpr std::size_t seconds_end = 19;
    if (text.size() <= seconds_end) return time_fault::malformed;
    std::string_view fraction = text.substr(seconds_end);
    if (fraction.front() == '.') {
        fraction = fraction.substr(0, std::min(fraction.find_first_not_of("0123456789", 1), fraction.size()));
        if (fraction.size() == 1) return time_fault::malformed;
    } else {
        fraction = {};
    }
    const std::string_view clock = text.substr(11, 8);
    std::chrono::minutes offset{};
    const time_fault zone_fault = read_offset(text.substr(seconds_end + fraction.size()), offset);
    if (zone_fault == time_fault::malformed || !has_form(text.substr(0, 10), "dddd-dd-dd") ||
        (text[10] != 'T' && text[10] != 't') || !has_form(clock, "dd:dd:dd")) {
        return time_fault::malformed;
    }
    const auto day = schema::day::parse(text.substr(0, 10));
    const std::chrono::hours hours{two_digits(clock, 0)};
    const std::chrono::minutes minutes{two_digits(clock, 3)};
    const std::chrono::seconds seconds{two_digits(clock, 6)};
    if (zone_fault != time_fault::none || !day || hours.count() > 23 || minutes.count() > 59 || seconds.count() > 59) {
        return time_fault::out_of_range;
    }
    const auto time = day->sys_days() + hours + minutes + seconds - offset;
    const schema::day utc_day{std::chrono::floor<std::chrono::days>(time)};
    if (!is_storable(utc_day)) return time_fault::out_of_range;
    const long in_day = (time - utc_day.sys_days()).count();
    out.append(utc_day.text()).push_back('T');
    append_two_digits(out, in_day / 3600);
    out.push_back(':');
    append_two_digits(out, in_day / 60 % 60);
    out.push_back(':');
    append_two_digits(out, in_day % 60);
    out.append(fraction.substr(0, fraction_bytes_max)).push_back('Z');
    return time_fault::none;
}

record_error time_error(time_fault fault, std::string_view expected, std::string_view found) {
    record_error error{fault == time_fault::malformed ? "wrong_type" : "out_of_range", "expected "};
    error.message.append(expected).append(", found ");
    append_json_string(error.message, found);
    return error;
}

}  // namespace transforms
