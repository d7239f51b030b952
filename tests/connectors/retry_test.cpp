#include "connectors/http/retry.hpp"
#include "connectors/http/http_date.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "connectors/http/ladder.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using std::chrono::system_clock;

const system_clock::time_point now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + 7h;
const retry_policy policy{};

trouble met(trouble_kind kind) { return {kind, {}, {}}; }
trouble wait_for(std::chrono::seconds wait) { return {trouble_kind::rate_limited, wait, {}}; }

TEST(RetryPolicy, ClimbsTheLadderAndGivesUp) {
    const std::chrono::milliseconds steps[] = {1s, 2s, 4s, 8s, 16s};
    for (int attempt = 0; attempt < 5; ++attempt) {
        const auto decided = decide(policy, attempt, met(trouble_kind::connection), now, {}, 0.5);
        EXPECT_EQ(decided.step, retry_step::retry);
        EXPECT_EQ(decided.delay, steps[attempt]);
    }
    const auto decided = decide(policy, 5, met(trouble_kind::connection), now, {}, 0.5);
    EXPECT_EQ(decided.step, retry_step::give_up);
    EXPECT_EQ(decided.cause, give_up_cause::exhausted);
    EXPECT_FALSE(decided.retry_at);
}

TEST(RetryPolicy, SpreadsEachStepByAQuarter) {
    EXPECT_EQ(decide(policy, 2, met(trouble_kind::timeout), now, {}, 0.0).delay, 3s);
    EXPECT_EQ(decide(policy, 2, met(trouble_kind::timeout), now, {}, 1.0).delay, 5s);
}

TEST(RetryPolicy, DoesNotRepeatWhatIsTerminal) {
    const auto decided = decide(policy, 0, met(trouble_kind::terminal), now, {}, 0.5);
    EXPECT_EQ(decided.step, retry_step::give_up);
    EXPECT_EQ(decided.cause, give_up_cause::terminal);
}

TEST(RetryPolicy, LetsTheVendorsWaitWin) {
    EXPECT_EQ(decide(policy, 4, wait_for(3s), now, {}, 0.9).delay, 3s);
    EXPECT_EQ(decide(policy, 0, wait_for(0s), now, {}, 0.9).delay, 0s);
    const trouble dated{trouble_kind::server_error, {}, now + 90s};
    EXPECT_EQ(decide(policy, 0, dated, now, {}, 0.9).delay, 90s);
}

TEST(RetryPolicy, IgnoresAResetThatHasPassed) {
    const trouble past{trouble_kind::rate_limited, {}, now - 5s};
    EXPECT_EQ(decide(policy, 0, past, now, {}, 0.5).delay, 60s);
}

TEST(RetryPolicy, WaitsAMinuteAndDoublesWhenLimitedWithoutAWord) {
    EXPECT_EQ(decide(policy, 0, met(trouble_kind::rate_limited), now, {}, 0.0).delay, 60s);
    EXPECT_EQ(decide(policy, 1, met(trouble_kind::rate_limited), now, {}, 0.0).delay, 120s);
}

TEST(RetryPolicy, GivesUpTheSourceWhenRetryAfterPassesTheDeadline) {
    const auto decided = decide(policy, 0, wait_for(120s), now, now + 30s, 0.5);
    EXPECT_EQ(decided.step, retry_step::give_up);
    EXPECT_EQ(decided.cause, give_up_cause::rate_limited);
    EXPECT_EQ(decided.retry_at, now + 120s);
}

TEST(RetryPolicy, NamesNoTimeThatTheVendorDidNotName) {
    const auto decided = decide(policy, 0, met(trouble_kind::rate_limited), now, now + 30s, 0.5);
    EXPECT_EQ(decided.cause, give_up_cause::rate_limited);
    EXPECT_FALSE(decided.retry_at);
}

TEST(RetryPolicy, DoesNotWaitForHoursWithoutADeadline) {
    EXPECT_EQ(decide(policy, 0, wait_for(3600s), now, {}, 0.5).step, retry_step::retry);
    const auto decided = decide(policy, 0, wait_for(4h), now, {}, 0.5);
    EXPECT_EQ(decided.cause, give_up_cause::rate_limited);
    EXPECT_EQ(decided.retry_at, now + 4h);
    EXPECT_EQ(decide(policy, 0, wait_for(4h), now, now + 5h, 0.5).step, retry_step::retry);
}

TEST(RetryPolicy, IsOutOfTimeWhenTheLadderPassesTheDeadline) {
    const auto decided = decide(policy, 4, met(trouble_kind::timeout), now, now + 5s, 0.5);
    EXPECT_EQ(decided.step, retry_step::give_up);
    EXPECT_EQ(decided.cause, give_up_cause::out_of_time);
}

TEST(RetryPolicy, CountsRateLimitsToo) {
    const auto decided = decide(policy, 5, wait_for(1s), now, {}, 0.5);
    EXPECT_EQ(decided.cause, give_up_cause::exhausted);
    EXPECT_EQ(decided.retry_at, now + 1s);
}

TEST(RetryOutcome, TellsTransientFromTerminal) {
    for (const int status : {429, 500, 502, 503, 504})
        EXPECT_NE(to_trouble(status, {}).kind, trouble_kind::terminal) << status;
    for (const int status : {200, 204, 301, 400, 401, 403, 404, 410, 422, 501}) {
        EXPECT_EQ(to_trouble(status, {}).kind, trouble_kind::terminal) << status;
    }
    for (const auto failure :
         {http_failure::connect, http_failure::connect_timeout, http_failure::first_byte_timeout,
          http_failure::idle_timeout, http_failure::reset, http_failure::cut, http_failure::whole_timeout,
          http_failure::proxy, http_failure::handshake, http_failure::handshake_timeout}) {
        EXPECT_NE(to_trouble(failure).kind, trouble_kind::terminal);
    }
    for (const auto failure :
         {http_failure::not_sent, http_failure::malformed, http_failure::deadline, http_failure::stopped,
          http_failure::proxy_refused, http_failure::certificate, http_failure::not_tls}) {
        EXPECT_EQ(to_trouble(failure).kind, trouble_kind::terminal);
    }
}

http_headers headers(std::vector<http_header> fields) { return http_headers{std::move(fields)}; }

TEST(VendorWait, ReadsRetryAfterAsSecondsOrDate) {
    EXPECT_EQ(to_trouble(503, headers({{"retry-after", " 120 "}})).retry_after, 120s);
    EXPECT_EQ(to_trouble(429, headers({{"Retry-After", "0"}})).retry_after, 0s);
    EXPECT_EQ(to_trouble(429, headers({{"Retry-After", "Sat, 21 Nov 2026 07:01:30 GMT"}})).not_before, now + 90s);
}

TEST(VendorWait, ReadsTheResetOfAnExhaustedLimit) {
    const auto epoch =
        std::to_string(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count() + 60);
    EXPECT_EQ(to_trouble(403, headers({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", epoch}})).not_before,
              now + 60s);
    EXPECT_FALSE(to_trouble(429, headers({{"x-ratelimit-remaining", "7"}, {"x-ratelimit-reset", epoch}})).not_before);
    const trouble both =
        to_trouble(429, headers({{"Retry-After", "5"}, {"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", epoch}}));
    EXPECT_EQ(both.retry_after, 5s);
    EXPECT_FALSE(both.not_before);
}

TEST(VendorWait, IgnoresNonsense) {
    for (const char* value :
         {"", "soon", "-1", "1.5", "1s", "Sat, 31 Feb 2026 07:01:30 GMT", "Sat, 21 Nov 9999 07:01:30 GMT"}) {
        const trouble read = to_trouble(429, headers({{"Retry-After", value}}));
        EXPECT_FALSE(read.retry_after || read.not_before) << value;
    }
}

TEST(VendorWait, SurvivesAbsurdNumbers) {
    const trouble far = to_trouble(429, headers({{"Retry-After", "99999999999999999999999"}}));
    EXPECT_EQ(decide(policy, 0, far, now, {}, 0.5).cause, give_up_cause::rate_limited);
    const trouble reset =
        to_trouble(429, headers({{"x-ratelimit-remaining", "0"}, {"x-ratelimit-reset", "99999999999999999999"}}));
    EXPECT_EQ(decide(policy, 0, reset, now, {}, 0.5).cause, give_up_cause::rate_limited);
}

TEST(HttpDate, IsReadInItsThreeForms) {
    EXPECT_EQ(parse_http_date("Thu, 01 Jan 1970 00:00:10 GMT"), system_clock::time_point{10s});
    const system_clock::time_point example{784111777s};
    for (const char* text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        EXPECT_EQ(parse_http_date(text), example) << text;
    }
    EXPECT_EQ(parse_http_date("Saturday, 21-Nov-26 12:00:00 GMT"), parse_http_date("Sat Nov 21 12:00:00 2026"));
    EXPECT_EQ(parse_http_date("Sat Nov 21 12:00:00 2026"), parse_http_date("Sat, 21 Nov 2026 12:00:00 GMT"));
    for (const char* text : {"",
                             "Thu, 01 Jan 1970 00:00:10",
                             "Thu, 1 Jan 1970 00:00:10 GMT",
                             "Thu, 01 Foo 1970 00:00:10 GMT",
                             "Thu, 01 Jan 1970 24:00:10 GMT",
                             "2026-11-21T07:01:30Z",
                             "Thu, 01 Jan 1970 00:00:10 UTC",
                             "Sun, 06-Nov-94 08:49:37 GMT",
                             "Sunday, 06-Nov-1994 08:49:37 GMT",
                             "Sunday, 31-Feb-94 08:49:37 GMT",
                             "Sunday, 06-Nov-94 08:49:37",
                             "Funday, 06-Nov-94 08:49:37 GMT",
                             "Sunday",
                             "Sunday,",
                             "Sun Nov 6 08:49:37 1994",
                             "Sun Nov 31 08:49:37 1994",
                             "Sun Nov  0 08:49:37 1994",
                             "Sun Nov  6 08:61:37 1994",
                             "Sun Nov  6 08:49:37 1994 GMT",
                             "Sun Nov  6 08:49:37 9999"}) {
        EXPECT_FALSE(parse_http_date(text)) << text;
    }
}

TEST(ToTrouble, ReadsRetryAfterAsADateOfAnyForm) {
    for (const char* text :
         {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
        EXPECT_EQ(to_trouble(429, headers({{"Retry-After", text}})).not_before, system_clock::time_point{784111777s});
    }
}

TEST(Ladder, WakesForAStopRequest) {
    std::stop_source stop;
    const fetch_limits limits{stop.get_token(), {}};
    std::thread other{[&] {
        std::this_thread::sleep_for(30ms);
        stop.request_stop();
    }};
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(sleep_for(30s, limits), wake::stopped);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    other.join();
}

TEST(Ladder, SleepsNoLongerThanTheDeadline) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(sleep_for(30s, {{}, begin + 20ms}), wake::deadline);
    EXPECT_EQ(sleep_for(1ms, {}), wake::slept);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
}

}  // namespace
