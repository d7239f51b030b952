#pragma once
// How often a vendor may be called: so many calls at once, then one each interval. The rules are pure; `pacer` waits.

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>

#include "connectors/http/ladder.hpp"
#include "connectors/report_source.hpp"

namespace connectors {

using call_time = std::chrono::system_clock::time_point;

/// `burst` calls at once where nobody has called for burst x interval, and on the average one each interval.
struct call_rate {
    int burst = 20;
    std::chrono::milliseconds interval{6000};
};

/// All that there is to remember of the calls so far is when the whole burst is free again (`full_at`; a past moment:
/// it is). When the next call may be made; not before `now`. A `full_at` farther ahead than any calls could have
/// brought it comes from another clock, and counts as the farthest possible.
call_time next_call_at(const call_rate& rate, call_time full_at, call_time now);

/// `full_at` after a call that ended at `ended`. Reckoned from the end, because the vendor counts the call some time
/// between its beginning and its end.
call_time full_after_call(const call_rate& rate, call_time full_at, call_time ended);

/// The clock that calls are paced by; tests turn theirs by hand.
class pace_clock {
public:
    virtual ~pace_clock() = default;
    virtual call_time now() = 0;
    /// Sleeps, but not beyond a stop request or the deadline.
    virtual wake sleep(std::chrono::milliseconds duration, const fetch_limits& limits) = 0;
};

/// The machine's own.
pace_clock& system_pace_clock();

/// Spaces the calls of all who share it. Thread-safe; one at a time is between `wait` and `called`, by the turn of a
/// credential.
class pacer {
public:
    /// Told when a wait begins (with its end) and when it is over (nullopt), by the thread that waits.
    using wait_listener = std::function<void(std::optional<call_time> until)>;

    /// `clock` must outlive the pacer.
    explicit pacer(call_rate rate = {}, pace_clock& clock = system_pace_clock()) : rate_{rate}, clock_{clock} {}

    void set_listener(wait_listener listener) { listener_ = std::move(listener); }  ///< before anybody waits

    /// Returns when a call may be made: `slept`; or why it did not wait so long.
    wake wait(const fetch_limits& limits);
    /// The call has ended.
    void called();

    /// What others have used up before, and what those who come after must know.
    void set_full_at(call_time full_at);
    call_time full_at() const;
    /// As if the whole burst had just been used.
    call_time full_if_exhausted() const { return clock_.now() + rate_.burst * rate_.interval; }

private:
    const call_rate rate_;
    pace_clock& clock_;
    wait_listener listener_;
    mutable std::mutex mutex_;
    call_time full_at_{};
};

}  // namespace connectors
