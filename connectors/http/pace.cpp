#include "connectors/http/pace.hpp"

#include <algorithm>

namespace connectors {

namespace {

class machine_clock final : public pace_clock {
public:
    call_time now() override { return std::chrono::system_clock::now(); }
    wake sleep(std::chrono::milliseconds duration, const fetch_limits& limits) override {
        return sleep_for(duration, limits);
    }
};

call_time credible(const call_rate& rate, call_time full_at, call_time now) {
    return std::min(full_at, now + rate.burst * rate.interval);
}

}  // namespace

call_time next_call_at(const call_rate& rate, call_time full_at, call_time now) {
    return std::max(now, credible(rate, full_at, now) - (rate.burst - 1) * rate.interval);
}

call_time full_after_call(const call_rate& rate, call_time full_at, call_time ended) {
    return std::max(credible(rate, full_at, ended), ended) + rate.interval;
}

pace_clock& system_pace_clock() {
    static machine_clock clock;
    return clock;
}

wake pacer::wait(const fetch_limits& limits) {
    set_full_at(credible(rate_, full_at(), clock_.now()));  // once: what another clock wrote must not move on with ours
    bool told = false;
    wake woken = wake::slept;
    for (;;) {
        const call_time now = clock_.now();
        const call_time next = next_call_at(rate_, full_at(), now);
        if (next <= now) break;
        if (listener_ && !told) listener_(next);
        told = true;
        woken = clock_.sleep(std::chrono::ceil<std::chrono::milliseconds>(next - now), limits);
        if (woken != wake::slept) break;
    }
    if (told && listener_) listener_(std::nullopt);
    return woken;
}

void pacer::called() {
    const call_time now = clock_.now();
    const std::lock_guard lock{mutex_};
    full_at_ = full_after_call(rate_, full_at_, now);
}

void pacer::set_full_at(call_time full_at) {
    const std::lock_guard lock{mutex_};
    full_at_ = full_at;
}

call_time pacer::full_at() const {
    const std::lock_guard lock{mutex_};
    return full_at_;
}

}  // namespace connectors
