#pragma once
// One client's connection: reads requests, sends answers, and spoils them as ordered. Only server.cpp includes this.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "tests/simulator/client_stream.hpp"
#include "tests/simulator/http_message.hpp"
#include "tests/simulator/request_log.hpp"
#include "tests/simulator/server.hpp"

namespace simulator {

/// Lives on its own thread; every call blocks.
class connection {
public:
    /// Without an identity the connection is plain http.
    connection(boost::asio::ip::tcp::socket socket, const tls_identity* identity,
               const http_server::answer_function& answer, request_log& log, const std::atomic<bool>& stopping);

    /// Serves requests until the client leaves, an answer breaks the connection, or `stopping` comes true.
    void serve();

    /// May be called by another thread: whoever reads or writes stops.
    void interrupt();

private:
    bool serve_request();
    bool send(const http_request& request, const http_answer& answer, unsigned version, bool keep_alive);
    bool send_header(const http_answer& answer, unsigned version, bool keep_alive);
    bool send_body(const http_request& request, const http_answer& answer);
    bool send_piece(std::string_view piece, const http_answer& answer);
    bool send_bytes(std::string_view bytes, std::int64_t bytes_per_second);
    bool wait(std::int64_t milliseconds);
    void reset();
    void log_once(const http_request& request, const http_answer& answer, std::int64_t bytes_sent);

    std::mutex closing_;  // between interrupt() and reset(), which are on two threads
    client_stream stream_;
    boost::beast::flat_buffer buffer_;
    const http_server::answer_function& answer_;
    request_log& log_;
    const std::atomic<bool>& stopping_;
    bool logged_ = false;
    bool broken_ = false;
};

}  // namespace simulator
