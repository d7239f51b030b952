// Augment's API at its worst, and its limit of calls over runs and processes.
#include <signal.h>

#include "tests/e2e/augment_fixture.hpp"

namespace {

using namespace e2e;

class AugmentTrouble : public augment_test {
protected:
    void SetUp() override {
        augment_test::SetUp();
        may_be_refused = true;
    }
};

TEST_P(AugmentTrouble, EveryFaultFailsTheDayWithItsReasonAndHealsInTheNextRun) {
    start_augment({.users = 12, .more = {"--augment-rate", "0"}});
    const std::tuple<std::string, std::string, int> faults[] = {
        {"report=user-activity repeat_page=1", "malformed_answer", 3},
        {"report=user-activity bad_next=1", "malformed_answer", 3},
        {"report=user-activity answer=other_dates", "malformed_answer", 3},
        {"report=" + list_of_editors + " answer=wrong_count", "malformed_answer", 3},
        {"report=user-activity answer=no_rows_member", "malformed_answer", 3},
        {"report=" + list_of_editors + " malformed=1", "malformed_answer", 3},
        {"report=user-activity status=400", "malformed_answer", 3},
        {"report=user-activity status=401", "unauthorized", 4},
        {"report=" + list_of_editors + " status=403", "permission_missing", 4},
        {"report=user-activity status=302 location={api}/elsewhere", "malformed_answer", 3},
        {"report=user-activity status=429 retry_after=7200", "rate_limited", 5},
    };
    for (const auto& [rule, reason, code] : faults) {
        set_script({rule});
        const outcome result = backfill(5, 5, {"--dataset", "users"});
        EXPECT_EQ(result.code(), code) << rule << result.ended.err;
        EXPECT_EQ(status_of("users", day(5)).reason, reason) << rule;
        EXPECT_EQ(users(day(5)), 0) << rule;
        EXPECT_NE(status_of("users", day(5)).message.find("ugment"), std::string::npos) << rule;
        forget_limit();
        database().execute("UPDATE sync_status SET next_attempt_at = NULL");
    }
    set_script({});
    ASSERT_EQ(backfill(5, 5, {"--dataset", "users"}).code(), 0);
    const auto healed = dump_tables(database());
    const auto kept = use_new_database();
    ASSERT_EQ(backfill(5, 5, {"--dataset", "users"}).code(), 0);
    EXPECT_EQ(difference(dump_tables(database()), healed), "");
}

TEST_P(AugmentTrouble, ABriefFaultIsRiddenOut) {
    start_augment({.users = 12, .more = {"--augment-rate", "0"}});
    set_script({"report=user-activity times=1 status=503", "report=" + list_of_editors + " times=1 cut_at=100",
                "report=dau-count times=1 status=429 retry_after=1"});
    const outcome result = backfill(5, 5);
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("retries"), 3);
    EXPECT_EQ(result.slices("completed"), 2);
}

TEST_P(AugmentTrouble, DoctorAndPlanKnowAugment) {
    start_augment();
    const outcome plan = run({"plan", "--as-of", day(0)});
    EXPECT_EQ(plan.code(), 0);
    EXPECT_NE(plan.ended.out.find("augment organization/acme users " + day(1)), std::string::npos) << plan.ended.out;
    EXPECT_NE(plan.ended.out.find("58 API calls to augment"), std::string::npos) << plan.ended.out;
    const outcome healthy = run({"doctor"});
    EXPECT_EQ(healthy.code(), 0) << healthy.ended.out << healthy.ended.err;
    EXPECT_NE(healthy.ended.out.find("augment organization/acme totals: there, and readable"), std::string::npos);
    set_script({"report=user-activity status=403"});
    const outcome forbidden = run({"doctor"});
    EXPECT_EQ(forbidden.code(), 4);
    EXPECT_NE(forbidden.ended.out.find("Enterprise administrator"), std::string::npos) << forbidden.ended.out;
    EXPECT_EQ(forbidden.ended.out.find("read:org"), std::string::npos) << "that is GitHub's";
}

class AugmentLimit : public augment_test {};

TEST_P(AugmentLimit, DoctorsCallsCountAndItLeavesARunsSourceAlone) {
    start_augment();
    ASSERT_EQ(run({"migrate"}).code(), 0);
    EXPECT_EQ(run({"doctor"}).code(), 0);
    EXPECT_EQ(database().number("SELECT count(*) FROM vendor_limits WHERE source = 'augment' AND "
                                "CAST(in_use AS integer) = 0 AND full_at > '2026-01-01T00:00:00.000000Z'"),
              1);
    const std::size_t before = calls().size();
    EXPECT_GE(before, 2u);
    set_script({"report=" + list_of_editors + " hang=60"});
    auto running = start({"sync", "--as-of", day(0), "--dataset", "users"});
    ASSERT_TRUE(wait_until([&] { return calls().size() > before; }));
    const outcome meanwhile = run({"doctor"});
    EXPECT_EQ(meanwhile.code(), 0) << meanwhile.ended.out << meanwhile.ended.err;
    EXPECT_NE(meanwhile.ended.out.find("not looked at: another process"), std::string::npos) << meanwhile.ended.out;
    EXPECT_NE(meanwhile.ended.out.find("run doctor again when"), std::string::npos) << meanwhile.ended.out;
    EXPECT_EQ(calls().size(), before + 1);
    running.send(SIGTERM);
    EXPECT_EQ(finish(running, std::chrono::seconds{20}).code(), 143);
}

TEST_P(AugmentLimit, ADeadlineDuringTheWaitLeavesTheRestToTheNextRun) {
    start_augment();
    ASSERT_EQ(run({"migrate"}).code(), 0);
    // Somebody has just used up the burst: each call waits six seconds, whatever the machine's speed.
    database().execute(
        "INSERT INTO vendor_limits (source, full_at, in_use) VALUES ('augment', "
        "'2100-01-01T00:00:00.000000Z', " +
        std::string(on_postgres() ? "false)" : "0)"));
    const outcome first = backfill(7, 5, {"--dataset", "users", "--deadline", "16s"});
    EXPECT_EQ(first.code(), 9) << first.ended.err;
    EXPECT_EQ(first.slices("completed"), 1) << "two calls, after 6 and 12 seconds";
    EXPECT_EQ(first.slices("failed"), 0);
    EXPECT_NE(first.ended.err.find("augment waits"), std::string::npos) << first.ended.err;
    EXPECT_EQ(calls().size(), 2u);
    EXPECT_EQ(status_of("users", day(6)).status, "pending");
    EXPECT_EQ(status_of("users", day(6)).reason, "interrupted");
    forget_limit();
    const outcome second = backfill(7, 5, {"--dataset", "users"});
    EXPECT_EQ(second.code(), 0) << second.ended.err;
    EXPECT_EQ(second.slices("completed"), 2);
    EXPECT_EQ(days_with_status("completed"), 3);
}

TEST_P(AugmentLimit, WhatOneRunUsedUpTheNextOneKnows) {
    start_augment();
    ASSERT_EQ(backfill(14, 5, {"--dataset", "users"}).code(), 0);
    EXPECT_EQ(calls().size(), 20u) << "the whole burst";
    EXPECT_EQ(database().number("SELECT count(*) FROM vendor_limits WHERE NOT CAST(in_use AS boolean)"), 1);
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(backfill(5, 5, {"--dataset", "totals"}).code(), 0);
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds{4});
}

TEST_P(AugmentLimit, AfterAKilledRunTheNextOneBeginsSlowly) {
    start_augment();
    ASSERT_EQ(run({"migrate"}).code(), 0);
    set_script({"report=user-activity hang=60"});
    auto victim = start({"backfill", "--as-of", day(0), "--from", day(5), "--to", day(5), "--dataset", "users"});
    ASSERT_TRUE(wait_until([&] { return rows("vendor_limits") == 1; }));
    victim.send(SIGKILL);
    EXPECT_EQ(finish(victim).ended.signal, SIGKILL);
    EXPECT_EQ(database().number("SELECT count(*) FROM vendor_limits WHERE CAST(in_use AS boolean)"), 1);
    set_script({});
    const auto began = std::chrono::steady_clock::now();
    const outcome result = backfill(5, 5, {"--dataset", "users"});
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::seconds{11}) << "two calls, six seconds each";
    EXPECT_EQ(database().number("SELECT count(*) FROM vendor_limits WHERE NOT CAST(in_use AS boolean)"), 1);
}

TEST_P(AugmentLimit, TwoProcessesAskOneAfterTheOther) {
    start_augment();
    ASSERT_EQ(run({"migrate"}).code(), 0);
    set_script({"latency_ms=100"});
    const arguments command{"backfill", "--as-of", day(0), "--from", day(9), "--to", day(5)};
    auto first = start(with(command, {"--summary", (directory / "a.json").string()}));
    auto second = start(with(command, {"--summary", (directory / "b.json").string()}));
    const outcome a = finish(first), b = finish(second);
    EXPECT_EQ(a.code(), 0) << a.ended.err;
    EXPECT_EQ(b.code(), 0) << b.ended.err;
    if (on_postgres()) {
        EXPECT_NE((a.ended.err + b.ended.err).find("another run reads it"), std::string::npos)
            << a.ended.err << b.ended.err;
    }
    EXPECT_EQ(calls().size(), 12u) << "what one has read the other leaves alone";
    EXPECT_EQ(days_with_status("completed"), 10);
    EXPECT_EQ(rows("sync_runs"), 2);
}

TEST_P(AugmentLimit, GithubGoesOnWhileAugmentWaits) {
    start_augment({.users = 12});
    environment["GITHUB_TOKEN"] = token;
    environment["GITHUB_ORG"] = "octo-org";
    environment["GITHUB_API_URL"] = simulator().api_url();
    set_script({"report=user-activity hang=3"});
    const outcome result = backfill(8, 6, {"--dataset", "users", "--concurrency", "2"});
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 6);
    const std::size_t github = result.ended.err.rfind("source=github scope=organization/octo-org dataset=users");
    const std::size_t augment = result.ended.err.find("source=augment scope=organization/acme dataset=users");
    ASSERT_NE(github, std::string::npos);
    EXPECT_LT(github, augment) << "all of GitHub's days were done before the first of Augment's";
    EXPECT_EQ(database().number("SELECT count(DISTINCT source) FROM metric_provenance"), 2);
    EXPECT_EQ(database().number("SELECT history_years FROM source_vendors WHERE vendor = 'augment'"), 2);
    EXPECT_EQ(database().number("SELECT history_years FROM source_vendors WHERE vendor = 'github_copilot'"), 1);
}

ON_BOTH_ENGINES(AugmentTrouble);
ON_BOTH_ENGINES(AugmentLimit);

}  // namespace
