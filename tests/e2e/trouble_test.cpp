// A vendor that is busy, down, or leads astray: what is tried again, what ends the run, and that it never looks green.

#include <algorithm>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Trouble : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["SYNC_CONCURRENCY"] = "1";
        environment["SYNC_BACKFILL_DAYS"] = "6";
        start_simulator();
    }
    long asked(const std::string& date) {
        const auto calls = simulator().envelopes();
        return std::count_if(calls.begin(), calls.end(), [&](const auto& call) { return call.day == date; });
    }
};

TEST_P(Trouble, AFailedRunFollowedAtOnceByAnotherIsNotGreen) {
    const std::string hit = day(3);
    set_script({"on=api day=" + hit + " status=500 retry_after=0"});
    for (int run = 1; run <= 2; ++run) {
        const outcome result = sync();
        EXPECT_EQ(result.code(), 3) << "run " << run << result.ended.err;
        EXPECT_EQ(status(hit).status, "failed");
        EXPECT_EQ(status(hit).reason, "server_error");
        EXPECT_EQ(result.problem(hit), "server_error");
        EXPECT_EQ(days_with_status("completed"), 5);
    }
    set_script({});
    EXPECT_EQ(sync().code(), 0);
    EXPECT_EQ(status(hit).status, "completed");
}

TEST_P(Trouble, ADayThatMayNotBeAskedForYetIsNotGreenEither) {
    const std::string hit = day(1);  // the newest: asked for first
    set_script({"on=api day=" + hit + " status=429 retry_after=7200"});
    const outcome first = sync();
    EXPECT_EQ(first.code(), 5) << "nothing could be loaded: " << first.ended.err;
    EXPECT_EQ(status(hit).reason, "rate_limited");
    EXPECT_TRUE(status(hit).has_next_attempt);
    EXPECT_EQ(days_with_status("completed"), 0);

    set_script({});
    simulator().forget_requests();
    const outcome second = sync();
    EXPECT_EQ(second.code(), 3) << second.ended.err;
    EXPECT_EQ(asked(hit), 0) << "the vendor named a later time";
    EXPECT_EQ(second.problem(hit), "rate_limited");
    EXPECT_EQ(days_with_status("completed"), 5);
    EXPECT_EQ(sync().code(), 3) << "nothing but unchanged days, and still not green";

    database().execute("UPDATE sync_status SET next_attempt_at = '2026-01-01T00:00:00Z' WHERE metrics_date = '" + hit +
                       "'");
    EXPECT_EQ(sync().code(), 0) << "the time has come";
}

TEST_P(Trouble, ABriefServerErrorIsRiddenOutOnTheLadder) {
    set_script({"on=api day=" + day(1) + " times=2 status=502"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("retries"), 2);
    EXPECT_EQ(result.count("requests"), 2 + 2 * 6);
    std::vector<std::int64_t> times;
    for (const auto& call : simulator().envelopes())
        if (call.day == day(1)) times.push_back(call.at_ms);
    ASSERT_EQ(times.size(), 3u);
    EXPECT_GE(times[1] - times[0], 700) << "about a second";
    EXPECT_LE(times[1] - times[0], 6000);
    EXPECT_GE(times[2] - times[1], 1400) << "about two";
    EXPECT_LE(times[2] - times[1], 8000);
}

TEST_P(Trouble, ARateLimitIsWaitedOutWhenItIsShort) {
    set_script({"on=api times=1 status=429 retry_after=1",
                "on=api nth=4 times=1 status=403 body=secondary_rate_limit retry_after=1"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("retries"), 2);
    EXPECT_EQ(days_with_status("completed"), 6);
}

TEST_P(Trouble, BrokenAndExpiredDownloadsAreMended) {
    set_script({"on=blob day=" + day(1) + " times=2 cut_at=5000", "on=blob day=" + day(2) + " times=1 expire_link=1",
                "on=blob day=" + day(3) + " times=1 reset=1", "on=blob day=" + day(4) + " times=1 wrong_length=100"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 6);
    EXPECT_EQ(asked(day(2)), 2) << "a fresh envelope";
    const auto broken = dump_tables(database());
    const auto kept = use_new_database();
    set_script({});
    EXPECT_EQ(sync().code(), 0);
    auto plain = dump_tables(database());
    EXPECT_EQ(difference(plain, broken), "");
}

TEST_P(Trouble, AServerThatFailsForEveryDayIsGivenUp) {
    set_script({"on=api status=503 retry_after=0"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 5) << result.ended.err;
    EXPECT_EQ(result.slices("failed"), 3) << "three in a row are enough";
    EXPECT_EQ(result.slices("pending"), 3);
    EXPECT_EQ(simulator().envelopes().size(), 18u) << "three ladders of six";
    EXPECT_EQ(result.problem(day(6)), "not_attempted");
    set_script({});
    EXPECT_EQ(sync().code(), 0);
}

TEST_P(Trouble, AVendorThatCannotBeReachedIsExitFive) {
    environment["GITHUB_API_URL"] = "http://127.0.0.1:9";
    const outcome result = sync();
    EXPECT_EQ(result.code(), 5) << result.ended.err;
    EXPECT_EQ(status(day(1)).reason, "unreachable");
    EXPECT_EQ(result.slices("failed"), 1) << "one whole ladder is enough to give it up";
    EXPECT_GE(result.ended.took, std::chrono::seconds{20}) << "1, 2, 4, 8 and 16 seconds, more or less";
    EXPECT_NE(result.ended.err.find("127.0.0.1:9"), std::string::npos);
}

TEST_P(Trouble, AVendorThatIsNotReachedBeforeTheDeadlineIsLeftForTheNextRun) {
    environment["GITHUB_API_URL"] = "http://127.0.0.1:9";
    const outcome result = sync({"--deadline", "2s"});
    EXPECT_TRUE(result.code() == 5 || result.code() == 9) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 0);
    environment["GITHUB_API_URL"] = simulator().api_url();
    EXPECT_EQ(sync().code(), 0);
}

TEST_P(Trouble, ALinkToAForeignHostIsRefused) {
    const std::string hit = day(2);
    set_script({"day=" + hit + " bad_host=1"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 3) << result.ended.err;
    EXPECT_EQ(status(hit).status, "failed");
    EXPECT_EQ(status(hit).reason, "link_refused");
    EXPECT_NE(status(hit).message.find("example.invalid"), std::string::npos);
    EXPECT_NE(status(hit).message.find("download_hosts"), std::string::npos);
    EXPECT_EQ(days_with_status("completed"), 5);
}

TEST_P(Trouble, TheTokenNeverReachesTheDownloadHost) {
    ASSERT_EQ(sync().code(), 0);
    int api = 0, blob = 0;
    for (const auto& request : simulator().requests()) {
        EXPECT_EQ(request.authorization, request.host == "api");
        ++(request.host == "api" ? api : blob);
    }
    EXPECT_EQ(api, 6);
    EXPECT_EQ(blob, 6);
}

TEST_P(Trouble, AnAnswerThatIsNoEnvelopeFailsTheDayOnly) {
    set_script({"on=api day=" + day(2) + " malformed=1",
                "on=api day=" + day(3) + " status=302 location=http://example.invalid/",
                "on=api day=" + day(4) + " status=418"});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 3) << result.ended.err;
    for (const int ago : {2, 3, 4}) EXPECT_EQ(status(day(ago)).reason, "malformed_answer") << day(ago);
    EXPECT_EQ(days_with_status("completed"), 3);
}

ON_BOTH_ENGINES(Trouble);

}  // namespace
