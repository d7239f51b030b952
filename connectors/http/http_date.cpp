#include "connectors/http/http_date.hpp"

#include <algorithm>
#include <array>

namespace connectors {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                   "Friday", "Saturday", "Sunday"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// In a shape `0` is a digit, `_` a digit or a blank, `x` anything, and the rest itself.
bool fits(std::string_view text, std::string_view shape) {
    return std::equal(text.begin(), text.end(), shape.begin(), shape.end(), [](char c, char wanted) {
        if (wanted == '0') return is_digit(c);
        if (wanted == '_') return is_digit(c) || c == ' ';
        return wanted == 'x' || c == wanted;
    });
}

int number(std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c == ' ' ? 0 : c - '0');
    return value;
}

struct date_texts {
    std::string_view day;
    std::string_view month;
    std::string_view clock;  ///< `08:49:37`
    int year = 0;
};

std::optional<std::chrono::system_clock::time_point> assemble(const date_texts& texts) {
    const auto month = std::find(months.begin(), months.end(), texts.month);
    const std::chrono::year_month_day date{std::chrono::year{texts.year},
                                           std::chrono::month{static_cast<unsigned>(month - months.begin()) + 1},
                                           std::chrono::day{static_cast<unsigned>(number(texts.day))}};
    const int hour = number(texts.clock.substr(0, 2));
    const int minute = number(texts.clock.substr(3, 2));
    const int second = number(texts.clock.substr(6, 2));
    if (!date.ok() || texts.year > 2200 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
           std::chrono::seconds{second};
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text) {
    if (fits(text, "xxx, 00 xxx 0000 00:00:00 GMT")) {
        return assemble({text.substr(5, 2), text.substr(8, 3), text.substr(17, 8), number(text.substr(12, 4))});
    }
    if (fits(text, "xxx xxx _0 00:00:00 0000")) {
        return assemble({text.substr(8, 2), text.substr(4, 3), text.substr(11, 8), number(text.substr(20, 4))});
    }
    const std::size_t comma = std::min(text.find(','), text.size());
    const bool named = std::find(weekdays.begin(), weekdays.end(), text.substr(0, comma)) != weekdays.end();
    text.remove_prefix(comma);
    if (!named || !fits(text, ", 00-xxx-00 00:00:00 GMT")) return std::nullopt;
    const int year = number(text.substr(9, 2));
    return assemble({text.substr(2, 2), text.substr(5, 3), text.substr(12, 8), year + (year < 70 ? 2000 : 1900)});
}

}  // namespace connectors
