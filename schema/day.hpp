#pragma once
// A UTC calendar day, the grain of everything we store. Never a local day: the machine's time zone plays no part.

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace schema {

/// A proleptic Gregorian calendar day in UTC. Ordered; arithmetic is in whole days.
class day {
public:
    constexpr day() = default;
    constexpr explicit day(std::chrono::sys_days days) : days_{days} {}
    constexpr day(int year, unsigned month, unsigned dom)
        : days_{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{dom}} {}

    constexpr auto operator<=>(const day&) const = default;
    constexpr day operator+(int days) const { return day{days_ + std::chrono::days{days}}; }
    constexpr day operator-(int days) const { return day{days_ - std::chrono::days{days}}; }
    /// Whole days from `other` to this one; negative when this one is earlier.
    constexpr int operator-(const day& other) const { return static_cast<int>((days_ - other.days_).count()); }
    constexpr day& operator++() { days_ += std::chrono::days{1}; return *this; }

    constexpr std::chrono::sys_days sys_days() const { return days_; }

    /// `YYYY-MM-DD`, ten characters.
    std::string text() const;

    /// Exactly `YYYY-MM-DD` and a day that exists; anything else (`2026-1-5`, `2026-02-30`, blanks) is nullopt.
    static std::optional<day> parse(std::string_view text);

    /// The UTC day that `time` falls into.
    static day of(std::chrono::system_clock::time_point time);

private:
    std::chrono::sys_days days_{};
};

/// The same calendar day one year earlier (28 February for a 29 February): the vendor's history bound.
day one_year_before(day d);

/// An inclusive range of days; empty when `last` is before `first`.
struct day_range {
    day first;
    day last;
    constexpr bool empty() const { return last < first; }
    constexpr bool contains(day d) const { return first <= d && d <= last; }
    constexpr int size() const { return empty() ? 0 : last - first + 1; }
    bool operator==(const day_range&) const = default;
};

}  // namespace schema
