#include "tests/simulator/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include "tests/simulator/link_signer.hpp"

namespace simulator {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using error_code = boost::system::error_code;

constexpr std::int64_t tick_ms = 20;  // how fast a sleeping connection notices that its client left

http_request to_request(const http::request<http::string_body>& message) {
    http_request request;
    request.method = std::string{message.method_string()};
    const std::string target{message.target()};
    const std::size_t mark = std::min(target.find('?'), target.size());
    request.path = target.substr(0, mark);
    request.query = parse_query(std::string_view{target}.substr(std::min(mark + 1, target.size())));
    for (const auto& field : message) {
        std::string name{field.name_string()};
        std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
        request.headers[name] = std::string{field.value()};
    }
    return request;
}

// The pieces of an answer's body, wherever they come from.
class body_pieces {
public:
    explicit body_pieces(const http_answer& answer) : text_(answer.body) {
        if (answer.slice) {
            reader_.emplace(answer.slice->part, answer.slice->offset, answer.slice->length);
        }
    }

    std::string_view next() {
        if (reader_) {
            return reader_->next();
        }
        return std::exchange(text_, {});
    }

private:
    std::string_view text_;
    std::optional<part_reader> reader_;
};

}  // namespace

connection::connection(asio::ip::tcp::socket socket, const http_server::answer_function& answer, request_log& log,
                       const std::atomic<bool>& stopping)
    : socket_(std::move(socket)), answer_(answer), log_(log), stopping_(stopping) {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
}

void connection::serve() {
    while (!stopping_ && serve_request()) {
    }
    error_code ignored;
    if (socket_.is_open()) {
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    }
}

void connection::interrupt() {
    const std::lock_guard lock{closing_};
    if (socket_.is_open()) {
        ::shutdown(socket_.native_handle(), SHUT_RDWR);
    }
}

bool connection::serve_request() {
    http::request_parser<http::string_body> parser;
    error_code error;
    http::read(socket_, buffer_, parser, error);
    if (error) {
        return false;
    }
    const http::request<http::string_body>& message = parser.get();
    const http_request request = to_request(message);
    const http_answer answer = answer_(request);
    logged_ = false;
    const bool good = send(request, answer, message.version(), message.keep_alive());
    return good && message.keep_alive();
}

// False when the connection is of no further use.
bool connection::send(const http_request& request, const http_answer& answer, unsigned version, bool keep_alive) {
    if (answer.how.delay.count() > 0 && !wait(answer.how.delay.count())) {
        log_once(request, answer, 0);
        return false;
    }
    if (answer.how.reset && !answer.how.cut_at) {
        log_once(request, answer, 0);
        reset();
        return false;
    }
    if (answer.body_bytes() == 0) {
        log_once(request, answer, 0);
    }
    if (!send_header(answer, version, keep_alive)) {
        log_once(request, answer, 0);
        return false;
    }
    return send_body(request, answer) && answer.how.wrong_length == 0;
}

bool connection::send_header(const http_answer& answer, unsigned version, bool keep_alive) {
    http::response<http::empty_body> response{static_cast<http::status>(answer.status), version};
    for (const auto& [name, value] : answer.headers) {
        response.insert(name, value);
    }
    response.keep_alive(keep_alive);
    if (answer.status != 204) {
        const std::int64_t length = std::max<std::int64_t>(0, answer.body_bytes() + answer.how.wrong_length);
        response.content_length(static_cast<std::uint64_t>(length));
    }
    http::response_serializer<http::empty_body> serializer{response};
    error_code error;
    http::write_header(socket_, serializer, error);
    return !error;
}

bool connection::send_body(const http_request& request, const http_answer& answer) {
    constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
    const std::int64_t cut_at = answer.how.cut_at.value_or(never);
    const std::int64_t stall_at = answer.how.stall_at.value_or(never);
    const std::int64_t end = std::min({answer.body_bytes(), cut_at, stall_at});
    body_pieces pieces{answer};
    std::int64_t sent = 0;
    while (sent < end) {
        const std::string_view piece = pieces.next().substr(0, static_cast<std::size_t>(end - sent));
        if (piece.empty()) {
            break;
        }
        const std::int64_t after = sent + static_cast<std::int64_t>(piece.size());
        if (after == answer.body_bytes() && answer.how.bytes_per_second == 0) {
            log_once(request, answer, after);  // before the client can know that it has everything
        }
        if (!send_bytes(piece, answer.how.bytes_per_second)) {
            log_once(request, answer, sent);
            return false;
        }
        sent = after;
    }
    log_once(request, answer, sent);
    if (sent == stall_at) {
        wait(never);
        return false;
    }
    if (sent == cut_at) {
        if (answer.how.reset) {
            reset();
        }
        return false;
    }
    return true;
}

bool connection::send_bytes(std::string_view bytes, std::int64_t bytes_per_second) {
    error_code error;
    if (bytes_per_second == 0) {
        asio::write(socket_, asio::buffer(bytes), error);
        return !error;
    }
    // Slow: as many bytes per tick as fit, or one byte every so many ticks.
    const auto step = static_cast<std::size_t>(std::max<std::int64_t>(1, bytes_per_second * tick_ms / 1000));
    const std::int64_t pause_ms = std::max<std::int64_t>(1, static_cast<std::int64_t>(step) * 1000 / bytes_per_second);
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, step);
        asio::write(socket_, asio::buffer(piece), error);
        bytes.remove_prefix(piece.size());
        if (error || !wait(pause_ms)) {
            return false;
        }
    }
    return true;
}

// False when the client left or the simulator stops before the time is over.
bool connection::wait(std::int64_t milliseconds) {
    const auto start = std::chrono::steady_clock::now();
    while (!stopping_) {
        const auto passed =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
        const std::int64_t left = milliseconds - passed.count();
        if (left <= 0) {
            return true;
        }
        pollfd state = {.fd = socket_.native_handle(), .events = POLLRDHUP, .revents = 0};
        if (::poll(&state, 1, static_cast<int>(std::min(left, tick_ms))) > 0) {
            return false;
        }
    }
    return false;
}

// Closing with linger zero sends RST instead of FIN.
void connection::reset() {
    const std::lock_guard lock{closing_};
    error_code ignored;
    socket_.set_option(asio::socket_base::linger{true, 0}, ignored);
    socket_.close(ignored);
}

void connection::log_once(const http_request& request, const http_answer& answer, std::int64_t bytes_sent) {
    if (!logged_) {
        log_.write(request, answer, bytes_sent);
        logged_ = true;
    }
}

}  // namespace simulator
