#pragma once
// The sockets of the simulator: one listening port with one thread per connection, which is plenty for some dozens of
// clients and lets misbehaviour (hanging, stalling, resetting) be written as plain steps.

#include <cstdint>
#include <functional>
#include <memory>

#include "tests/simulator/client_stream.hpp"
#include "tests/simulator/http_message.hpp"
#include "tests/simulator/request_log.hpp"

namespace simulator {

/// Listens on a loopback port from construction to destruction. `answer` is called by several threads at once, and it
/// and the log must outlive the server.
class http_server {
public:
    using answer_function = std::function<http_answer(const http_request&)>;

    /// Port 0 takes any free port; an identity, which must outlive the server, makes it https. Throws
    /// boost::system::system_error when the port cannot be had.
    http_server(std::uint16_t port, answer_function answer, request_log& log, const tls_identity* identity = nullptr);

    /// Ends every connection at once, also those that hang by order of the script.
    ~http_server();
    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    std::uint16_t port() const;

private:
    class implementation;
    std::unique_ptr<implementation> implementation_;
};

}  // namespace simulator
