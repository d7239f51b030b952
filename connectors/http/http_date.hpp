#pragma once
// Dates as HTTP writes them. Source: RFC 9110, section 5.6.7.

#include <chrono>
#include <optional>
#include <string_view>

namespace connectors {

/// `Sun, 06 Nov 1994 08:49:37 GMT`, and the obsolete `Sunday, 06-Nov-94 08:49:37 GMT` (years 1970 to 2069) and
/// `Sun Nov  6 08:49:37 1994`. Anything else, and days that do not exist, are nullopt; years beyond 2200 too.
std::optional<std::chrono::system_clock::time_point> parse_http_date(std::string_view text);

}  // namespace connectors
