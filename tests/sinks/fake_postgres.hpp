#pragma once
// A server on loopback that speaks just enough PostgreSQL to refuse a log-in: a scratch cluster trusts everybody.

#include <string>
#include <thread>

namespace sinks::testing {

/// Asks for a password and answers with an error, once per connection, until it is destroyed.
class fake_postgres {
public:
    fake_postgres(std::string sqlstate, std::string message);
    ~fake_postgres();
    fake_postgres(const fake_postgres&) = delete;
    fake_postgres& operator=(const fake_postgres&) = delete;

    int port() const { return port_; }

private:
    void serve();
    void refuse(int connection) const;

    std::string sqlstate_;
    std::string message_;
    int listener_ = -1;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace sinks::testing
