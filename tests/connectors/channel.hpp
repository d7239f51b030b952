#pragma once
// The server's end of a connection: a plain socket, with TLS on it where an identity is given. Blocking.

#include <sys/types.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tests/connectors/certificates.hpp"

struct ssl_st;

namespace test_support {

class channel {
public:
    /// The socket stays its owner's.
    explicit channel(int socket) : socket_{socket} {}

    /// False: the client did not like what it saw.
    bool accept_tls(const server_identity& identity);
    bool send_all(std::string_view bytes);
    ssize_t receive(char* into, std::size_t size);
    /// close_notify: whoever reads knows that this is the end and no cut.
    void say_goodbye();

    const std::string& server_name() const { return server_name_; }  ///< SNI, empty without
    const std::string& protocol() const { return protocol_; }        ///< as agreed by ALPN

private:
    int socket_;
    std::shared_ptr<ssl_st> tls_;
    std::string server_name_;
    std::string protocol_;
};

}  // namespace test_support
