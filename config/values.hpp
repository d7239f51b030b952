#pragma once
// Values as people write them in variables, flags and files: durations, whole numbers, slugs, URLs.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// `90s`, `50m`, `1h30m`, `2d`; a bare number is seconds. nullopt for anything else, zero included.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Decimal digits only, within [least, most]; nullopt otherwise.
std::optional<int> parse_whole_number(std::string_view text, int least, int most);

/// Splits at commas, trims blanks, drops empty pieces.
std::vector<std::string> split_list(std::string_view text);

/// A GitHub slug: letters, digits, `-`, `_`, `.`; it becomes part of a URL path, so nothing else is let through.
bool is_slug(std::string_view text);

/// Why `url` cannot be the base URL of an API, as the end of a sentence ("must ..."); nullopt when it can. `https`, or
/// `http` for loopback addresses; no user, query or fragment.
std::optional<std::string> refuse_api_url(std::string_view url);

/// Why `url` cannot name a database, as the end of a sentence ("must ..."); nullopt when it can. Nothing of `url` is
/// repeated: it may hold a password.
std::optional<std::string> refuse_database_url(std::string_view url);

/// The same for a proxy: `[http://][user[:password]@]host[:port]`.
std::optional<std::string> refuse_proxy(std::string_view text);

/// True for 127.0.0.0/8, ::1 and localhost in the URL's host.
bool is_loopback_url(std::string_view url);

}  // namespace config
