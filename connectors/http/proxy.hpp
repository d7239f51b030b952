#pragma once
// The way out through a company's proxy: which one, for which hosts. Pure; the dialer speaks CONNECT to it.
// Sources: RFC 9110, section 9.3.6 (CONNECT); the customs of HTTPS_PROXY and NO_PROXY as curl and Go keep them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret.hpp"
#include "connectors/http/http_message.hpp"
#include "connectors/http/url.hpp"

namespace connectors {

struct http_proxy {
    url where;                   ///< always http: the proxy itself is spoken to in plain
    config::secret credentials;  ///< `user:password`, unescaped; empty without
};

/// Either a proxy, or why the text names none (half a sentence, without what it says about user and password).
struct proxy_result {
    std::optional<http_proxy> value;
    std::string error;
};

/// The value of HTTPS_PROXY: `[http://][user[:password]@]host[:port]`, user and password percent-encoded.
proxy_result parse_proxy(std::string_view text);

/// The value of NO_PROXY: entries separated by commas or blanks.
std::vector<std::string> parse_no_proxy(std::string_view text);

struct proxy_settings {
    std::optional<http_proxy> proxy{};
    /// `*`, `host` (and all below it), `.domain` or `*.domain` (the same), an address, a range `10.0.0.0/8`; names and
    /// addresses also with a `:port`. What is none of these matches nothing.
    std::vector<std::string> no_proxy{};
};

/// The proxy for this URL, or nullptr: only https goes through one. Loopback does too, as with curl, unless NO_PROXY
/// names it.
const http_proxy* proxy_for(const url& where, const proxy_settings& settings);

/// What a proxy's answer to CONNECT means; `none` when we are connected. `peer` is the host:port that we wanted.
struct proxy_refusal {
    http_failure failure = http_failure::none;
    std::string detail;
    std::string advice;
};
proxy_refusal explain_proxy(unsigned status, const http_proxy& proxy, const std::string& peer);

/// What to do about a proxy that is not there or does not get through.
std::string proxy_advice(const std::string& peer);

}  // namespace connectors
