#include "connectors/http/ladder.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace connectors {

wake sleep_for(std::chrono::milliseconds duration, const fetch_limits& limits) {
    using std::chrono::steady_clock;
    const steady_clock::time_point end = steady_clock::now() + duration;
    const bool cut_short = limits.deadline && *limits.deadline < end;

    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock{mutex};
    never.wait_until(lock, limits.stop, cut_short ? *limits.deadline : end, [] { return false; });
    if (limits.stop.stop_requested()) return wake::stopped;
    return cut_short ? wake::deadline : wake::slept;
}

retry_decision ladder::next(const trouble& met) {
    const auto now = std::chrono::system_clock::now();
    std::optional<std::chrono::system_clock::time_point> deadline;
    if (limits_.deadline) {
        const auto left = *limits_.deadline - std::chrono::steady_clock::now();
        deadline = now + std::chrono::duration_cast<std::chrono::system_clock::duration>(left);
    }
    const double jitter = std::uniform_real_distribution<double>{0.0, 1.0}(random_);
    last_ = decide(policy_, retries_, met, now, deadline, jitter);
    return last_;
}

bool ladder::again(const trouble& met) { return again(next(met)); }

bool ladder::again(const retry_decision& decided) {
    last_ = decided;
    if (decided.step == retry_step::give_up) return false;
    if (sleep_for(decided.delay, limits_) != wake::slept) {
        last_.step = retry_step::give_up;
        last_.cause = give_up_cause::out_of_time;
        return false;
    }
    ++retries_;
    return true;
}

}  // namespace connectors
