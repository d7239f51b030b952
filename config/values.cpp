#include "config/values.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "schema/scope.hpp"

namespace config {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

int seconds_per(char unit) {
    switch (unit) {
        case 's':
            return 1;
        case 'm':
            return 60;
        case 'h':
            return 3600;
        case 'd':
            return 86400;
        default:
            return 0;
    }
}

/// `[user@]host[:port]` between the scheme and the path.
std::string_view authority(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == url.npos) return {};
    url.remove_prefix(scheme + 3);
    return url.substr(0, url.find_first_of("/?#"));
}

bool all_of(std::string_view text, std::string_view allowed) {
    return !text.empty() && text.find_first_not_of(allowed) == text.npos;
}

bool is_port(std::string_view text) {
    return text.size() <= 5 && all_of(text, "0123456789") && parse_whole_number(text, 1, 65535);
}

/// The host in lower case, IPv6 in its brackets; empty where the authority is anything but `host` or `host:port`, so
/// that nothing can be taken for a host that a URL parser would see elsewhere.
std::string host_of(std::string_view url) {
    const std::string text = schema::lower_case(authority(url));
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == text.npos) return {};
    const std::size_t end = std::min(text.find(':', bracket), text.size());
    if (end < text.size() && !is_port(std::string_view(text).substr(end + 1))) return {};
    const std::string host = text.substr(0, end);
    if (bracket != 0)
        return host.back() == ']' && all_of(host.substr(1, bracket - 1), "0123456789abcdef:.") ? host : "";
    return all_of(host, "abcdefghijklmnopqrstuvwxyz0123456789-._") ? host : "";
}

bool is_loopback_address(std::string_view host) {
    int numbers = 0;
    for (; !host.empty() && numbers < 4; ++numbers) {
        const std::string_view number = host.substr(0, host.find('.'));
        const auto value = all_of(number, "0123456789") ? parse_whole_number(number, 0, 255) : std::nullopt;
        if (!value || (numbers == 0 && *value != 127)) return false;
        host.remove_prefix(number.size());
        if (numbers < 3 && !host.empty()) host.remove_prefix(1);
    }
    return numbers == 4 && host.empty();
}

}  // namespace

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    text = trim(text);
    long total = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        long number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc{} || number < 0 || number > 1'000'000'000) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (text.empty()) {
            if (total != 0) return std::nullopt;  // "1h30" leaves open which unit was meant
            total = number;
            break;
        }
        const int unit = seconds_per(text.front());
        if (unit == 0) return std::nullopt;
        total += number * unit;
        text.remove_prefix(1);
    }
    if (total <= 0) return std::nullopt;
    return std::chrono::seconds{total};
}

std::optional<int> parse_whole_number(std::string_view text, int least, int most) {
    text = trim(text);
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < least || number > most)
        return std::nullopt;
    return number;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> pieces;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        if (const auto piece = trim(text.substr(0, comma)); !piece.empty()) pieces.emplace_back(piece);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return pieces;
}

bool is_slug(std::string_view text) {
    if (text.find_first_not_of('.') == text.npos) return false;  // "" and "..", which would walk the path
    return text.size() <= 100 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                      c == '_' || c == '.';
           });
}

bool is_loopback_url(std::string_view url) {
    const std::string host = host_of(url);
    return host == "localhost" || host == "[::1]" || is_loopback_address(host);
}

std::optional<std::string> refuse_database_url(std::string_view url) {
    for (const std::string_view scheme : {"postgresql://", "postgres://", "sqlite:"})
        if (url.starts_with(scheme)) return std::nullopt;
    return "must begin with postgresql:// or sqlite:, e.g. sqlite:metrics.db";
}

std::optional<std::string> refuse_proxy(std::string_view text) {
    if (const auto colon = text.find("://"); colon != text.npos) {
        if (schema::lower_case(text.substr(0, colon)) != "http")
            return "must begin with http://: other proxies cannot be used";
        text.remove_prefix(colon + 3);
    }
    const std::string_view address = text.substr(0, text.find_first_of("/?#"));
    const std::string_view path = text.substr(address.size());
    const auto user_end = address.rfind('@');
    const std::string host{user_end == address.npos ? address : address.substr(user_end + 1)};
    if (host_of("http://" + host).empty() || (!path.empty() && path != "/"))
        return "must be http://[user:password@]host:port";
    return std::nullopt;
}

std::optional<std::string> refuse_api_url(std::string_view url) {
    const bool https = url.starts_with("https://"), http = url.starts_with("http://");
    if (authority(url).find('@') != url.npos) return "must not hold a user name or password";
    const bool printable = std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~' && c != '\\'; });
    if ((!https && !http) || host_of(url).empty() || !printable) return "must be a URL such as https://api.github.com";
    if (url.find_first_of("?#") != url.npos) return "must not hold a query or fragment";
    if (http && !is_loopback_url(url)) return "must be https: http is accepted for loopback addresses only";
    return std::nullopt;
}

}  // namespace config
