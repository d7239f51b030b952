// With dialer.cpp the only translation unit that has Boost.Beast and Asio in it (they cost a minute of compiling).
#include "connectors/http/http_client.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <exception>
#include <map>
#include <optional>
#include <stop_token>
#include <utility>

#include "connectors/http/dialer.hpp"
#include "connectors/http/exchange.hpp"

namespace connectors {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t piece_bytes = 64 * 1024;

bool fits_a_header(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

http_headers copy_headers(const http::fields& fields) {
    http_headers copied;
    for (const auto& field : fields) copied.add(std::string{field.name_string()}, std::string{field.value()});
    return copied;
}

/// The whole request.
std::string request_text(const http_request& request) {
    std::string text = std::string{request.method} + " " + request.where.target + " HTTP/1.1\r\n";
    text += "Host: " + host_header(request.where) + "\r\nUser-Agent: " + user_agent() + "\r\n";
    bool names_encoding = false;
    for (const http_header& header : request.headers) {
        text += header.name + ": " + header.value + "\r\n";
        names_encoding = names_encoding || header.name == "Accept-Encoding";
    }
    if (!names_encoding) text += "Accept-Encoding: identity\r\n";
    if (request.method != "GET") text += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    return text + "\r\n" + request.body;
}

std::string connection_key(const url& where) { return where.scheme + "://" + host_port(where); }

}  // namespace

class http_client::impl {
public:
    explicit impl(http_options options) : options_{std::move(options)} {}

    http_result get(const http_request& request, response_handler& handler, const fetch_limits& limits);

private:
    asio::awaitable<void> run(exchange& go);
    asio::awaitable<bool> ask(exchange& go, http::response_parser<http::buffer_body>& parser);
    asio::awaitable<void> read_body(exchange& go, http::response_parser<http::buffer_body>& parser);
    void take_idle(exchange& go);
    void keep_idle(exchange& go);

    http_options options_;
    asio::io_context io_{1};
    dialer dialer_{io_, options_};
    std::map<std::string, std::unique_ptr<connection>> idle_;  ///< by scheme://host:port
};

/// Sends the request and reads the header. False: `go.result` says why.
asio::awaitable<bool> http_client::impl::ask(exchange& go, http::response_parser<http::buffer_body>& parser) {
    const std::string message = request_text(go.request);
    wire_stream& stream = go.link->stream;
    stream.tcp().expires_after(options_.first_byte_timeout);
    const auto [write_error, bytes_written] = co_await asio::async_write(stream, asio::buffer(message), no_throw);
    // A server may answer (401, 413) and close before it has read everything: read what there is even so.
    const auto [read_error, bytes_read] = co_await http::async_read_header(stream, go.link->buffer, parser, no_throw);
    if (!read_error) co_return true;

    const bool began = parser.got_some() || go.link->buffer.size() > 0;
    const error_code& first = write_error && !began ? write_error : read_error;
    http_failure failure = began ? http_failure::cut : http_failure::reset;
    if (first == beast::error::timeout) {
        failure = http_failure::first_byte_timeout;
    } else if (began && first.category() == error_code{http::error::bad_version}.category() &&
               first != http::error::end_of_stream && first != http::error::partial_message) {
        failure = http_failure::malformed;
    }
    go.fail(failure, describe(first));
    co_return false;
}

asio::awaitable<void> http_client::impl::read_body(exchange& go, http::response_parser<http::buffer_body>& parser) {
    std::array<char, piece_bytes> piece;
    while (!parser.is_done()) {
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        go.link->stream.tcp().expires_after(options_.idle_timeout);
        auto [error, bytes] = co_await http::async_read_some(go.link->stream, go.link->buffer, parser, no_throw);
        if (error == http::error::need_buffer) error = {};

        const std::size_t received = piece.size() - parser.get().body().size;
        go.result.body_bytes += received;
        if (received > 0 && !go.handler.on_body({piece.data(), received})) {
            go.result.declined = true;
            co_return;
        }
        if (!error && go.ended_by == http_failure::none) continue;
        const bool syntax = error.category() == error_code{http::error::bad_chunk}.category() &&
                            error != http::error::partial_message && error != http::error::end_of_stream;
        http_failure failure = syntax ? http_failure::malformed : http_failure::cut;
        if (error == beast::error::timeout) failure = http_failure::idle_timeout;
        go.fail(failure, describe(error));
        co_return;
    }
}

asio::awaitable<void> http_client::impl::run(exchange& go) {
    take_idle(go);
    for (;;) {
        const bool reused = go.link != nullptr;
        if (!reused) {
            const bool open = co_await dialer_.dial(go);
            if (!open) co_return;
        }
        // A new parser each time: one that has seen an error is of no further use.
        auto parser = std::make_unique<http::response_parser<http::buffer_body>>();
        parser->header_limit(options_.header_bytes_max);
        parser->body_limit(boost::none);
        const bool header_came = co_await ask(go, *parser);
        if (!header_came) {
            const bool was_stale = reused && go.result.failure == http_failure::reset;
            if (!was_stale) co_return;
            go.link.reset();
            go.result = {};
            continue;  // once: the next connection is a new one
        }
        go.result.status = parser->get().result_int();
        go.result.headers = copy_headers(parser->get());
        go.result.length_known = !parser->need_eof();
        if (go.handler.on_header(go.result.status, go.result.headers)) {
            co_await read_body(go, *parser);
        } else {
            go.result.declined = !parser->is_done();
        }
        const bool whole = go.result.failure == http_failure::none && !go.result.declined;
        if (whole && parser->keep_alive() && go.link->buffer.size() == 0) keep_idle(go);
        co_return;
    }
}

void http_client::impl::take_idle(exchange& go) {
    const auto found = idle_.find(connection_key(go.request.where));
    if (found == idle_.end()) return;
    go.link = std::move(found->second);
    idle_.erase(found);
}

void http_client::impl::keep_idle(exchange& go) {
    if (idle_.size() >= options_.idle_connections_max && !idle_.empty()) idle_.erase(idle_.begin());
    if (options_.idle_connections_max > 0) idle_[connection_key(go.request.where)] = std::move(go.link);
}

http_result http_client::impl::get(const http_request& request, response_handler& handler, const fetch_limits& limits) {
    const auto go = std::make_shared<exchange>(exchange{request, handler, limits, {}, nullptr, http_failure::none});
    if (limits.stop.stop_requested()) go->end(http_failure::stopped);
    if (limits.deadline && *limits.deadline <= steady_clock::now()) go->end(http_failure::deadline);
    if (go->ended_by != http_failure::none) {
        go->fail(go->ended_by, "not begun");
        return go->result;
    }

    const auto end_at = [&go](asio::steady_timer& timer, steady_clock::time_point when, http_failure cause) {
        timer.expires_at(when);
        timer.async_wait([go, cause](const error_code& cancelled) {
            if (!cancelled) go->end(cause);
        });
    };
    const milliseconds allowed =
        std::min(request.whole_timeout.value_or(options_.whole_timeout), options_.whole_timeout);
    asio::steady_timer whole{io_};
    end_at(whole, steady_clock::now() + allowed, http_failure::whole_timeout);
    asio::steady_timer deadline{io_};
    if (limits.deadline) end_at(deadline, *limits.deadline, http_failure::deadline);
    // The stop request comes on another thread: it only posts. The weak pointer outlives this call harmlessly.
    const std::weak_ptr<exchange> watched = go;
    const std::stop_callback on_stop{limits.stop, [this, watched] {
                                         asio::post(io_, [watched] {
                                             if (const auto alive = watched.lock()) alive->end(http_failure::stopped);
                                         });
                                     }};

    std::exception_ptr thrown;
    io_.restart();
    asio::co_spawn(io_, run(*go), [&](std::exception_ptr error) {
        thrown = std::move(error);
        deadline.cancel();
        whole.cancel();
    });
    io_.run();
    if (thrown) std::rethrow_exception(thrown);
    if (go->result.failure == http_failure::whole_timeout) {
        go->result.detail = "not whole after " + std::to_string(allowed.count()) + " ms";
    }
    return std::move(go->result);
}

http_client::http_client(http_options options) : options_{std::move(options)} {}
http_client::~http_client() = default;
http_client::http_client(http_client&&) noexcept = default;
http_client& http_client::operator=(http_client&&) noexcept = default;

http_result http_client::get(const http_request& request, response_handler& handler, const fetch_limits& limits) {
    http_result refused;
    refused.failure = http_failure::not_sent;
    for (const http_header& header : request.headers) {
        if (fits_a_header(header.value)) continue;
        refused.detail = "the value of the header " + header.name + " holds a control character";
        refused.advice = "check where that value comes from (a token of more than one line?)";
        return refused;
    }
    try {
        if (!impl_) impl_ = std::make_unique<impl>(options_);
        return impl_->get(request, handler, limits);
    } catch (const boost::system::system_error& error) {  // of Asio's own machinery: no file handles left
        impl_.reset();
        refused.detail = error.code().message();
        refused.advice = "let this process open more files (ulimit -n), or lower --concurrency";
        return refused;
    }
}

std::string user_agent() { return "copilot-metrics-sync/" SYNC_VERSION; }

}  // namespace connectors
