#include "connectors/http/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "schema/scope.hpp"

namespace connectors {
namespace {

constexpr std::size_t shown_bytes_max = 300;

/// A plain host name or IPv4 address: nothing that could mean one thing to us and another to a resolver.
bool is_plain_host(std::string_view host) {
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    };
    return !host.empty() && std::all_of(host.begin(), host.end(), plain);
}

bool is_ipv6_address(const std::string& text) {
    in6_addr space{};
    return inet_pton(AF_INET6, text.c_str(), &space) == 1;
}

/// The characters of RFC 3986 and nothing else: no blank, control character, quote, backslash or byte beyond ASCII, and
/// every '%' begins an escape.
bool is_url_text(std::string_view text) {
    const auto hex = [text](std::size_t at) {
        return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at])) != 0;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const unsigned char c = static_cast<unsigned char>(text[i]);
        if (c <= 0x20 || c >= 0x7f || std::string_view{"\"<>\\^`{|}"}.find(text[i]) != std::string_view::npos)
            return false;
        if (c == '%' && !(hex(i + 1) && hex(i + 2))) return false;
    }
    return true;
}

/// `host[:port]` into the URL, whose scheme is known. A user name ends as a host that is not plain.
bool read_authority(std::string_view text, url& into) {
    std::size_t host_end = std::min(text.find(':'), text.size());
    if (text.starts_with('[')) {
        host_end = text.find(']');
        if (host_end == std::string_view::npos) return false;
        into.host = schema::lower_case(text.substr(1, host_end - 1));
        ++host_end;
        if (!is_ipv6_address(into.host)) return false;
    } else {
        into.host = schema::lower_case(text.substr(0, host_end));
        if (!is_plain_host(into.host)) return false;
    }
    into.port = into.secure() ? 443 : 80;
    text.remove_prefix(host_end);
    if (text.empty() || text == ":") return true;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), into.port);
    return text.front() == ':' && error == std::errc{} && end == text.data() + text.size() && into.port != 0;
}

bool is_ipv6(const url& where) { return where.host.find(':') != std::string::npos; }

std::string bracketed(const url& where) { return is_ipv6(where) ? "[" + where.host + "]" : where.host; }

}  // namespace

std::optional<url> parse_url(std::string_view text) {
    if (!is_url_text(text)) return std::nullopt;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return std::nullopt;

    url result;
    result.scheme = schema::lower_case(text.substr(0, colon));
    if (result.scheme != "http" && result.scheme != "https") return std::nullopt;
    text.remove_prefix(colon + 3);

    const std::size_t path_begin = std::min(text.find_first_of("/?#"), text.size());
    if (!read_authority(text.substr(0, path_begin), result)) return std::nullopt;

    result.target = text.substr(path_begin, text.find('#') - path_begin);
    if (!result.target.starts_with('/')) result.target.insert(0, "/");
    return result;
}

std::string host_port(const url& where) { return bracketed(where) + ":" + std::to_string(where.port); }

std::string host_header(const url& where) { return where.default_port() ? bracketed(where) : host_port(where); }

std::string redacted(const url& where) {
    std::string shown = where.scheme + "://" + host_header(where) + where.target.substr(0, where.target.find('?'));
    if (shown.size() > shown_bytes_max) shown = shown.substr(0, shown_bytes_max) + "...";
    return shown;
}

bool is_loopback(const url& where) {
    if (where.host == "localhost" || where.host == "::1") return true;
    in_addr address{};
    return inet_pton(AF_INET, where.host.c_str(), &address) == 1 && (ntohl(address.s_addr) >> 24) == 127;
}

}  // namespace connectors
