#include "connectors/http/dialer.hpp"

#include <openssl/err.h>

#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <vector>

#include "connectors/http/base64.hpp"
#include "connectors/http/proxy.hpp"
#include "connectors/http/tls.hpp"

namespace connectors {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

std::string describe(const error_code& error) {
    return error.message() + " (" + error.category().name() + ":" + std::to_string(error.value()) + ")";
}

asio::awaitable<bool> dialer::connect(exchange& go, const url& peer, time_point until) {
    const bool deadline_first = go.limits.deadline && *go.limits.deadline < until;
    const time_point name_until = deadline_first ? *go.limits.deadline : until;
    const resolve_result names = options_.find_addresses(peer.host, name_until, go.limits.stop);
    if (names.end == resolve_end::stopped) go.end(http_failure::stopped);
    if (names.end == resolve_end::timed_out && deadline_first) go.end(http_failure::deadline);
    if (names.end != resolve_end::found) {
        const bool failed = names.end == resolve_end::failed;
        co_return go.fail(failed ? http_failure::connect : http_failure::connect_timeout, names.detail);
    }
    const bool connected = co_await connect_first(go, names.addresses, peer.port, until);
    co_return connected;
}

/// One after the other, each with its share of the time: a route that swallows everything (IPv6, often) must not eat up
/// what the next address needs.
asio::awaitable<bool> dialer::connect_first(exchange& go, const std::vector<std::string>& addresses, std::uint16_t port,
                                            time_point until) {
    go.fail(http_failure::connect, "the name has no address that can be used");
    for (std::size_t i = 0; i < addresses.size() && go.ended_by == http_failure::none; ++i) {
        error_code bad;
        const auto address = asio::ip::make_address(addresses[i], bad);
        if (bad) continue;
        const tcp::endpoint endpoint{address, port};
        const time_point now = steady_clock::now();
        go.link = std::make_unique<connection>(io_);
        beast::tcp_stream& stream = go.link->stream.tcp();
        stream.expires_at(now + (until - now) / static_cast<int>(addresses.size() - i));
        const auto [error] = co_await stream.async_connect(endpoint, no_throw);
        if (!error) {
            go.result = {};
            error_code ignored;
            stream.socket().set_option(tcp::no_delay{true}, ignored);
            co_return true;
        }
        const bool late = error == beast::error::timeout;
        go.fail(late ? http_failure::connect_timeout : http_failure::connect, describe(error));
    }
    co_return false;
}

bool dialer::prepare_trust(exchange& go) {
    if (trust_) return true;
    const tls_context made = make_tls_context(options_.trust);
    if (made.handle == nullptr) {
        return go.fail(http_failure::not_sent, made.error, "correct the path in SSL_CERT_FILE, or unset it");
    }
    trust_ = std::make_unique<asio::ssl::context>(made.handle);
    return true;
}

asio::awaitable<bool> dialer::secure(exchange& go) {
    if (!prepare_trust(go)) co_return false;
    const std::string peer = host_port(go.request.where);
    wire_stream::tls_stream& tls = go.link->stream.start_tls(*trust_);
    if (!prepare_tls(tls.native_handle(), go.request.where.host)) {
        co_return go.fail(http_failure::not_sent, "OpenSSL does not accept the host name " + peer);
    }
    ERR_clear_error();
    go.link->stream.tcp().expires_after(options_.handshake_timeout);
    const auto [error] = co_await tls.async_handshake(asio::ssl::stream_base::client, no_throw);
    if (!error) co_return true;
    if (error == beast::error::timeout) {
        co_return go.fail(http_failure::handshake_timeout, peer + " does not end the TLS handshake",
                          "check what answers at " + peer + ", and the firewall and proxy in between");
    }
    const bool from_openssl = error.category() == asio::error::get_ssl_category();
    const auto code = from_openssl ? static_cast<unsigned long>(static_cast<unsigned>(error.value())) : 0UL;
    const tls_refusal refused = explain_tls(tls.native_handle(), code, describe(error), peer);
    co_return go.fail(refused.failure, refused.detail, refused.advice);
}

/// The proxy resolves the host's name: we never do.
asio::awaitable<bool> dialer::tunnel(exchange& go, const http_proxy& proxy) {
    const std::string peer = host_port(go.request.where);
    const std::string by = "the proxy " + host_port(proxy.where);
    std::string message = "CONNECT " + peer + " HTTP/1.1\r\nHost: " + peer + "\r\nUser-Agent: " + user_agent() + "\r\n";
    if (!proxy.credentials.empty()) {
        message += "Proxy-Authorization: Basic " + base64(proxy.credentials.expose()) + "\r\n";
    }
    message += "\r\n";
    connection& link = *go.link;
    link.stream.tcp().expires_after(options_.connect_timeout);
    http::response_parser<http::buffer_body> answer;
    answer.header_limit(options_.header_bytes_max);
    const auto [write_error, written] = co_await asio::async_write(link.stream, asio::buffer(message), no_throw);
    const auto [error, read] = co_await http::async_read_header(link.stream, link.buffer, answer, no_throw);
    if (error == beast::error::timeout) {
        co_return go.fail(http_failure::connect_timeout, by + " does not connect us in time", proxy_advice(peer));
    }
    if (error && !answer.got_some()) {
        co_return go.fail(http_failure::proxy, by + " hung up: " + describe(write_error ? write_error : error),
                          proxy_advice(peer));
    }
    if (error) {
        co_return go.fail(http_failure::proxy_refused,
                          "what answers as " + by + " is no HTTP proxy: " + describe(error), "check HTTPS_PROXY");
    }
    const proxy_refusal refused = explain_proxy(answer.get().result_int(), proxy, peer);
    if (refused.failure != http_failure::none) co_return go.fail(refused.failure, refused.detail, refused.advice);
    if (link.buffer.size() == 0) co_return true;
    co_return go.fail(http_failure::proxy_refused, by + " says more than that we are connected", "check HTTPS_PROXY");
}

asio::awaitable<bool> dialer::dial(exchange& go) {
    const time_point until = steady_clock::now() + options_.connect_timeout;
    const http_proxy* proxy = proxy_for(go.request.where, options_.proxy);
    const url& peer = proxy == nullptr ? go.request.where : proxy->where;
    const bool connected = co_await connect(go, peer, until);
    if (!connected) {
        if (proxy == nullptr) co_return false;
        go.result.detail = "the proxy " + host_port(proxy->where) + ": " + go.result.detail;
        go.result.advice = proxy_advice(host_port(go.request.where));
        co_return false;
    }
    if (proxy != nullptr) {
        const bool through = co_await tunnel(go, *proxy);
        if (!through) co_return false;
    }
    if (!go.request.where.secure()) co_return true;
    const bool secured = co_await secure(go);
    co_return secured;
}

}  // namespace connectors
