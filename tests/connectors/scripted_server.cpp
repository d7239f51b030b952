#include "tests/connectors/scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "tests/connectors/channel.hpp"

namespace test_support {
namespace {

void reset(int socket) {
    const linger at_once{1, 0};
    ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

std::string in_chunks(std::string_view body, bool whole) {
    std::string chunks;
    for (std::size_t at = 0; at < body.size(); at += 7) {
        const std::string_view piece = body.substr(at, 7);
        chunks += std::to_string(piece.size()) + "\r\n" + std::string{piece} + "\r\n";
    }
    return whole ? chunks + "0\r\n\r\n" : chunks;
}

/// The answer to a range request, when the reply allows it and the condition holds.
void apply_range(const seen_request& request, reply& what) {
    const std::string range = request.header("range");
    if (!what.honours_ranges || what.status != 200 || !range.starts_with("bytes=")) return;
    for (const auto& [name, value] : what.headers) {
        if (name != "ETag" || value != request.header("if-range")) continue;
        const std::size_t first = std::strtoul(range.c_str() + 6, nullptr, 10);
        const std::string total = std::to_string(what.body.size());
        what.status = 206;
        what.headers.emplace_back("Content-Range", "bytes " + std::to_string(first) + "-" +
                                                       std::to_string(what.body.size() - 1) + "/" + total);
        what.body.erase(0, first);
        return;
    }
}

void apply_echo(const seen_request& request, reply& what) {
    constexpr std::string_view place = "{authorization}";
    const std::size_t at = what.body.find(place);
    if (what.echoes && at != std::string::npos) what.body.replace(at, place.size(), request.header("authorization"));
}

}  // namespace

scripted_server::scripted_server(server_identity identity) : identity_{std::move(identity)} {
    ::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error("no listening socket on loopback");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] { accept_all(); }};
}

scripted_server::~scripted_server() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    ended_.notify_all();
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    ::close(listener_);
}

void scripted_server::add(const std::string& path, reply answer) {
    const std::lock_guard lock{mutex_};
    script_[path].push_back(std::move(answer));
}

void scripted_server::set(const std::string& path, reply answer) {
    const std::lock_guard lock{mutex_};
    script_[path].assign(1, std::move(answer));
}

std::vector<seen_request> scripted_server::requests() const {
    const std::lock_guard lock{mutex_};
    return requests_;
}

std::size_t scripted_server::count(const std::string& path) const {
    std::size_t found = 0;
    for (const seen_request& request : requests()) found += request.path() == path ? 1 : 0;
    return found;
}

void scripted_server::accept_all() {
    for (int number = 0;; ++number) {
        const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        const std::lock_guard lock{mutex_};
        if (socket < 0 || ending_) {
            if (socket >= 0) ::close(socket);
            return;
        }
        sockets_.push_back(socket);
        threads_.emplace_back([this, socket, number] { serve(socket, number); });
    }
}

void scripted_server::serve(int socket, int number) {
    std::string buffer;
    channel wire{socket};
    bool open = identity_ == nullptr || wire.accept_tls(identity_);
    while (open) {
        std::optional<seen_request> request = read_request(wire, buffer);
        if (!request) break;
        request->connection = number;
        request->server_name = wire.server_name();
        request->protocol = wire.protocol();
        {
            const std::lock_guard lock{mutex_};
            requests_.push_back(*request);
        }
        open = answer(socket, wire, *request, next_reply(*request));
    }
    const std::lock_guard lock{mutex_};
    std::erase(sockets_, socket);
    ::close(socket);
}

std::optional<seen_request> scripted_server::read_request(channel& wire, std::string& buffer) {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
        std::array<char, 4096> piece;
        const ssize_t got = wire.receive(piece.data(), piece.size());
        if (got <= 0) return std::nullopt;
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
    const std::string head = buffer.substr(0, end + 2);
    buffer.erase(0, end + 4);

    seen_request request;
    std::size_t at = head.find("\r\n");
    const std::string line = head.substr(0, at);
    request.method = line.substr(0, line.find(' '));
    request.target = line.substr(request.method.size() + 1, line.rfind(' ') - request.method.size() - 1);
    for (at += 2; at < head.size(); at = head.find("\r\n", at) + 2) {
        const std::string field = head.substr(at, head.find("\r\n", at) - at);
        std::string name = field.substr(0, field.find(':'));
        for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        request.headers[name] = field.substr(field.find(':') + 2);
    }
    const std::string length = request.header("content-length");
    const std::size_t body_bytes = length.empty() ? 0 : std::stoul(length);
    while (buffer.size() < body_bytes) {
        std::array<char, 4096> piece;
        const ssize_t got = wire.receive(piece.data(), piece.size());
        if (got <= 0) return std::nullopt;
        buffer.append(piece.data(), static_cast<std::size_t>(got));
    }
    request.body = buffer.substr(0, body_bytes);
    buffer.erase(0, body_bytes);
    return request;
}

reply scripted_server::next_reply(const seen_request& request) {
    const std::lock_guard lock{mutex_};
    auto found = script_.find(request.target);
    if (found == script_.end()) found = script_.find(request.path());
    if (found == script_.end()) return {.status = 404};
    reply next = found->second.front();
    if (found->second.size() > 1) found->second.pop_front();
    return next;
}

void scripted_server::wait_for_end() {
    std::unique_lock lock{mutex_};
    ended_.wait(lock, [this] { return ending_; });
}

/// False: the connection is over.
bool scripted_server::answer(int socket, channel& wire, const seen_request& request, const reply& scripted) {
    reply what = scripted;
    if (!what.raw.empty()) return wire.send_all(what.raw) && false;
    if (what.reset && !what.stop_after) return reset(socket), false;
    if (what.stall && !what.stop_after) return wait_for_end(), false;

    apply_range(request, what);
    apply_echo(request, what);
    std::string head = "HTTP/1.1 " + std::to_string(what.status) + " Scripted\r\n";
    for (const auto& [name, value] : what.headers) head += name + ": " + value + "\r\n";
    const bool bodiless = what.status == 204 || what.status == 304;
    if (what.chunked) head += "Transfer-Encoding: chunked\r\n";
    if (!what.chunked && what.with_length && !bodiless)
        head += "Content-Length: " + std::to_string(what.body.size()) + "\r\n";
    const std::string sent = what.body.substr(0, what.stop_after.value_or(what.body.size()));
    const bool ok = wire.send_all(head + "\r\n" + (what.chunked ? in_chunks(sent, !what.stop_after) : sent));
    if (what.stop_after && what.stall) wait_for_end();
    if (what.stop_after && what.reset) reset(socket);
    const bool stays = ok && !what.stop_after && !what.close && (what.with_length || what.chunked);
    if (!stays && !what.stop_after) wire.say_goodbye();
    return stays;
}

}  // namespace test_support
