// The only translation unit with Boost.Beast and Asio in it (they cost a minute of compiling).
#include "connectors/http/http_client.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <exception>
#include <map>
#include <optional>
#include <stop_token>
#include <utility>

#include "connectors/http/resolve.hpp"

namespace connectors {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::steady_clock;

constexpr std::size_t piece_bytes = 64 * 1024;
constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

/// The byte stream under HTTP. TLS goes in here and in `dial`: a stream that wraps this one, the rest uses
/// `beast::get_lowest_layer` for timeouts and closing.
using wire_stream = beast::tcp_stream;

struct connection {
    explicit connection(asio::io_context& io) : stream{io} {}
    wire_stream stream;
    beast::flat_buffer buffer;
    bool used_before = false;
};

/// Category and number besides the words; never `what()`, which carries the source path of the machine that built
/// Boost.
std::string describe(const error_code& ec) {
    return ec.message() + " (" + ec.category().name() + ":" + std::to_string(ec.value()) + ")";
}

bool fits_a_header(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; });
}

http_headers copy_headers(const http::fields& fields) {
    http_headers copied;
    for (const auto& field : fields) copied.add(std::string{field.name_string()}, std::string{field.value()});
    return copied;
}

/// One GET on its way: its result so far, and who may end it from outside.
struct exchange {
    const http_request& request;
    response_handler& handler;
    const fetch_limits& limits;
    http_result result;
    std::unique_ptr<connection> link;
    http_failure ended_by = http_failure::none;  ///< deadline or stopped; wins over the error that it provokes

    /// Ends the exchange now: whatever it waits for fails.
    void end(http_failure cause) {
        if (ended_by == http_failure::none) ended_by = cause;
        if (link) beast::get_lowest_layer(link->stream).close();
    }
    void fail(http_failure failure, std::string detail) {
        result.failure = ended_by == http_failure::none ? failure : ended_by;
        result.detail = std::move(detail);
    }
};

}  // namespace

class http_client::impl {
public:
    explicit impl(http_options options) : options_{options} {}

    http_result get(const http_request& request, response_handler& handler, const fetch_limits& limits);

private:
    asio::awaitable<void> run(exchange& go);
    asio::awaitable<bool> dial(exchange& go);
    asio::awaitable<bool> ask(exchange& go, http::response_parser<http::buffer_body>& parser);
    asio::awaitable<void> read_body(exchange& go, http::response_parser<http::buffer_body>& parser);
    void take_idle(exchange& go);
    void keep_idle(exchange& go);

    http_options options_;
    asio::io_context io_{1};
    std::map<std::string, std::unique_ptr<connection>> idle_;  ///< by host:port
};

/// Sets `go.link` to an open connection, or fails with the reason.
asio::awaitable<bool> http_client::impl::dial(exchange& go) {
    const url& where = go.request.where;
    const steady_clock::time_point start = steady_clock::now();
    steady_clock::time_point until = start + options_.connect_timeout;
    const bool deadline_first = go.limits.deadline && *go.limits.deadline < until;
    if (deadline_first) until = *go.limits.deadline;

    const resolve_result names = resolve_host(where.host, until, go.limits.stop);
    if (names.end == resolve_end::stopped) go.end(http_failure::stopped);
    if (names.end == resolve_end::timed_out && deadline_first) go.end(http_failure::deadline);
    if (names.end != resolve_end::found) {
        go.fail(names.end == resolve_end::failed ? http_failure::connect : http_failure::connect_timeout, names.detail);
        co_return false;
    }
    std::vector<tcp::endpoint> endpoints;
    for (const std::string& text : names.addresses) {
        error_code bad;
        const auto address = asio::ip::make_address(text, bad);
        if (!bad) endpoints.emplace_back(address, where.port);
    }
    go.link = std::make_unique<connection>(io_);
    wire_stream& stream = go.link->stream;
    stream.expires_at(start + options_.connect_timeout);
    const auto [error, endpoint] = co_await stream.async_connect(endpoints, no_throw);
    if (error) {
        const bool late = error == beast::error::timeout;
        go.fail(late ? http_failure::connect_timeout : http_failure::connect, describe(error));
        co_return false;
    }
    error_code ignored;
    stream.socket().set_option(tcp::no_delay{true}, ignored);
    co_return true;
}

/// Sends the request and reads the header. False: `go.result` says why.
asio::awaitable<bool> http_client::impl::ask(exchange& go, http::response_parser<http::buffer_body>& parser) {
    http::request<http::empty_body> message{http::verb::get, go.request.where.target, 11};
    message.set(http::field::host, host_header(go.request.where));
    message.set(http::field::user_agent, user_agent());
    message.set(http::field::accept_encoding, "identity");
    for (const http_header& header : go.request.headers) message.set(header.name, header.value);

    wire_stream& stream = go.link->stream;
    beast::get_lowest_layer(stream).expires_after(options_.first_byte_timeout);
    const auto [write_error, bytes_written] = co_await http::async_write(stream, message, no_throw);
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
        beast::get_lowest_layer(go.link->stream).expires_after(options_.idle_timeout);
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
            const bool open = co_await dial(go);
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
    const auto found = idle_.find(host_port(go.request.where));
    if (found == idle_.end()) return;
    go.link = std::move(found->second);
    idle_.erase(found);
}

void http_client::impl::keep_idle(exchange& go) {
    if (idle_.size() >= options_.idle_connections_max && !idle_.empty()) idle_.erase(idle_.begin());
    if (options_.idle_connections_max > 0) idle_[host_port(go.request.where)] = std::move(go.link);
}

http_result http_client::impl::get(const http_request& request, response_handler& handler, const fetch_limits& limits) {
    const auto go = std::make_shared<exchange>(exchange{request, handler, limits, {}, nullptr, http_failure::none});
    if (limits.stop.stop_requested()) go->end(http_failure::stopped);
    if (limits.deadline && *limits.deadline <= steady_clock::now()) go->end(http_failure::deadline);
    if (go->ended_by != http_failure::none) {
        go->fail(go->ended_by, "not begun");
        return go->result;
    }

    asio::steady_timer deadline{io_};
    if (limits.deadline) {
        deadline.expires_at(*limits.deadline);
        deadline.async_wait([go](const error_code& cancelled) {
            if (!cancelled) go->end(http_failure::deadline);
        });
    }
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
    });
    io_.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(go->result);
}

http_client::http_client(http_options options) : impl_{std::make_unique<impl>(options)} {}
http_client::~http_client() = default;
http_client::http_client(http_client&&) noexcept = default;
http_client& http_client::operator=(http_client&&) noexcept = default;

http_result http_client::get(const http_request& request, response_handler& handler, const fetch_limits& limits) {
    http_result refused;
    refused.failure = http_failure::not_sent;
    if (request.where.secure()) {
        refused.detail = "TLS is not built yet";
        return refused;
    }
    for (const http_header& header : request.headers) {
        if (fits_a_header(header.value)) continue;
        refused.detail = "the value of the header " + header.name + " holds a control character";
        return refused;
    }
    return impl_->get(request, handler, limits);
}

std::string user_agent() { return "copilot-metrics-sync/" SYNC_VERSION; }

}  // namespace connectors
