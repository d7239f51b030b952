#include "tests/connectors/channel.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>

namespace test_support {

bool channel::accept_tls(const server_identity& identity) {
    tls_ = {SSL_new(identity.get()), &SSL_free};
    SSL_set_fd(tls_.get(), socket_);
    if (SSL_accept(tls_.get()) != 1) return false;
    const char* name = SSL_get_servername(tls_.get(), TLSEXT_NAMETYPE_host_name);
    server_name_ = name == nullptr ? "" : name;
    const unsigned char* chosen = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(tls_.get(), &chosen, &size);
    if (chosen != nullptr) protocol_.assign(reinterpret_cast<const char*>(chosen), size);
    return true;
}

bool channel::send_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const int piece = static_cast<int>(bytes.size() < 16384 ? bytes.size() : 16384);
        const ssize_t sent = tls_ ? SSL_write(tls_.get(), bytes.data(), piece)
                                  : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

ssize_t channel::receive(char* into, std::size_t size) {
    return tls_ ? SSL_read(tls_.get(), into, static_cast<int>(size)) : ::recv(socket_, into, size, 0);
}

void channel::say_goodbye() {
    if (tls_) SSL_shutdown(tls_.get());
}

}  // namespace test_support
