#include "tests/connectors/scripted_proxy.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

namespace test_support {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

/// Passes on what there is; false at the end.
bool pass_on(int from, int to) {
    std::array<char, 16384> piece;
    const ssize_t count = ::recv(from, piece.data(), piece.size(), 0);
    return count > 0 && ::send(to, piece.data(), static_cast<std::size_t>(count), MSG_NOSIGNAL) == count;
}

}  // namespace

scripted_proxy::scripted_proxy(std::uint16_t target_port, std::string answer, bool silent)
    : target_port_{target_port}, answer_{std::move(answer)}, silent_{silent} {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listener_, 16);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread{[this] {
        for (;;) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            const std::lock_guard lock{mutex_};
            if (socket < 0 || ending_) {
                if (socket >= 0) ::close(socket);
                return;
            }
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket] { serve(socket); });
        }
    }};
}

/// Sockets are closed at the very end only, so that no number is used twice.
scripted_proxy::~scripted_proxy() {
    {
        const std::lock_guard lock{mutex_};
        ending_ = true;
        for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    for (const int socket : sockets_) ::close(socket);
    ::close(listener_);
}

std::vector<std::string> scripted_proxy::heads() const {
    const std::lock_guard lock{mutex_};
    return heads_;
}

void scripted_proxy::serve(int socket) {
    std::string head;
    char c = 0;
    while (!head.ends_with("\r\n\r\n") && ::recv(socket, &c, 1, 0) == 1) head += c;
    {
        const std::lock_guard lock{mutex_};
        if (!head.empty()) heads_.push_back(head);
    }
    if (silent_) return;  // and stays open
    if (!answer_.empty()) {
        ::send(socket, answer_.data(), answer_.size(), MSG_NOSIGNAL);
        ::shutdown(socket, SHUT_RDWR);
        return;
    }
    const int target = ::socket(AF_INET, SOCK_STREAM, 0);
    {
        const std::lock_guard lock{mutex_};
        sockets_.push_back(target);
        if (ending_) return;
    }
    const sockaddr_in address = loopback(target_port_);
    if (::connect(target, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
    const std::string welcome = "HTTP/1.1 200 Connection established\r\n\r\n";
    ::send(socket, welcome.data(), welcome.size(), MSG_NOSIGNAL);
    relay(socket, target);
}

void scripted_proxy::relay(int client, int target) {
    std::array<pollfd, 2> ends{pollfd{client, POLLIN, 0}, pollfd{target, POLLIN, 0}};
    bool open = true;
    while (open && ::poll(ends.data(), ends.size(), -1) > 0) {
        if (ends[0].revents != 0) open = pass_on(client, target);
        if (open && ends[1].revents != 0) open = pass_on(target, client);
    }
    ::shutdown(client, SHUT_RDWR);
    ::shutdown(target, SHUT_RDWR);
}

}  // namespace test_support
