// The vendor's API: busy, refusing, silent, malformed, leading astray, with nothing to give.

#include "tests/faults/fault.hpp"

namespace {

using namespace faults;

class ApiFaults : public fault_test {
protected:
    void SetUp() override {
        fault_test::SetUp();
        start_simulator({.users = 12});
        test_support::write_file(simulator().directory() / "empty.ndjson", "");
    }
};

/// The attempts for the hit day's envelope, and how long the longest pause between two of them was.
void expect_envelopes(fault_test& test, std::size_t count, int pause_ms_min) {
    const auto calls = test.asked("api");
    EXPECT_EQ(calls.size(), count);
    std::int64_t longest = 0;
    for (std::size_t i = 1; i < calls.size(); ++i) longest = std::max(longest, calls[i].at_ms - calls[i - 1].at_ms);
    EXPECT_GE(longest, pause_ms_min) << "it waits as long as it was told to";
}

std::function<void(fault_test&, const outcome&)> asks_again_after(int pause_ms_min) {
    return [=](fault_test& test, const outcome&) { expect_envelopes(test, 2, pause_ms_min); };
}

/// A request that is never answered is logged when its client leaves, so the run's own time tells.
void after_a_minute(fault_test& test, const outcome& result) {
    EXPECT_EQ(test.asked("api").size(), 2u);
    EXPECT_GE(result.ended.took, std::chrono::seconds{60});
    EXPECT_LT(result.ended.took, std::chrono::seconds{69}) << "the hanging server would answer after 70";
}

const std::vector<fault> passing{
    {.name = "API: 429, Retry-After in seconds",
     .rules = {"on=api day=DAY times=1 status=429 retry_after=2"},
     .check = asks_again_after(1900)},
    {.name = "API: 429, Retry-After as a date",
     .rules = {"on=api day=DAY times=1 status=429 retry_after=+3"},
     .check = asks_again_after(1900)},
    {.name = "API: 403 with rate-limit headers",
     .rules = {"on=api day=DAY times=1 status=403 body=rate_limit ratelimit_reset=+3"},
     .check = asks_again_after(1900)},
    {.name = "API: 403, secondary rate limit",
     .rules = {"on=api day=DAY times=1 status=403 body=secondary_rate_limit retry_after=1"},
     .check = asks_again_after(900)},
    {.name = "API: 500, once", .rules = {"on=api day=DAY times=1 status=500"}, .check = asks_again_after(700)},
    {.name = "API: 502 with HTML, once",
     .rules = {"on=api day=DAY times=1 status=502"},
     .check = asks_again_after(700)},
    {.name = "API: 503, once", .rules = {"on=api day=DAY times=1 status=503"}, .check = asks_again_after(700)},
    {.name = "API: connection reset before the answer",
     .rules = {"on=api day=DAY times=1 reset=1"},
     .check = asks_again_after(700)},
    {.name = "API: connection reset inside the answer",
     .rules = {"on=api day=DAY times=1 cut_at=40 reset=1"},
     .check = asks_again_after(700)},
    {.name = "API: answer cut", .rules = {"on=api day=DAY times=1 cut_at=40"}, .check = asks_again_after(700)},
    {.name = "API: slow answer", .rules = {"on=api day=DAY times=1 trickle=400"}},
    {.name = "API: one link twice",
     .rules = {"day=DAY same_link_twice=1"},
     .check = [](fault_test& test, const outcome&) { EXPECT_EQ(test.asked("blob").size(), 1u); }},
};

const std::vector<fault> lasting{
    {.name = "API: 429 beyond the deadline",
     .rules = {"on=api day=DAY status=429 retry_after=300"},
     .exit_code = 3,
     .reason = "rate_limited",
     .missing = lost::some_days,
     .options = {"--deadline", "20s", "--concurrency", "1"},  // the newer days are loaded before it
     .check =
         [](fault_test& test, const outcome&) {
             EXPECT_TRUE(test.status(test.hit_day()).has_next_attempt) << "the vendor named a time";
             test.database().execute(
                 "UPDATE sync_status SET next_attempt_at = '2026-01-01T00:00:00Z' WHERE next_attempt_at "
                 "IS NOT NULL");  // which has come when the next run begins
         }},
    {.name = "API: secondary rate limit that names no time, beyond the deadline",
     .rules = {"on=api day=DAY status=403 body=secondary_rate_limit"},
     .exit_code = 3,
     .reason = "rate_limited",
     .missing = lost::some_days,
     .options = {"--deadline", "20s", "--concurrency", "1"}},
    {.name = "API: 500, always",
     .rules = {"on=api day=DAY status=500 retry_after=0"},
     .exit_code = 3,
     .reason = "server_error",
     .missing = lost::hit_day},
    {.name = "API: 502 with HTML, always",
     .rules = {"on=api day=DAY status=502 retry_after=0"},
     .exit_code = 3,
     .reason = "server_error",
     .missing = lost::hit_day},
    {.name = "API: 503, always",
     .rules = {"on=api day=DAY status=503 retry_after=0"},
     .exit_code = 3,
     .reason = "server_error",
     .missing = lost::hit_day},
    {.name = "API: malformed envelope",
     .rules = {"on=api day=DAY malformed=1"},
     .exit_code = 3,
     .reason = "malformed_answer",
     .missing = lost::hit_day},
    {.name = "API: empty answer",
     .rules = {"on=api day=DAY empty_body=1"},
     .exit_code = 3,
     .reason = "malformed_answer",
     .missing = lost::hit_day},
    {.name = "API: link to a host that is not allowed",
     .rules = {"day=DAY bad_host=1"},
     .exit_code = 3,
     .reason = "link_refused",
     .missing = lost::hit_day,
     .check = [](fault_test& test, const outcome&) { EXPECT_TRUE(test.asked("blob").empty()); }},
    {.name = "API: redirect to another host",
     .rules = {"on=api day=DAY status=302 location=http://example.invalid/"},
     .exit_code = 3,
     .reason = "malformed_answer",
     .missing = lost::hit_day},
    {.name = "API: redirect to another port of the same host",
     .rules = {"on=api day=DAY status=307 location=http://127.0.0.1:9/orgs/octo-org"},
     .exit_code = 3,
     .reason = "malformed_answer",
     .missing = lost::hit_day},
    {.name = "API: 401",
     .rules = {"on=api day=DAY status=401"},
     .exit_code = 4,
     .reason = "unauthorized",
     .missing = lost::some_days},
    {.name = "API: 403, policy switched off",
     .rules = {"on=api day=DAY status=403 body=policy"},
     .exit_code = 4,
     .reason = "policy_disabled",
     .missing = lost::some_days},
    {.name = "API: 403, permission missing",
     .rules = {"on=api day=DAY status=403 body=permission"},
     .exit_code = 4,
     .reason = "permission_missing",
     .missing = lost::some_days},
    {.name = "API: 400",
     .rules = {"on=api day=DAY status=400"},
     .exit_code = 3,
     .reason = "malformed_answer",
     .missing = lost::hit_day},
};

/// Never a zero, never green for good: the day is asked for again, and loaded once there is something.
fault without_data(const std::string& name, const std::string& rule) {
    return {
        .name = "API: no data, " + name,
        .rules = {rule},
        .exit_code = 0,
        .reason = "not_published",
        .missing = lost::hit_day,
        .check = [](fault_test& test, const outcome&) { EXPECT_EQ(test.status(test.hit_day()).status, "no_data"); }};
}

const std::vector<fault> empty_answers{
    without_data("404", "on=api day=DAY status=404"),
    without_data("204", "on=api day=DAY answer=no_content"),
    without_data("no links", "on=api day=DAY answer=empty_links"),
    without_data("an empty string", "on=api day=DAY answer=empty_string"),
    without_data("a string that says so", "on=api day=DAY answer=not_ready_string"),
    without_data("an empty file", "day=DAY raw_file=empty.ndjson"),
    without_data("an empty body", "on=blob day=DAY empty_body=1"),
    without_data("all files 404", "day=DAY missing_parts=1"),
    without_data("not published", "day=DAY published=no"),
};

TEST_P(ApiFaults, ThatPass) { play_all(passing); }
TEST_P(ApiFaults, ThatStay) { play_all(lasting); }
TEST_P(ApiFaults, WithoutData) { play_all(empty_answers); }

/// Each takes the minute that the program waits for a silent vendor.
TEST_P(ApiFaults, SlowTimeouts) {
    play_all(
        {{.name = "API: no answer for a minute", .rules = {"on=api day=DAY times=1 hang=70"}, .check = after_a_minute},
         {.name = "API: answer that stops half way",
          .rules = {"on=api day=DAY times=1 stall_at=40"},
          .check = after_a_minute}});
}

ON_BOTH_ENGINES(ApiFaults);

}  // namespace
