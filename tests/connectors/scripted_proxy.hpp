#pragma once
// An HTTP proxy that connects everybody to one place, or answers CONNECT as the test says.

#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace test_support {

class scripted_proxy {
public:
    /// Tunnels lead to this port on loopback, whatever host was asked for. With `answer`, that is sent instead and the
    /// connection closed; `silent` says nothing at all.
    explicit scripted_proxy(std::uint16_t target_port, std::string answer = {}, bool silent = false);
    ~scripted_proxy();
    scripted_proxy(const scripted_proxy&) = delete;
    scripted_proxy& operator=(const scripted_proxy&) = delete;

    std::uint16_t port() const { return port_; }
    /// The heads of the requests seen.
    std::vector<std::string> heads() const;

private:
    void serve(int socket);
    void relay(int client, int target);

    const std::uint16_t target_port_;
    const std::string answer_;
    const bool silent_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    bool ending_ = false;
    std::vector<std::string> heads_;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace test_support
