#include "fake_postgres.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace sinks::testing {

namespace {

std::string big_endian(std::uint32_t value) {
    value = htonl(value);
    return {reinterpret_cast<const char*>(&value), sizeof value};
}

std::string message(char type, const std::string& body) {
    return type + big_endian(static_cast<std::uint32_t>(body.size() + 4)) + body;
}

}  // namespace

fake_postgres::fake_postgres(std::string sqlstate, std::string text)
    : sqlstate_{std::move(sqlstate)}, message_{std::move(text)}, listener_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
        throw std::runtime_error("cannot listen on loopback");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
}

fake_postgres::~fake_postgres() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
}

void fake_postgres::serve() {
    for (int connection; (connection = ::accept(listener_, nullptr, nullptr)) >= 0; ::close(connection))
        refuse(connection);
}

void fake_postgres::refuse(int connection) const {
    char buffer[4096];
    if (::recv(connection, buffer, sizeof buffer, 0) <= 0) return;  // the startup packet
    const std::string ask = message('R', big_endian(3));            // a password in clear text
    if (::send(connection, ask.data(), ask.size(), MSG_NOSIGNAL) < 0) return;
    if (::recv(connection, buffer, sizeof buffer, 0) <= 0) return;  // the password
    std::string fields = "SFATAL";
    fields += '\0';
    fields += "C" + sqlstate_ + '\0' + "M" + message_ + '\0' + '\0';
    const std::string error = message('E', fields);
    (void)!::send(connection, error.data(), error.size(), MSG_NOSIGNAL);
}

}  // namespace sinks::testing
