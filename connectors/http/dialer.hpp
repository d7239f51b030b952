#pragma once
// From a URL to an open connection: the name, TCP, a proxy's tunnel, TLS. For http_client.cpp alone, as it drags Asio
// in.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "connectors/http/exchange.hpp"
#include "connectors/http/http_client.hpp"

namespace connectors {

class dialer {
public:
    dialer(boost::asio::io_context& io, const http_options& options) : io_{io}, options_{options} {}

    /// Sets `go.link` to an open connection. False: `go.result` says why there is none.
    boost::asio::awaitable<bool> dial(exchange& go);

private:
    using time_point = std::chrono::steady_clock::time_point;

    boost::asio::awaitable<bool> connect(exchange& go, const url& peer, time_point until);
    boost::asio::awaitable<bool> connect_first(exchange& go, const std::vector<std::string>& addresses,
                                               std::uint16_t port, time_point until);
    boost::asio::awaitable<bool> tunnel(exchange& go, const http_proxy& proxy);
    boost::asio::awaitable<bool> secure(exchange& go);
    bool prepare_trust(exchange& go);

    boost::asio::io_context& io_;
    const http_options& options_;
    std::unique_ptr<boost::asio::ssl::context> trust_;  ///< made at the first https
};

}  // namespace connectors
