// What is older than the retention policy keeps: rows, targets and archived reports.

#include "connectors/archive/archive.hpp"

#include <signal.h>

#include <thread>

#include "sinks/claim_key.hpp"
#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;
namespace fs = std::filesystem;

class Prune : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        test_support::write_file(directory / "archive.yaml",
                                 "archive:\n  directory: " + kept.directory().string() + "\n");
        environment["SYNC_BACKFILL_DAYS"] = "40";
    }
    /// Every dataset, 40 days back, archived.
    void fill() {
        datasets = {};
        start_simulator({.users = 15});
        set_script({"report=users-1-day day=" + day(35) + " users=120 wrong_type=1",
                    "report=users-1-day day=" + day(33) + " published=no"});
        ASSERT_EQ(sync({"--config", config()}).code(), 0);
        set_script({"report=organization-1-day day=" + day(36) + " revision=2"});
        ASSERT_EQ(backfill(36, 36, {"--force", "--config", config()}).code(), 0);
        ASSERT_GT(rows("rejected_records"), 0);
        ASSERT_GT(rows("restatements"), 0);
    }
    outcome prune(const arguments& more = {}) {
        environment["SYNC_RETENTION_DAYS"] = "30";
        return run(with({"prune", "--as-of", day(0), "--config", config()}, more));
    }
    std::string config() const { return (directory / "archive.yaml").string(); }
    /// Rows older than the first day kept, by table.
    std::map<std::string, std::int64_t> old_rows() {
        std::map<std::string, std::int64_t> counts;
        for (const auto& [table, column] :
             std::map<std::string, std::string>{{"copilot_metrics_daily", "metrics_date"},
                                                {"copilot_metrics_breakdown_daily", "metrics_date"},
                                                {"copilot_user_metrics_daily", "metrics_date"},
                                                {"copilot_user_breakdown_daily", "metrics_date"},
                                                {"copilot_user_teams", "metrics_date"},
                                                {"copilot_repo_metrics_daily", "metrics_date"},
                                                {"copilot_engagement_28d", "report_end_day"},
                                                {"copilot_seats", "snapshot_date"},
                                                {"sync_status", "metrics_date"},
                                                {"rejected_records", "metrics_date"},
                                                {"restatements", "metrics_date"}})
            counts[table] =
                database().number("SELECT count(*) FROM " + table + " WHERE " + column + " < '" + day(30) + "'");
        return counts;
    }
    std::size_t old_files() {
        std::size_t count = 0;
        for (const auto& file : kept.files()) count += file.slice.day < *schema::day::parse(day(30)) ? 1 : 0;
        return count;
    }

    /// A loaded database, in which somebody else has the claim of the users of 35 days ago until the session rolls back.
    std::unique_ptr<sinks::sql_session> held_day() {
        start_simulator();
        EXPECT_EQ(sync().code(), 0);
        environment["SYNC_RETENTION_DAYS"] = "30";
        const schema::slice held{{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                                 *schema::day::parse(day(35))};
        auto session = sinks::make_database(config::secret{database().url()})->open();
        EXPECT_TRUE(session->begin_claimed(sinks::claim_key(held)));
        return session;
    }

    connectors::archive kept{directory / "raw"};
};

TEST_P(Prune, RemovesWhatIsOlderAndNothingElse) {
    fill();
    const auto before = old_rows();
    for (const char* table : {"copilot_metrics_daily", "copilot_user_metrics_daily", "copilot_user_teams",
                              "sync_status", "rejected_records", "restatements"})
        ASSERT_GT(before.at(table), 0) << table;
    ASSERT_EQ(old_files(), 39u) << "four datasets on ten days, but one day of users";
    const std::size_t files = kept.files().size();
    database().execute("INSERT INTO erased_users (user_key, erased_at) VALUES ('7', '2025-01-01T00:00:00.000000Z')");

    const auto whole = dump_tables(database());
    const outcome told = prune({"--dry-run"});
    EXPECT_EQ(told.code(), 0) << told.ended.err;
    EXPECT_NE(told.ended.out.find("the first day kept is " + day(30)), std::string::npos) << told.ended.out;
    EXPECT_NE(told.ended.out.find(
                  "github organization/octo-org users  " + day(40) + " to " + day(31) + "  10 days, " +
                  std::to_string(before.at("copilot_user_metrics_daily") + before.at("copilot_user_breakdown_daily")) +
                  " rows"),
              std::string::npos)
        << told.ended.out;
    EXPECT_NE(told.ended.out.find("39 files"), std::string::npos) << told.ended.out;
    EXPECT_EQ(difference(whole, dump_tables(database())), "");
    EXPECT_EQ(kept.files().size(), files);

    const outcome removed = prune();
    EXPECT_EQ(removed.code(), 0) << removed.ended.err;
    for (const auto& [table, count] : old_rows()) EXPECT_EQ(count, 0) << table;
    EXPECT_EQ(kept.files().size(), files - 39);
    EXPECT_EQ(old_files(), 0u);
    EXPECT_EQ(database().value("SELECT min(since) FROM sync_targets")->substr(0, 10), day(30));
    EXPECT_EQ(rows("erased_users"), 1);
    EXPECT_NE(prune().ended.out.find("removed 0 of 0 days"), std::string::npos);

    // What is left equals a database that never held more.
    database().execute("DELETE FROM erased_users");
    const auto pruned = use_new_database();
    environment["SYNC_BACKFILL_DAYS"] = "30";
    environment.erase("SYNC_RETENTION_DAYS");
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(difference(dump_tables(database()), dump_tables(*pruned)), "");
}

TEST_P(Prune, WhatIsRemovedIsNotReadAgain) {
    start_simulator({.users = 10});
    ASSERT_EQ(sync().code(), 0);
    environment["SYNC_RETENTION_DAYS"] = "30";
    ASSERT_EQ(prune().code(), 0);
    simulator().forget_requests();
    const outcome next = sync();
    EXPECT_EQ(next.code(), 0) << next.ended.err;
    EXPECT_EQ(next.slices("planned"), 4) << "the provisional days";
    EXPECT_EQ(rows("sync_gaps", day(35)), 0);
    const outcome refused = backfill(35, 1);
    EXPECT_EQ(refused.code(), 2);
    EXPECT_NE(refused.ended.err.find("the first day kept is " + day(30)), std::string::npos) << refused.ended.err;

    use_new_database();
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(rows("sync_status"), 30) << "a first run does not reach behind it either";
}

TEST_P(Prune, TakesTargetsAsTheyAreWhenItsTurnComes) {
    if (on_postgres()) GTEST_SKIP() << "only a file has one run at a time";
    start_simulator({.users = 10});
    ASSERT_EQ(sync().code(), 0);
    const auto held = sinks::make_database(config::secret{database().url()});
    auto lock = held->lock_for_run([](const std::string&) {}, [] { return false; });
    environment["SYNC_RETENTION_DAYS"] = "30";
    EXPECT_NE(prune({"--dry-run"}).ended.out.find("nothing was removed"), std::string::npos) << "waits for nobody";
    auto running = start({"prune", "--as-of", day(0)});
    std::this_thread::sleep_for(std::chrono::seconds{1});  // long enough to have read what it should not read yet
    ASSERT_TRUE(running.running());
    database().execute("UPDATE sync_targets SET until = '" + day(5) + "'");  // as the run that has the lock may do
    lock.reset();
    ASSERT_EQ(finish(running).code(), 0);
    EXPECT_EQ(database().value("SELECT DISTINCT until FROM sync_targets"), day(5));
    EXPECT_EQ(database().value("SELECT min(since) FROM sync_targets"), day(30));
}

TEST_P(Prune, RemovesWhatRunsThatDiedHaveLeftInTheArchive) {
    start_simulator({.users = 10});
    ASSERT_EQ(sync({"--config", config()}).code(), 0);
    const schema::slice old{{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                            *schema::day::parse(day(35))};
    fs::rename(kept.file_of(old), connectors::previous_of(kept.file_of(old)));
    const fs::path draft = kept.file_of(old).parent_path() / ".draft-dead";
    test_support::write_file(draft, "names people");
    fs::last_write_time(draft, fs::file_time_type::clock::now() - std::chrono::hours{2});
    const outcome told = prune({"--dry-run"});
    EXPECT_NE(told.ended.out.find(draft.string()), std::string::npos) << told.ended.out;
    EXPECT_TRUE(fs::exists(draft));
    ASSERT_EQ(prune().code(), 0);
    EXPECT_FALSE(fs::exists(draft));
    EXPECT_FALSE(fs::exists(connectors::previous_of(kept.file_of(old))));
    EXPECT_EQ(kept.files().size(), 30u);
}

TEST_P(Prune, AReplayBringsNothingBackThatIsNotKept) {
    set_today(schema::day::of(std::chrono::system_clock::now()).text());  // replay knows no other
    start_simulator({.users = 10});
    ASSERT_EQ(sync({"--config", config()}).code(), 0);
    use_new_database();
    environment["SYNC_RETENTION_DAYS"] = "30";
    const outcome replayed = run({"replay", "--config", config()});
    EXPECT_EQ(replayed.code(), 0) << replayed.ended.err;
    EXPECT_NE(replayed.ended.out.find("10 archived days are left out: the first day kept is " + day(30)),
              std::string::npos)
        << replayed.ended.out;
    EXPECT_EQ(rows("sync_status"), 30);
    EXPECT_EQ(database().value("SELECT since FROM sync_targets")->substr(0, 10), day(30));
}

TEST_P(Prune, KeepsEverythingWithoutAPolicy) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    const outcome result = run({"prune"});
    EXPECT_EQ(result.code(), 0);
    EXPECT_NE(result.ended.out.find("everything is kept"), std::string::npos) << result.ended.out;
    EXPECT_EQ(difference(before, dump_tables(database())), "");
    environment["SYNC_RETENTION_DAYS"] = "1";
    EXPECT_EQ(run({"prune", "--as-of", "2999-01-01"}).code(), 2) << "a slip of the pen is not to empty the database";
    EXPECT_EQ(difference(before, dump_tables(database())), "");
}

TEST_P(Prune, ATargetThatEndedLongAgoIsForgotten) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    database().execute("UPDATE sync_targets SET until = '" + day(32) + "'");
    ASSERT_EQ(prune().code(), 0);
    EXPECT_EQ(rows("sync_targets"), 0);
}

TEST_P(Prune, WaitsForADayThatIsBeingRead) {
    if (!on_postgres()) GTEST_SKIP() << "a file has one run at a time";
    const auto session = held_day();
    auto running = start({"prune", "--as-of", day(0)});
    ASSERT_TRUE(wait_until([&] { return rows("sync_status", day(36)) == 0; }));
    EXPECT_EQ(rows("sync_status", day(35)), 1);
    EXPECT_TRUE(running.running());
    session->rollback();
    const outcome ended = finish(running);
    EXPECT_EQ(ended.code(), 0) << ended.ended.err;
    EXPECT_EQ(rows("sync_status", day(35)), 0);
}

TEST_P(Prune, StopsCleanlyAtASignalAndGoesOnLater) {
    if (!on_postgres()) GTEST_SKIP() << "needs a day that is held from outside";
    const auto session = held_day();
    auto running = start({"prune", "--as-of", day(0)});
    ASSERT_TRUE(wait_until([&] { return rows("sync_status", day(36)) == 0; }));
    running.send(SIGTERM);
    EXPECT_EQ(finish(running).code(), 143);
    session->rollback();
    EXPECT_GT(users(day(34)), 0) << "whole days only";
    EXPECT_EQ(prune().code(), 0);
    EXPECT_EQ(rows("sync_status"), 30);
}

ON_BOTH_ENGINES(Prune);

}  // namespace
