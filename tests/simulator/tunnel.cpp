#include "tests/simulator/tunnel.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace simulator {

namespace {

constexpr int tick_ms = 100;  // how fast the end of the simulator is noticed

bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

enum class carried { bytes, end, failure };

carried carry(int from, int to) {
    std::array<char, 64 * 1024> buffer;
    const ssize_t got = ::recv(from, buffer.data(), buffer.size(), 0);
    if (got < 0) {
        return carried::failure;
    }
    if (got == 0) {
        ::shutdown(to, SHUT_WR);
        return carried::end;
    }
    return send_all(to, {buffer.data(), static_cast<std::size_t>(got)}) ? carried::bytes : carried::failure;
}

}  // namespace

std::shared_ptr<tunnel> tunnel::open(std::uint16_t port) {
    const int upstream = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(upstream, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(upstream);
        return nullptr;
    }
    const int on = 1;
    ::setsockopt(upstream, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return std::shared_ptr<tunnel>{new tunnel{upstream}};
}

tunnel::~tunnel() { ::close(upstream_); }

void tunnel::run(int client, std::string_view first, const std::atomic<bool>& stopping) {
    if (!send_all(upstream_, first)) {
        return;
    }
    std::array<pollfd, 2> sides = {{{client, POLLIN, 0}, {upstream_, POLLIN, 0}}};
    while (!stopping && (sides[0].fd >= 0 || sides[1].fd >= 0)) {
        if (::poll(sides.data(), sides.size(), tick_ms) < 0) {
            return;
        }
        for (pollfd& side : sides) {
            if (side.fd < 0 || side.revents == 0) {
                continue;
            }
            const carried what = carry(side.fd, side.fd == client ? upstream_ : client);
            if (what == carried::failure) {
                return;
            }
            if (what == carried::end) {
                side.fd = -1;  // poll leaves it out from now on
            }
        }
    }
}

}  // namespace simulator
