// Two sockets joined: what a CONNECT proxy does after its answer.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

namespace simulator {

class tunnel {
public:
    /// Connects to a loopback port; null when nobody listens there.
    static std::shared_ptr<tunnel> open(std::uint16_t port);
    ~tunnel();
    tunnel(const tunnel&) = delete;
    tunnel& operator=(const tunnel&) = delete;

    /// Carries bytes both ways until both sides have ended, one of them breaks, or `stopping` comes true. `first` has
    /// come from the client already.
    void run(int client, std::string_view first, const std::atomic<bool>& stopping);

private:
    explicit tunnel(int upstream) : upstream_(upstream) {}

    int upstream_;
};

}  // namespace simulator
