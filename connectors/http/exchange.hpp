#pragma once
// One GET on its way and the connection under it. For http_client.cpp and dialer.cpp alone: everything else stays free
// of Asio and Beast.

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <string>
#include <utility>

#include "connectors/http/http_message.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

inline constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

/// The byte stream under HTTP: TCP, from `start_tls` on TLS over it. Timeouts and closing are those of `tcp()`.
class wire_stream {
public:
    using executor_type = boost::beast::tcp_stream::executor_type;
    using tls_stream = boost::asio::ssl::stream<boost::beast::tcp_stream&>;

    explicit wire_stream(boost::asio::io_context& io) : tcp_{io} {}

    executor_type get_executor() { return tcp_.get_executor(); }
    boost::beast::tcp_stream& tcp() { return tcp_; }
    tls_stream& start_tls(boost::asio::ssl::context& context) {
        tls_ = std::make_unique<tls_stream>(tcp_, context);
        return *tls_;
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return tcp_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return tcp_.async_write_some(buffers, std::forward<Token>(token));
    }

private:
    boost::beast::tcp_stream tcp_;
    std::unique_ptr<tls_stream> tls_;
};

/// Beast asks the socket for as much as fits into the buffer: with its own 512 bytes to begin with, a report would come in
/// a call to the kernel and a timer for each kilobyte or so.
inline constexpr std::size_t read_bytes = 64 * 1024;

struct connection {
    explicit connection(boost::asio::io_context& io) : stream{io} { buffer.reserve(read_bytes); }
    wire_stream stream;
    boost::beast::flat_buffer buffer;
};

/// The result so far, and who may end it from outside.
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
        if (link) link->stream.tcp().close();
    }
    /// False, for the caller to return.
    bool fail(http_failure failure, std::string detail, std::string advice = {}) {
        const bool ended = ended_by != http_failure::none;
        result.failure = ended ? ended_by : failure;
        result.detail = std::move(detail);
        result.advice = std::move(advice);
        return false;
    }
};

/// Category and number besides the words; never `what()`, which carries the source path of the machine that built
/// Boost.
std::string describe(const boost::system::error_code& error);

}  // namespace connectors
