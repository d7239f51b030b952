#include "tests/simulator/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <limits>

#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>

#include "tests/simulator/gzip_body.hpp"
#include "tests/simulator/link_signer.hpp"
#include "tests/simulator/tunnel.hpp"

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
    request.query_text = target.substr(std::min(mark + 1, target.size()));
    request.query = parse_query(request.query_text);
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
        if (answer.gzip) {
            compressed_.emplace(*answer.gzip, [this] { return next_plain(); });
        }
    }
    body_pieces(const body_pieces&) = delete;
    body_pieces& operator=(const body_pieces&) = delete;

    std::string_view next() { return compressed_ ? compressed_->next() : next_plain(); }

private:
    std::string_view next_plain() { return reader_ ? reader_->next() : std::exchange(text_, {}); }

    std::string_view text_;
    std::optional<part_reader> reader_;
    std::optional<gzip_body> compressed_;
};

}  // namespace

connection::connection(asio::ip::tcp::socket socket, const tls_identity* identity,
                       const http_server::answer_function& answer, request_log& log, const std::atomic<bool>& stopping)
    : stream_(std::move(socket), identity), answer_(answer), log_(log), stopping_(stopping) {}

void connection::serve() {
    if (!stream_.open()) {
        return;
    }
    while (!stopping_ && serve_request()) {
    }
    const std::lock_guard lock{closing_};
    if (broken_) {  // as if the host had crashed: no goodbye, which TLS would notice
        error_code ignored;
        stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    } else {
        stream_.close();
    }
}

void connection::interrupt() {
    const std::lock_guard lock{closing_};
    if (stream_.socket().is_open()) {
        ::shutdown(stream_.socket().native_handle(), SHUT_RDWR);
    }
}

bool connection::serve_request() {
    http::request_parser<http::string_body> parser;
    error_code error;
    http::read(stream_, buffer_, parser, error);
    if (error) {
        return false;
    }
    const http::request<http::string_body>& message = parser.get();
    const http_request request = to_request(message);
    const http_answer answer = answer_(request);
    logged_ = false;
    broken_ = !send(request, answer, message.version(), message.keep_alive());
    if (!broken_ && answer.through) {
        const auto more = buffer_.cdata();
        answer.through->run(stream_.socket().native_handle(), {static_cast<const char*>(more.data()), more.size()},
                            stopping_);
        return false;
    }
    return !broken_ && message.keep_alive();
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
    if (answer.body_bytes() == 0 && !answer.gzip) {
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
    if (answer.gzip) {
        response.insert(http::field::content_encoding, "gzip");
        response.chunked(true);
    } else if (answer.status != 204 && !answer.through) {
        const std::int64_t length = std::max<std::int64_t>(0, answer.body_bytes() + answer.how.wrong_length);
        response.content_length(static_cast<std::uint64_t>(length));
    }
    http::response_serializer<http::empty_body> serializer{response};
    error_code error;
    http::write_header(stream_, serializer, error);
    return !error;
}

bool connection::send_body(const http_request& request, const http_answer& answer) {
    constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
    const std::int64_t cut_at = answer.how.cut_at.value_or(never);
    const std::int64_t stall_at = answer.how.stall_at.value_or(never);
    const std::int64_t whole = answer.gzip ? never : answer.body_bytes();
    const std::int64_t end = std::min({whole, cut_at, stall_at});
    body_pieces pieces{answer};
    std::int64_t sent = 0;
    while (sent < end) {
        const std::string_view piece = pieces.next().substr(0, static_cast<std::size_t>(end - sent));
        if (piece.empty()) {
            break;
        }
        const std::int64_t after = sent + static_cast<std::int64_t>(piece.size());
        if (after == whole && answer.how.bytes_per_second == 0) {
            log_once(request, answer, after);  // before the client can know that it has everything
        }
        if (!send_piece(piece, answer)) {
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
    return !answer.gzip || send_bytes("0\r\n\r\n", 0);
}

// One chunk where the length is not known beforehand.
bool connection::send_piece(std::string_view piece, const http_answer& answer) {
    if (!answer.gzip) {
        return send_bytes(piece, answer.how.bytes_per_second);
    }
    std::array<char, 24> opening{};
    const int length = std::snprintf(opening.data(), opening.size(), "%zx\r\n", piece.size());
    return send_bytes({opening.data(), static_cast<std::size_t>(length)}, 0) &&
           send_bytes(piece, answer.how.bytes_per_second) && send_bytes("\r\n", 0);
}

bool connection::send_bytes(std::string_view bytes, std::int64_t bytes_per_second) {
    error_code error;
    if (bytes_per_second == 0) {
        asio::write(stream_, asio::buffer(bytes), error);
        return !error;
    }
    // Slow: as many bytes per tick as fit, or one byte every so many ticks.
    const auto step = static_cast<std::size_t>(std::max<std::int64_t>(1, bytes_per_second * tick_ms / 1000));
    const std::int64_t pause_ms = std::max<std::int64_t>(1, static_cast<std::int64_t>(step) * 1000 / bytes_per_second);
    while (!bytes.empty()) {
        const std::string_view piece = bytes.substr(0, step);
        asio::write(stream_, asio::buffer(piece), error);
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
        pollfd state = {.fd = stream_.socket().native_handle(), .events = POLLRDHUP, .revents = 0};
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
    stream_.socket().set_option(asio::socket_base::linger{true, 0}, ignored);
    stream_.socket().close(ignored);
}

void connection::log_once(const http_request& request, const http_answer& answer, std::int64_t bytes_sent) {
    if (!logged_) {
        log_.write(request, answer, bytes_sent);
        logged_ = true;
    }
}

}  // namespace simulator
