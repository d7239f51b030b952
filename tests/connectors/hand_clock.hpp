#pragma once
// A clock for paced calls that is turned by hand: sleeping takes no time, but the hours pass.

#include <mutex>

#include "connectors/http/pace.hpp"

/// Thread-safe.
class hand_clock final : public connectors::pace_clock {
public:
    explicit hand_clock(connectors::call_time start) : now_{start} {}

    connectors::call_time now() override {
        const std::lock_guard lock{mutex_};
        return now_;
    }
    connectors::wake sleep(std::chrono::milliseconds duration, const connectors::fetch_limits&) override {
        const std::lock_guard lock{mutex_};
        now_ += duration;
        slept_ += duration;
        return connectors::wake::slept;
    }

    void turn(std::chrono::milliseconds forward) {
        const std::lock_guard lock{mutex_};
        now_ += forward;
    }
    std::chrono::milliseconds slept() const {
        const std::lock_guard lock{mutex_};
        return slept_;
    }

private:
    mutable std::mutex mutex_;
    connectors::call_time now_;
    std::chrono::milliseconds slept_{0};
};
