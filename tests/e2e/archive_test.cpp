// Raw reports in the archive: what is kept, when, and that a database can be made of them again.

#include "connectors/archive/archive.hpp"

#include <signal.h>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;
namespace fs = std::filesystem;

class Archive : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        test_support::write_file(directory / "archive.yaml",
                                 "archive:\n  directory: " + kept.directory().string() + "\n");
    }
    outcome archived_sync(const arguments& more = {}) { return sync(with({"--config", config()}, more)); }
    outcome replay(const arguments& more = {}) { return run(with({"replay", "--config", config()}, more)); }
    std::string config() const { return (directory / "archive.yaml").string(); }

    static schema::slice users_of(const std::string& day) {
        return {{"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users},
                *schema::day::parse(day)};
    }
    connectors::archive_note note(const std::string& day) {
        return connectors::archived_report{kept.file_of(users_of(day)), users_of(day)}.note();
    }
    std::string bytes(const std::string& day) { return test_support::read_file(kept.file_of(users_of(day))); }
    /// Every file below the archive with its bytes, hidden and waiting ones included.
    std::map<std::string, std::string> all_files() {
        std::map<std::string, std::string> files;
        for (const auto& entry : fs::recursive_directory_iterator{kept.directory()})
            if (entry.is_regular_file()) files[entry.path().string()] = test_support::read_file(entry.path());
        return files;
    }
    std::string content(const std::string& day) {
        return database()
            .value("SELECT content_sha256 FROM sync_status WHERE metrics_date = '" + day + "'")
            .value_or("");
    }

    connectors::archive kept{directory / "raw"};
};

/// Without what an archive cannot know: where a target ends, days that have no report, and what was there before.
test_support::table_dump loaded_part(test_support::table_dump dump) {
    dump.erase("sync_targets");
    dump.erase("restatements");
    std::erase_if(dump.at("sync_status"),
                  [](const std::string& row) { return row.find("status=completed") == row.npos; });
    return dump;
}

TEST_P(Archive, ReplayedIntoAnEmptyDatabaseItEqualsTheOriginal) {
    datasets = {};
    environment["GITHUB_ENTERPRISE"] = "octo-corp";
    start_simulator({.users = 20, .shards = 3});
    const std::vector<std::string> rules{
        "report=users-1-day day=" + day(9) + " users=150 wrong_type=1 duplicate_users=2",
        "report=users-1-day day=" + day(8) + " scope=octo-org unknown_field=1 shard_order=reversed",
        "report=users-1-day day=" + day(20) + " published=no"};
    set_script(rules);
    ASSERT_EQ(archived_sync().code(), 0);
    set_today("2026-11-23");
    start_simulator({.users = 20, .shards = 3});
    set_script({"report=users-1-day day=2026-11-01 published=no", "report=organization-1-day day=" + day(4) + " revision=2"});
    ASSERT_EQ(archived_sync().code(), 0);
    ASSERT_GT(rows("rejected_records"), 0);
    ASSERT_GT(rows("schema_drift"), 0);
    ASSERT_GT(database().number("SELECT count(*) FROM sync_status WHERE dataset = 'users' AND status = 'completed' AND "
                                "metrics_date = '2026-11-18'"),
              0)
        << "loaded provisional, found unchanged and final two days later";
    const auto original = use_new_database();

    simulator().forget_requests();
    const outcome replayed = replay();
    EXPECT_EQ(replayed.code(), 0) << replayed.ended.out << replayed.ended.err;
    EXPECT_EQ(simulator().requests().size(), 0u);
    EXPECT_EQ(difference(loaded_part(dump_tables(*original)), loaded_part(dump_tables(database()))), "");
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_status"), static_cast<std::int64_t>(kept.files().size()));

    const outcome next = archived_sync();
    EXPECT_EQ(next.code(), 0) << next.ended.err;
    EXPECT_EQ(next.count("rows_written"), 0) << "all that is there is right, and no final day is asked for again";
    auto before = dump_tables(*original), after = dump_tables(database());
    before.erase("restatements");
    after.erase("restatements");
    EXPECT_EQ(difference(before, after), "");
}

TEST_P(Archive, HoldsWhatTheVendorSentAndTheHashOfTheDay) {
    start_simulator({.users = 20, .shards = 3});
    ASSERT_EQ(archived_sync().code(), 0);
    EXPECT_EQ(kept.files().size(), 28u);
    const std::string one = day(6);
    const connectors::archive_note of_day = note(one);
    EXPECT_EQ(of_day.parts, 3u);
    EXPECT_TRUE(of_day.is_final);
    EXPECT_FALSE(note(day(2)).is_final);
    EXPECT_EQ(of_day.content_sha256, content(one));
    EXPECT_EQ(of_day.bytes, static_cast<std::uint64_t>(database().number(
                                "SELECT bytes_read FROM sync_status WHERE metrics_date = '" + one + "'")));
    struct joined final : connectors::body_sink {
        std::string all;
        void begin_part(std::size_t) override {}
        void write(std::string_view bytes) override { all += bytes; }
        void end_part() override {}
    } sink;
    connectors::archived_report{kept.file_of(users_of(one)), users_of(one)}.read(sink);
    EXPECT_EQ(sink.all, test_support::download_report(simulator().api_url(),
                                                      "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + one));
    for (const auto& [name, content] : all_files())
        for (const char* secret : {token, "sig=", "Bearer"}) EXPECT_EQ(content.find(secret), content.npos) << name;
}

TEST_P(Archive, ReadsThatFailOrFindNothingNewLeaveTheGoodFile) {
    start_simulator({.users = 40});
    set_script({"users=40"});
    ASSERT_EQ(archived_sync().code(), 0);
    const auto before = all_files();
    const std::string hit = "report=users-1-day day=" + day(2) + " ";
    for (const std::string rule :
         {"users=19", "wrong_type=30", "on=blob status=404", "on=blob cut_at=500", "line_order=reversed"}) {
        set_script({"users=40", hit + rule});
        archived_sync({"--deadline", "3s"});
        EXPECT_EQ(all_files(), before) << rule;
    }
    set_script({"users=40", hit + "users=40 revision=2"});
    const outcome changed = archived_sync();
    EXPECT_EQ(changed.count("restatements"), 1) << changed.ended.err;
    EXPECT_EQ(note(day(2)).content_sha256, content(day(2)));
    auto after = all_files();
    EXPECT_EQ(after.size(), before.size());
    after.at(kept.file_of(users_of(day(2))).string()) = before.at(kept.file_of(users_of(day(2))).string());
    EXPECT_EQ(after, before) << "no other file was written";
}

TEST_P(Archive, SwitchedOnLaterItFillsFromWhatIsReadAnyway) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    const outcome second = archived_sync();
    EXPECT_EQ(second.slices("unchanged"), 4);
    EXPECT_EQ(kept.files().size(), 4u) << "the provisional days";
    EXPECT_EQ(note(day(1)).content_sha256, content(day(1)));
}

TEST_P(Archive, ADayThatCannotBeArchivedIsNotLoaded) {
    start_simulator();
    test_support::write_file(directory / "raw", "in the way");
    const outcome result = backfill(3, 1, {"--config", config()});
    EXPECT_EQ(result.code(), 3);
    EXPECT_EQ(status(day(1)).status, "failed");
    EXPECT_EQ(status(day(1)).reason, "archive_failed");
    EXPECT_NE(status(day(1)).message.find("archive.directory"), std::string::npos) << status(day(1)).message;
    EXPECT_EQ(rows("copilot_user_metrics_daily"), 0);
    fs::remove(directory / "raw");
    EXPECT_EQ(backfill(3, 1, {"--config", config()}).code(), 0);
    EXPECT_EQ(kept.files().size(), 3u);
}

TEST_P(Archive, ImportedReportsAreKeptAsWell) {
    start_simulator();
    const std::string one = day(3);
    const std::string report = test_support::download_report(
        simulator().api_url(), "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + one);
    test_support::write_file(directory / "report.ndjson", report);
    ASSERT_EQ(run({"import", (directory / "report.ndjson").string(), "--scope", "organization/octo-org", "--as-of",
                   day(0), "--config", config()})
                  .code(),
              0);
    EXPECT_EQ(note(one).content_sha256, content(one));
    EXPECT_FALSE(note(one).is_final);
}

TEST_P(Archive, ReplayFillsColumnsThatAnOlderVersionDidNotKnow) {
    start_simulator({.users = 20});
    ASSERT_EQ(archived_sync().code(), 0);
    const auto original = dump_tables(database());
    const std::string attempts = "SELECT sum(attempt_count) FROM sync_status";
    const auto attempted = database().number(attempts);
    const auto last = database().value("SELECT max(last_attempt_at) FROM sync_status");
    database().execute("UPDATE copilot_user_metrics_daily SET ai_credits_used = NULL, extra = NULL");
    database().execute("DELETE FROM copilot_user_breakdown_daily WHERE breakdown = 'ide'");
    database().execute("UPDATE sync_status SET decoder_version = 0, rows_written = 1, day_totals = NULL");
    simulator().forget_requests();
    const outcome replayed = replay();
    ASSERT_EQ(replayed.code(), 0) << replayed.ended.out << replayed.ended.err;
    EXPECT_NE(replayed.ended.out.find("28 archived days: 28 converted"), std::string::npos) << replayed.ended.out;
    EXPECT_EQ(difference(original, dump_tables(database())), "");
    EXPECT_EQ(database().number(attempts), attempted) << "a replay is no attempt at the vendor";
    EXPECT_EQ(database().value("SELECT max(last_attempt_at) FROM sync_status"), last);
    EXPECT_EQ(rows("restatements"), 0);
    EXPECT_EQ(simulator().requests().size(), 0u);

    const outcome again = replay();
    EXPECT_NE(again.ended.out.find("0 converted (0 rows), 28 current"), std::string::npos) << again.ended.out;
    EXPECT_NE(replay({"--force"}).ended.out.find("28 converted"), std::string::npos);
    EXPECT_EQ(difference(original, dump_tables(database())), "");
}

TEST_P(Archive, ReplayKeepsToItsRangeAndFilters) {
    datasets = {"users", "totals"};
    start_simulator();
    ASSERT_EQ(archived_sync().code(), 0);
    use_new_database();
    EXPECT_EQ(replay({"--from", day(5), "--to", day(3), "--dataset", "users"}).code(), 0);
    EXPECT_EQ(rows("sync_status"), 3);
    EXPECT_EQ(rows("copilot_metrics_daily"), 0);
    EXPECT_EQ(database().value("SELECT since FROM sync_targets")->substr(0, 10), day(5));
    const outcome nobody = replay({"--scope", "octo-orgs"});
    EXPECT_EQ(nobody.code(), 2);
    EXPECT_NE(nobody.ended.err.find("octo-org"), std::string::npos) << nobody.ended.err;
    EXPECT_EQ(replay({"--from", day(3), "--to", day(5)}).code(), 2);
    EXPECT_EQ(replay({"--from", day(3)}).code(), 2);
    const outcome none = run({"replay"});
    EXPECT_EQ(none.code(), 2);
    EXPECT_NE(none.ended.err.find("archive.directory is not set"), std::string::npos) << none.ended.err;
}

TEST_P(Archive, ADamagedFileIsNamedAndTheOthersAreConverted) {
    start_simulator({.users = 20});
    ASSERT_EQ(archived_sync().code(), 0);
    const fs::path file = kept.file_of(users_of(day(7)));
    std::string damaged = test_support::read_file(file);
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
    test_support::write_file(file, damaged);
    const auto original = use_new_database();
    const outcome replayed = replay();
    EXPECT_EQ(replayed.code(), 7);
    EXPECT_NE(replayed.ended.out.find(file.string()), std::string::npos) << replayed.ended.out;
    EXPECT_NE(replayed.ended.out.find("27 converted"), std::string::npos) << replayed.ended.out;
    EXPECT_EQ(rows("sync_status"), 27);
    EXPECT_EQ(users(day(7)), 0);
    EXPECT_GT(users(day(6)), 0);

    environment["DATABASE_URL"] = original->url();
    const auto before = dump_tables(*original);
    original->execute("UPDATE sync_status SET decoder_version = 0");
    EXPECT_EQ(replay().code(), 7);
    original->execute("UPDATE sync_status SET decoder_version = (SELECT max(decoder_version) FROM sync_status)");
    EXPECT_EQ(difference(before, dump_tables(*original)), "") << "the loaded day is as it was";
}

TEST_P(Archive, ADayThatIsReadAgainPutsItsDamagedFileRight) {
    start_simulator({.users = 20});
    ASSERT_EQ(archived_sync().code(), 0);
    const auto before = dump_tables(database());
    const std::string good = note(day(7)).sha256;
    std::string damaged = bytes(day(7));
    damaged[damaged.size() / 3] = static_cast<char>(damaged[damaged.size() / 3] ^ 1);
    test_support::write_file(kept.file_of(users_of(day(7))), damaged);
    ASSERT_EQ(run({"verify", "--config", config()}).code(), 7);
    const outcome read = backfill(7, 7, {"--force", "--config", config()});
    EXPECT_EQ(read.slices("unchanged"), 1) << read.ended.err;
    EXPECT_EQ(note(day(7)).sha256, good);
    EXPECT_TRUE(note(day(7)).is_final);
    EXPECT_EQ(run({"verify", "--config", config()}).code(), 0);
    EXPECT_EQ(all_files().size(), 28u) << "nothing is left of the damaged one";
    EXPECT_EQ(difference(before, dump_tables(database())), "");
}

TEST_P(Archive, AnotherReportThanTheLoadedOneIsLeftAlone) {
    start_simulator({.users = 20});
    ASSERT_EQ(archived_sync().code(), 0);
    set_script({"day=" + day(2) + " revision=2"});
    ASSERT_EQ(sync().code(), 0) << "without the archive";
    const auto before = dump_tables(database());
    const outcome replayed = replay({"--force"});
    EXPECT_EQ(replayed.code(), 7);
    EXPECT_NE(replayed.ended.out.find("1 kept"), std::string::npos) << replayed.ended.out;
    EXPECT_EQ(difference(before, dump_tables(database())), "");
    ASSERT_EQ(archived_sync().code(), 0);
    EXPECT_EQ(replay({"--force"}).code(), 0) << "the read of an unchanged day has put the archive right";
}

TEST_P(Archive, VerifyReadsAndHashesEveryFile) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "6";
    ASSERT_EQ(archived_sync().code(), 0);
    const arguments verify{"verify", "--config", config()};
    const outcome good = run(verify);
    EXPECT_EQ(good.code(), 0) << good.ended.out;
    EXPECT_NE(good.ended.out.find(" and 6 archived reports checked: everything agrees"), std::string::npos)
        << good.ended.out;

    const auto damage = [&](const std::string& day, const std::function<void(std::string&)>& change) {
        std::string all = bytes(day);
        change(all);
        test_support::write_file(kept.file_of(users_of(day)), all);
    };
    damage(day(3), [](std::string& all) { all[all.size() / 4] = static_cast<char>(all[all.size() / 4] ^ 4); });
    damage(day(4), [](std::string& all) { all.resize(all.size() / 2); });
    fs::remove(kept.file_of(users_of(day(5))));
    database().execute("UPDATE sync_status SET content_sha256 = 'another' WHERE metrics_date = '" + day(6) + "'");
    const outcome bad = run(with(verify, {"--format", "json"}));
    EXPECT_EQ(bad.code(), 7);
    const json_value answer = parse_json(bad.ended.out);
    std::vector<std::string> days;
    for (const json_value& one : answer.at("differences").elements) {
        EXPECT_EQ(one.at("difference").text, "archived_report") << one.at("detail").text;
        days.push_back(one.at("day").text);
    }
    std::sort(days.begin(), days.end());
    EXPECT_EQ(days, (std::vector<std::string>{day(6), day(4), day(3)}));
    EXPECT_EQ(answer.at("archived_reports_checked").integer(), 5);
    EXPECT_EQ(answer.at("days_without_archived_report").integer(), 1);

    fs::remove_all(kept.directory());
    EXPECT_EQ(run(verify).code(), 2) << "an archive that is not there is a mistake in the configuration";
}

TEST_P(Archive, TwoReplaysShareTheWork) {
    start_simulator({.users = 20});
    ASSERT_EQ(archived_sync().code(), 0);
    const auto original = use_new_database();
    auto first = start({"replay", "--config", config()});
    auto second = start({"replay", "--config", config()});
    const outcome a = finish(first), b = finish(second);
    EXPECT_EQ(a.code(), 0) << a.ended.out << a.ended.err;
    EXPECT_EQ(b.code(), 0) << b.ended.out << b.ended.err;
    EXPECT_EQ(difference(loaded_part(dump_tables(*original)), loaded_part(dump_tables(database()))), "");
}

TEST_P(Archive, AKillBetweenFileAndCommitLosesNeither) {
    if (!on_postgres()) GTEST_SKIP() << "its commits cannot be held up from outside";
    start_simulator({.users = 20});
    ASSERT_EQ(archived_sync().code(), 0);
    const std::string hit = day(2), good = bytes(hit);
    const auto before = dump_tables(database());
    database().execute(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN PERFORM pg_sleep(60); RETURN "
        "NULL; END$$");
    database().execute(
        "CREATE CONSTRAINT TRIGGER wait AFTER UPDATE ON sync_status DEFERRABLE INITIALLY DEFERRED FOR "
        "EACH ROW WHEN (NEW.metrics_date = '" +
        hit + "') EXECUTE FUNCTION wait()");
    set_script({"day=" + hit + " revision=2"});
    auto running = start({"sync", "--as-of", day(0), "--concurrency", "1", "--config", config()});
    ASSERT_TRUE(wait_until([&] { return bytes(hit) != good && !bytes(hit).empty(); }));
    running.send(SIGKILL);
    running.wait();
    const std::string waits =
        "SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'COMMIT%' AND state = 'active' AND "
        "datname = current_database()";
    ASSERT_TRUE(wait_until([&] { return database().number(waits) == 0; })) << "the server sees that its client is gone";
    database().execute("DROP TRIGGER wait ON sync_status");
    ASSERT_EQ(difference(before, dump_tables(database())), "") << "not committed";
    EXPECT_NE(note(hit).content_sha256, content(hit)) << "the file is ahead";

    EXPECT_EQ(replay({"--force"}).code(), 0);
    EXPECT_EQ(bytes(hit), good) << "the report that the tables hold came back";
    EXPECT_EQ(kept.files().size(), 28u);
    EXPECT_EQ(all_files().size(), 28u);
    ASSERT_EQ(archived_sync().code(), 0);
    EXPECT_EQ(note(hit).content_sha256, content(hit));
    EXPECT_EQ(all_files().size(), 28u);
}

ON_BOTH_ENGINES(Archive);

}  // namespace
