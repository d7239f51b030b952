// Runs that are told to stop: they end soon, say so, keep what is finished, and the next run goes on.

#include <signal.h>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Interrupted : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        environment["SYNC_CONCURRENCY"] = "1";
        environment["SYNC_BACKFILL_DAYS"] = "10";
        start_simulator();
    }

    /// Stops a run once `requests` were logged; its summary is read.
    outcome stop_with(int signal, std::size_t requests) {
        auto running = start({"sync", "--as-of", day(0), "--summary", (directory / "stopped.json").string()});
        EXPECT_TRUE(wait_until([&] { return simulator().requests().size() >= requests; }));
        const auto sent = std::chrono::steady_clock::now();
        running.send(signal);
        outcome result = finish(running, std::chrono::seconds{20});
        EXPECT_LT(std::chrono::steady_clock::now() - sent, std::chrono::seconds{10});
        result.summary = parse_json(test_support::read_file(directory / "stopped.json"));
        EXPECT_EQ(result.count("exit_code"), result.code());
        return result;
    }
    void expect_next_run_completes() {
        set_script({});
        const outcome next = sync();
        EXPECT_EQ(next.code(), 0) << next.ended.err;
        EXPECT_EQ(days_with_status("completed"), 10);
        EXPECT_EQ(database().number("SELECT count(*) FROM sync_runs WHERE finished_at IS NULL"), 0);
    }
};

TEST_P(Interrupted, BySigtermARunKeepsWhatIsFinished) {
    set_script({"latency_ms=100"});
    const outcome result = stop_with(SIGTERM, 6);
    EXPECT_EQ(result.code(), 143) << result.ended.err;
    EXPECT_GE(result.slices("completed"), 2);
    EXPECT_GE(result.slices("pending"), 1);
    EXPECT_EQ(result.slices("failed"), 0) << "a day that is left is no failure";
    EXPECT_EQ(days_with_status("completed"), result.slices("completed"));
    EXPECT_EQ(database().number("SELECT exit_code FROM sync_runs"), 143);
    expect_next_run_completes();
}

TEST_P(Interrupted, BySigintItIsExit130) {
    set_script({"latency_ms=100"});
    EXPECT_EQ(stop_with(SIGINT, 4).code(), 130);
    expect_next_run_completes();
}

TEST_P(Interrupted, ADownloadThatHangsDoesNotHoldItUp) {
    set_script({"on=blob nth=3 stall_at=1000"});
    const outcome result = stop_with(SIGTERM, 5);
    EXPECT_EQ(result.code(), 143) << result.ended.err;
    EXPECT_EQ(days_with_status("completed"), 2);
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE status = 'in_progress'"), 0);
    expect_next_run_completes();
}

TEST_P(Interrupted, WhileItWaitsForARateLimit) {
    set_script({"on=api status=429 retry_after=60"});
    EXPECT_EQ(stop_with(SIGTERM, 1).code(), 143);
    expect_next_run_completes();
}

TEST_P(Interrupted, ByTheDeadlineItIsExitNine) {
    set_script({"on=api day=" + day(10) + ".." + day(3) + " hang=60"});
    const outcome result = sync({"--deadline", "4s"});
    EXPECT_EQ(result.code(), 9) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 2) << result.ended.err;
    EXPECT_EQ(result.slices("pending"), 8);
    EXPECT_EQ(result.summary.at("problems").elements.size(), static_cast<std::size_t>(result.slices("pending")));
    EXPECT_EQ(result.problem(day(10)), "not_attempted");
    expect_next_run_completes();
}

TEST_P(Interrupted, AWaitBeyondTheDeadlineEndsTheSourceAtOnce) {
    set_script({"on=api day=" + day(3) + " status=429 retry_after=100"});
    const outcome result = sync({"--deadline", "20s"});
    EXPECT_LT(result.ended.took, std::chrono::seconds{5});
    EXPECT_EQ(result.code(), 3) << result.ended.err;
    EXPECT_EQ(status(day(3)).reason, "rate_limited");
    EXPECT_EQ(days_with_status("completed"), 2);
}

ON_BOTH_ENGINES(Interrupted);

}  // namespace
