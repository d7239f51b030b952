#pragma once
// A server that says the same to everybody after their first bytes, and hangs up.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace test_support {

class blunt_server {
public:
    explicit blunt_server(std::string words) : words_{std::move(words)}, listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(listener_, 16);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread{[this] {
            for (;;) {
                const int socket = ::accept(listener_, nullptr, nullptr);
                if (socket < 0) return;
                std::array<char, 4096> heard;
                const ssize_t count = ::recv(socket, heard.data(), heard.size(), 0);
                if (count > 0) ::send(socket, words_.data(), words_.size(), MSG_NOSIGNAL);
                ::close(socket);
            }
        }};
    }
    ~blunt_server() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    blunt_server(const blunt_server&) = delete;
    blunt_server& operator=(const blunt_server&) = delete;

    int port() const { return port_; }

private:
    const std::string words_;
    const int listener_;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace test_support
