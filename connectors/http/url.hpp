#pragma once
// The URLs we may ask: absolute http and https without credentials in them, kept as they were written so that a
// signature stays valid, and shown without their query so that a signature stays secret.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace connectors {

/// A checked URL. `target` is path and query exactly as given (never re-encoded), starting with '/'.
struct url {
    std::string scheme;      ///< `http` or `https`
    std::string host;        ///< lower case; an IPv6 address without its brackets
    std::uint16_t port = 0;  ///< the scheme's own port where the text names none
    std::string target;

    bool secure() const { return scheme == "https"; }
    bool default_port() const { return port == (secure() ? 443 : 80); }
};

/// nullopt for anything but an absolute http(s) URL with a plain host name or address: user names and passwords,
/// escaped or odd characters in the host, blanks and port 0 are refused. A fragment is dropped.
std::optional<url> parse_url(std::string_view text);

/// `api.github.com:443`, `[::1]:8080`: always with the port. The key of a connection, and how messages name a host.
std::string host_port(const url& where);

/// The value of the header `Host`: without the scheme's own port.
std::string host_header(const url& where);

/// `scheme://host[:port]/path` for people and logs: never the query, which may hold a signature; long paths are cut.
std::string redacted(const url& where);

/// Whether the host is this machine by its very name: `localhost`, 127.0.0.0/8, `::1`. Nothing is resolved.
bool is_loopback(const url& where);

}  // namespace connectors
