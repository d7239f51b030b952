#include "connectors/http/proxy.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "schema/scope.hpp"

namespace connectors {
namespace {

/// An IPv4 or IPv6 address as bytes.
struct address {
    std::array<std::uint8_t, 16> bytes{};
    unsigned size = 0;  ///< 4 or 16
};

std::optional<address> parse_address(const std::string& text) {
    address found;
    if (inet_pton(AF_INET, text.c_str(), found.bytes.data()) == 1) return found.size = 4, found;
    if (inet_pton(AF_INET6, text.c_str(), found.bytes.data()) == 1) return found.size = 16, found;
    return std::nullopt;
}

std::optional<unsigned> parse_number(std::string_view text, unsigned most) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && value <= most;
    return whole ? std::optional{value} : std::nullopt;
}

bool same_prefix(const address& left, const address& right, unsigned bits) {
    if (left.size != right.size) return false;
    for (unsigned i = 0; i < bits; ++i) {
        const unsigned mask = 0x80U >> (i % 8);
        if ((left.bytes[i / 8] & mask) != (right.bytes[i / 8] & mask)) return false;
    }
    return true;
}

bool in_range(const std::string& range, const address& host) {
    const std::size_t slash = range.find('/');
    const auto base = parse_address(range.substr(0, slash));
    if (!base) return false;
    const auto bits = parse_number(std::string_view{range}.substr(slash + 1), base->size * 8);
    return bits && same_prefix(*base, host, *bits);
}

/// Cuts `:port` off the entry; a port that does not fit, or is none, matches nothing.
bool take_port(std::string& entry, std::uint16_t port) {
    const bool bracketed = entry.starts_with('[');
    const std::size_t colon = entry.rfind(':');
    const bool bare_ipv6 = !bracketed && entry.find(':') != colon;
    const std::size_t host_end = bracketed ? entry.find(']') : std::string::npos;
    if (colon != std::string::npos && !bare_ipv6 && (!bracketed || colon == host_end + 1)) {
        const auto number = parse_number(std::string_view{entry}.substr(colon + 1), 65535);
        if (!number || *number != port) return false;
        entry.resize(colon);
    }
    if (bracketed && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
    return true;
}

bool matches(std::string entry, const url& where) {
    entry = schema::lower_case(entry);
    if (entry == "*") return true;
    const auto host = parse_address(where.host);
    if (entry.find('/') != std::string::npos) return host && in_range(entry, *host);
    if (!take_port(entry, where.port)) return false;
    if (const auto one = parse_address(entry)) return host && same_prefix(*one, *host, one->size * 8);
    if (entry.starts_with("*.")) entry.erase(0, 1);
    if (entry.starts_with('.')) entry.erase(0, 1);
    if (entry.empty() || host) return false;
    return where.host == entry || where.host.ends_with("." + entry);
}

std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded += text[at];
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(at + 1, 2);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || error != std::errc{} || end != digits.data() + 2) return std::nullopt;
        decoded += static_cast<char>(byte);
        at += 2;
    }
    return decoded;
}

proxy_result wrong(std::string what) { return {.value = std::nullopt, .error = std::move(what)}; }

}  // namespace

proxy_result parse_proxy(std::string_view text) {
    std::string scheme = "http";
    if (const std::size_t colon = text.find("://"); colon != std::string_view::npos) {
        scheme = schema::lower_case(text.substr(0, colon));
        text.remove_prefix(colon + 3);
    }
    if (scheme != "http") return wrong("only http:// proxies are supported");

    http_proxy proxy;
    const std::string_view authority = text.substr(0, text.find_first_of("/?#"));
    const std::size_t at = authority.rfind('@');
    if (at != std::string_view::npos) {
        const auto credentials = percent_decoded(text.substr(0, at));
        if (!credentials) return wrong("its user or password holds a % that begins no escape (write %25)");
        proxy.credentials = config::secret{*credentials};
        text.remove_prefix(at + 1);
    }
    const auto where = parse_url("http://" + std::string{text});
    if (!where) return wrong("it is not http://[user:password@]host:port");
    if (where->target != "/") return wrong("it has a path, which a proxy has not");
    proxy.where = *where;
    return {.value = std::move(proxy), .error = {}};
}

std::vector<std::string> parse_no_proxy(std::string_view text) {
    constexpr std::string_view separators = ", \t";
    std::vector<std::string> entries;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find_first_of(separators), text.size());
        if (size > 0) entries.emplace_back(text.substr(0, size));
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    return entries;
}

const http_proxy* proxy_for(const url& where, const proxy_settings& settings) {
    if (!settings.proxy || !where.secure()) return nullptr;
    const bool direct = std::any_of(settings.no_proxy.begin(), settings.no_proxy.end(),
                                    [&](const std::string& entry) { return matches(entry, where); });
    return direct ? nullptr : &*settings.proxy;
}

proxy_refusal explain_proxy(unsigned status, const http_proxy& proxy, const std::string& peer) {
    const std::string by = "the proxy " + host_port(proxy.where);
    const std::string code = " (" + std::to_string(status) + ")";
    if (status >= 200 && status < 300) return {};
    if (status == 407) {
        const std::string how =
            proxy.credentials.empty() ? " asks for credentials" : " does not accept our credentials";
        return {http_failure::proxy_refused, by + how + code,
                "write user and password into HTTPS_PROXY: http://user:password@host:port"};
    }
    if (status >= 500 || status == 408 || status == 429) {
        return {http_failure::proxy, by + " cannot connect to " + peer + code,
                "check the host name, and the network and DNS of the proxy; NO_PROXY goes around it"};
    }
    return {http_failure::proxy_refused, by + " does not let us through to " + peer + code,
            "ask who runs the proxy to allow " + peer + ", or name the host in NO_PROXY"};
}

std::string proxy_advice(const std::string& peer) {
    return "check HTTPS_PROXY; if " + peer + " is reached without a proxy, name it in NO_PROXY";
}

}  // namespace connectors
