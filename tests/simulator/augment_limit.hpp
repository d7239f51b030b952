#pragma once
// Augment's limit of calls, as its reference states it: 10 a minute, 20 at once, above that 429. A bucket of tokens,
// told apart from the program's own reckoning on purpose.

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>

namespace simulator {

/// May be used by any number of threads at once.
class augment_limit {
public:
    using clock = std::function<std::chrono::duration<double>()>;

    /// `per_minute` 0: no limit.
    augment_limit(int per_minute, int burst)
        : per_minute_(per_minute),
          burst_(burst),
          tokens_(burst),
          now_([] { return std::chrono::steady_clock::now().time_since_epoch(); }) {}

    /// Another clock, before the first request.
    void set_clock(clock now) { now_ = std::move(now); }

    /// Whether one more request is within the limit now; takes its token.
    bool take() {
        const std::lock_guard lock{mutex_};
        const std::chrono::duration<double> now = now_();
        if (per_minute_ == 0) {
            return true;
        }
        if (last_.count() > 0) {
            tokens_ = std::min<double>(burst_, tokens_ + (now - last_).count() * per_minute_ / 60);
        }
        last_ = now;
        if (tokens_ < 1) {
            ++refused_;
            return false;
        }
        tokens_ -= 1;
        return true;
    }

    std::size_t refused() const {
        const std::lock_guard lock{mutex_};
        return refused_;
    }

private:
    const int per_minute_;
    const int burst_;
    mutable std::mutex mutex_;
    double tokens_;
    clock now_;
    std::chrono::duration<double> last_{0};
    std::size_t refused_ = 0;
};

}  // namespace simulator
