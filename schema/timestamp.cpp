#include "schema/timestamp.hpp"

#include <cstdio>

#include "schema/day.hpp"

namespace schema {

namespace {

using std::chrono::microseconds;

/// What a time_point of nanoseconds can hold.
constexpr day first_day{1678, 1, 1}, last_day{2261, 12, 31};

std::optional<int> two_digits(std::string_view text, std::size_t at) {
    if (at + 2 > text.size() || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' || text[at + 1] > '9')
        return std::nullopt;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
}

}  // namespace

std::string timestamp_text(time_point time) {
    const auto since_epoch = std::chrono::floor<microseconds>(time.time_since_epoch());
    const day date = day::of(time);
    const auto in_day = since_epoch - date.sys_days().time_since_epoch();
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(in_day).count();
    char buffer[48];
    const int length =
        std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d.%06dZ", static_cast<int>(whole / 3600),
                      static_cast<int>(whole / 60 % 60), static_cast<int>(whole % 60),
                      static_cast<int>((in_day - std::chrono::seconds{whole}).count()));
    return date.text() + std::string(buffer, static_cast<std::size_t>(length));
}

std::optional<time_point> parse_timestamp(std::string_view text) {
    if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
        return std::nullopt;
    const auto date = day::parse(text.substr(0, 10));
    const auto hours = two_digits(text, 11), minutes = two_digits(text, 14), seconds = two_digits(text, 17);
    if (!date || !hours || !minutes || !seconds) return std::nullopt;
    if (*date < first_day || *date > last_day) return std::nullopt;
    if (*hours > 23 || *minutes > 59 || *seconds > 59) return std::nullopt;
    std::size_t at = 19;
    long fraction = 0;
    if (at < text.size() && text[at] == '.') {
        long unit = 100'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            fraction += (text[at] - '0') * unit;
    }
    const std::string_view zone = text.substr(at);
    if (zone != "Z" && zone != "+00" && zone != "+00:00") return std::nullopt;
    return time_point{date->sys_days()} + std::chrono::hours{*hours} + std::chrono::minutes{*minutes} +
           std::chrono::seconds{*seconds} + microseconds{fraction};
}

}  // namespace schema
