#include "tests/faults/postgres_proxy.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>

namespace faults {

namespace {

constexpr int tick_ms = 100;

sockaddr_un address_in(const std::filesystem::path& directory) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (directory / ".s.PGSQL.5432").string();
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long for a socket: " + path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

int open_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

/// False when the other side is gone.
bool send_all(int to, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

/// Appends what is there; false at the end of the stream.
bool receive(int from, std::string& into) {
    std::array<char, 65536> piece;
    const ssize_t got = ::recv(from, piece.data(), piece.size(), 0);
    if (got > 0) into.append(piece.data(), static_cast<std::size_t>(got));
    return got > 0;
}

/// Both sockets of one connection, and the client's bytes on their way.
class connection {
public:
    connection(int client, int server, message_watcher watcher)
        : client_{client}, server_{server}, watcher_{std::move(watcher)} {}
    ~connection() {
        ::close(client_);
        ::close(server_);
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void run(const std::atomic<bool>& over) {
        std::string answer;
        while (!over) {
            std::array<pollfd, 2> sockets{pollfd{client_, POLLIN, 0}, pollfd{server_, POLLIN, 0}};
            ::poll(sockets.data(), sockets.size(), tick_ms);
            if (sockets[1].revents != 0) {
                answer.clear();
                if (!receive(server_, answer) || !send_all(client_, answer)) return;
            }
            if (sockets[0].revents != 0 && (!receive(client_, asked_) || !pass_messages())) return;
        }
    }

private:
    /// The size of the first message in `asked_`, its type byte included; nullopt when it is not whole.
    std::optional<std::size_t> message_size() const {
        const std::size_t head = started_ ? 5 : 4;
        if (asked_.size() < head) return std::nullopt;
        std::uint32_t length = 0;
        for (std::size_t i = head - 4; i < head; ++i) length = length << 8 | static_cast<unsigned char>(asked_[i]);
        const std::size_t size = length + (started_ ? 1 : 0);
        return asked_.size() < size ? std::nullopt : std::optional{size};
    }

    bool pass_messages() {
        while (const auto size = message_size()) {
            const std::string_view message{asked_.data(), *size};
            passage way = passage::pass;
            if (started_) way = watcher_(message.front(), message.substr(5));
            if (way == passage::lose_message || !send_all(server_, message)) return false;
            if (way == passage::lose_answer) {
                std::string answer;
                receive(server_, answer);  // then it has been done
                return false;
            }
            started_ = true;
            asked_.erase(0, *size);
        }
        return true;
    }

    int client_;
    int server_;
    message_watcher watcher_;
    std::string asked_;
    bool started_ = false;  ///< the start-up packet, which has no type, went through
};

}  // namespace

postgres_proxy::postgres_proxy(std::filesystem::path directory, std::filesystem::path server,
                               std::function<message_watcher()> make)
    : directory_{std::move(directory)}, server_{std::move(server)}, make_{std::move(make)}, listener_{open_socket()} {
    std::filesystem::create_directories(directory_);
    const sockaddr_un address = address_in(directory_);
    ::unlink(address.sun_path);
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 64) != 0)
        throw std::runtime_error("cannot listen in " + directory_.string());
    accepting_ = std::thread{[this] { accept_all(); }};
}

postgres_proxy::~postgres_proxy() {
    over_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    accepting_.join();
    for (std::thread& one : connections_) one.join();
    ::close(listener_);
}

std::string postgres_proxy::url_through(std::string url) const {
    const std::size_t at = url.find(server_.string());
    if (at == url.npos) throw std::runtime_error("the URL does not lead to " + server_.string());
    return url.replace(at, server_.string().size(), directory_.string());
}

void postgres_proxy::accept_all() {
    while (!over_) {
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        const std::scoped_lock lock{mutex_};
        connections_.emplace_back([this, client] { serve(client); });
    }
}

void postgres_proxy::serve(int client) {
    const int server = open_socket();
    const sockaddr_un address = address_in(server_);
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(client);
        ::close(server);
        return;
    }
    connection{client, server, make_()}.run(over_);
}

}  // namespace faults
