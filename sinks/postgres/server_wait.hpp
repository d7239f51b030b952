#pragma once
// Marks the time in which a thread waits for the server, so that a stop request knows whether there is a wait to end.

#include <atomic>

namespace sinks::postgres {

class server_wait {
public:
    explicit server_wait(std::atomic<bool>& waiting) : waiting_{waiting} { waiting_ = true; }
    ~server_wait() { waiting_ = false; }
    server_wait(const server_wait&) = delete;
    server_wait& operator=(const server_wait&) = delete;

private:
    std::atomic<bool>& waiting_;
};

}  // namespace sinks::postgres
