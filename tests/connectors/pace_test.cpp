// The vendor's limit of calls: pure rules in tables, and the waiting with a clock that is turned by hand.
#include "connectors/http/pace.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tests/connectors/hand_clock.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;

const call_time t0 = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21};
constexpr call_rate rate{20, 6000ms};

TEST(Pace, ABurstIsFreeAfterALongPause) {
    call_time full{};
    for (int call = 0; call < 20; ++call) {
        EXPECT_EQ(next_call_at(rate, full, t0), t0) << call;
        full = full_after_call(rate, full, t0);
    }
    EXPECT_EQ(full, t0 + 120s) << "all of the burst is used: full again after twenty intervals";
    EXPECT_EQ(next_call_at(rate, full, t0), t0 + 6s);
    EXPECT_EQ(next_call_at(rate, full, t0 + 6s), t0 + 6s);
    EXPECT_EQ(next_call_at(rate, full, t0 + 5999ms), t0 + 6s);
}

TEST(Pace, WhatIsNotUsedIsNotSavedBeyondTheBurst) {
    call_time full = full_after_call(rate, t0, t0);
    for (int call = 0; call < 20; ++call) {
        EXPECT_EQ(next_call_at(rate, full, t0 + 24h), t0 + 24h) << call;
        full = full_after_call(rate, full, t0 + 24h);
    }
    EXPECT_GT(next_call_at(rate, full, t0 + 24h), t0 + 24h);
}

TEST(Pace, AFullAtFromAnotherClockCountsAsTheFarthestPossible) {
    EXPECT_EQ(next_call_at(rate, t0 + 24h, t0), t0 + 6s) << "all used up, and not a day of waiting";
    EXPECT_EQ(full_after_call(rate, t0 + 24h, t0), t0 + 126s);
}

/// As the vendor would reckon: a bucket of 20 tokens that gains one each 6 s.
class bucket {
public:
    bool take(call_time now) {
        tokens_ = std::min(20.0, tokens_ + std::chrono::duration<double>(now - last_).count() / 6);
        last_ = now;
        if (tokens_ < 0.999'999) return false;
        tokens_ -= 1;
        return true;
    }

private:
    double tokens_ = 20;
    call_time last_ = t0;
};

TEST(Pace, NoBucketOfTheVendorEverRunsDry) {
    hand_clock clock{t0};
    pacer pace{rate, clock};
    bucket vendor;
    for (int call = 0; call < 1000; ++call) {
        ASSERT_EQ(pace.wait({}), wake::slept);
        EXPECT_TRUE(vendor.take(clock.now() + std::chrono::milliseconds{call % 7})) << "call " << call;
        clock.turn(std::chrono::milliseconds{7 + call % 300});  // it takes its time, and counts somewhere in between
        pace.called();
        if (call % 97 == 0) clock.turn(std::chrono::seconds{call % 200});
    }
    EXPECT_GE(clock.now() - t0, 980 * 6s) << "what the vendor's limit allows";
    EXPECT_LT(clock.now() - t0, 110min);
}

TEST(Pace, AWaitForAFullAtFromAnotherClockEnds) {
    hand_clock clock{t0};
    pacer pace{rate, clock};
    pace.set_full_at(t0 + 24h);
    EXPECT_EQ(pace.wait({}), wake::slept);
    EXPECT_EQ(clock.now(), t0 + 6s);
    pace.called();
    EXPECT_EQ(pace.wait({}), wake::slept);
    EXPECT_EQ(clock.now(), t0 + 12s);
}

TEST(Pace, TellsWhenAWaitBeginsAndEnds) {
    hand_clock clock{t0};
    pacer pace{{2, 6000ms}, clock};
    std::vector<std::optional<call_time>> told;
    pace.set_listener([&](std::optional<call_time> until) { told.push_back(until); });
    for (int call = 0; call < 3; ++call) {
        pace.wait({});
        pace.called();
    }
    EXPECT_EQ(told, (std::vector<std::optional<call_time>>{t0 + 6s, std::nullopt})) << "of the third call only";
}

TEST(Pace, GoesOnWhereAnotherProcessStopped) {
    hand_clock clock{t0};
    pacer first{rate, clock};
    for (int call = 0; call < 20; ++call) {
        first.wait({});
        first.called();
    }
    pacer second{rate, clock};
    second.set_full_at(first.full_at());
    EXPECT_EQ(second.wait({}), wake::slept);
    EXPECT_EQ(clock.slept(), 6s);
    EXPECT_EQ(second.full_if_exhausted(), clock.now() + 120s);
}

TEST(Pace, AStopRequestAndTheDeadlineEndTheWait) {
    pacer pace{{1, std::chrono::hours{1}}};
    pace.called();
    EXPECT_EQ(pace.wait({{}, std::chrono::steady_clock::now() + 20ms}), wake::deadline);
    std::stop_source stop;
    std::jthread later{[&] {
        std::this_thread::sleep_for(20ms);
        stop.request_stop();
    }};
    EXPECT_EQ(pace.wait({stop.get_token(), {}}), wake::stopped);
}

}  // namespace
