#pragma once
// The one HTTP client. Narrow on purpose: everything of Boost.Beast and Asio stays behind it, in two .cpp that pay for
// compiling them.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "connectors/http/http_message.hpp"
#include "connectors/http/proxy.hpp"
#include "connectors/http/resolve.hpp"
#include "connectors/http/tls.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

/// Limits of a single exchange. Tests shorten the times.
struct http_options {
    std::chrono::milliseconds connect_timeout{10'000};     ///< resolving the name and connecting, together; then as
                                                           ///< long again for a proxy to connect us
    std::chrono::milliseconds handshake_timeout{10'000};   ///< of TLS
    std::chrono::milliseconds first_byte_timeout{60'000};  ///< sending the request and receiving the whole header
    std::chrono::milliseconds idle_timeout{60'000};        ///< each read of the body
    std::chrono::milliseconds whole_timeout{3'600'000};    ///< all of it, from the name to the last byte: as long as
                                                           ///< a signed link lives
    std::uint32_t header_bytes_max = 64 * 1024;
    std::size_t idle_connections_max = 8;  ///< kept open, one a host and port
    tls_trust trust{};
    proxy_settings proxy{};
    host_resolver find_addresses = &resolve_host;  ///< of the host, or of the proxy
};

/// Keeps one idle connection per host and port and uses it again; one that turns out dead before any byte of an answer
/// is dialled anew once, in silence. Never follows redirects: a 3xx is an answer. https is always
/// verified. Not thread-safe; blocks.
class http_client {
public:
    explicit http_client(http_options options = {});
    ~http_client();
    http_client(http_client&&) noexcept;
    http_client& operator=(http_client&&) noexcept;

    /// Runs one request to its end, streaming the body to the handler. Throws only what the handler throws; what the
    /// network does is in the result. A stop request ends it within a second, the deadline on time.
    http_result get(const http_request& request, response_handler& handler, const fetch_limits& limits);

private:
    class impl;
    http_options options_;
    std::unique_ptr<impl> impl_;  ///< made by the first request: that takes file handles, and may fail
};

/// `copilot-metrics-sync/VERSION`, sent with every request (GitHub refuses requests without one).
std::string user_agent();

}  // namespace connectors
