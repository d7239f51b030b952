#pragma once
// Drives the retry decisions of one request: keeps count, sleeps, wakes for a stop request or the deadline.

#include <chrono>
#include <optional>
#include <random>

#include "connectors/http/retry.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

enum class wake { slept, stopped, deadline };

/// Sleeps, but not beyond a stop request or the deadline.
wake sleep_for(std::chrono::milliseconds duration, const fetch_limits& limits);

/// The retries of one request. After each failed attempt call `again`: true when it is time for the next one.
class ladder {
public:
    ladder(const retry_policy& policy, const fetch_limits& limits) : policy_{policy}, limits_{limits} {}

    /// What is to be done after `met`, decided now. Does not sleep.
    retry_decision next(const trouble& met);
    /// Decides, and sleeps when it is to be tried again. False: `ended()` says why, or the wait was cut short by a stop
    /// request or the deadline (`out_of_time`).
    bool again(const trouble& met);
    bool again(const retry_decision& decided);

    const retry_decision& ended() const { return last_; }
    int retries() const { return retries_; }

private:
    const retry_policy& policy_;
    const fetch_limits& limits_;
    std::minstd_rand random_{std::random_device{}()};
    retry_decision last_;
    int retries_ = 0;
};

}  // namespace connectors
