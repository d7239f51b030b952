#pragma once
// UTC calendar days for the simulator: the API names days as text, the generator counts with them.

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace simulator {

using day = std::chrono::sys_days;

/// A day out of exactly "YYYY-MM-DD"; nothing for any other spelling and for days that no calendar has.
std::optional<day> parse_day(std::string_view text);

/// "YYYY-MM-DD".
std::string to_text(day value);

/// The same without an allocation, for the generator.
std::array<char, 10> to_characters(day value);

/// "YYYY-MM-DDTHH:MM:SSZ", as signed links spell their times.
std::string to_utc_text(std::chrono::sys_seconds time);

/// "Wed, 18 Nov 2026 06:00:00 GMT", as HTTP headers spell times.
std::string to_http_text(std::chrono::sys_seconds time);

/// The reverse of to_utc_text; nothing for any other spelling.
std::optional<std::chrono::sys_seconds> parse_utc(std::string_view text);

bool is_weekend(day value);

/// A day known when the program is compiled.
constexpr day day_of(int year, unsigned month, unsigned day_of_month) {
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day_of_month);
}

}  // namespace simulator
