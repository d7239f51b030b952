// What the other verbs and the summary say.

#include <set>
#include <sstream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Commands : public sync_test {
protected:
    json_value coverage(const arguments& more = {}) {
        const outcome result = run(with({"status", "--as-of", day(0), "--format", "json"}, more));
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        return parse_json(result.ended.out);
    }
    static std::set<std::string> names(const json_value& object) {
        std::set<std::string> list;
        for (const auto& [name, value] : object.members) list.insert(name);
        return list;
    }
    /// Nothing that was in the way of a file may have been made.
    std::set<std::string> files() {
        std::set<std::string> list;
        for (const auto& entry : std::filesystem::directory_iterator(directory.path()))
            list.insert(entry.path().filename().string());
        return list;
    }
};

TEST_P(Commands, StatusTellsWhatIsThereAndWhatIsNot) {
    start_simulator();
    set_script({"day=" + day(1) + " published=no", "day=" + day(10) + " published=no",
                "on=api day=" + day(7) + " status=500 retry_after=0"});
    ASSERT_EQ(sync().code(), 3);
    const json_value all = coverage();
    ASSERT_EQ(all.at("coverage").elements.size(), 1u);
    const json_value& one = all.at("coverage").elements.front();
    EXPECT_EQ(one.at("source").text, "github");
    EXPECT_EQ(one.at("scope").text, "organization");
    EXPECT_EQ(one.at("scope_identifier").text, "octo-org");
    EXPECT_EQ(one.at("dataset").text, "users");
    EXPECT_EQ(one.at("since").text, day(28));
    EXPECT_EQ(one.at("loaded").integer(), 25);
    EXPECT_EQ(one.at("final").integer(), 22);
    EXPECT_EQ(one.at("provisional").integer(), 3);
    EXPECT_EQ(one.at("pending").integer(), 1);
    EXPECT_EQ(one.at("no_data").integer(), 1);
    EXPECT_EQ(one.at("failed").integer(), 1);
    EXPECT_EQ(one.at("missing").integer(), 0);
    EXPECT_EQ(one.at("newest_loaded").text, day(2));
    EXPECT_EQ(one.at("lag_days").integer(), 2);
    EXPECT_NE(one.at("last_success").text, "");
    ASSERT_EQ(one.at("troubles").elements.size(), 1u);
    EXPECT_EQ(one.at("troubles").elements.front().at("first_day").text, day(7));
    EXPECT_EQ(one.at("troubles").elements.front().at("reason").text, "server_error");

    const outcome table = run({"status", "--as-of", day(0)});
    EXPECT_EQ(table.code(), 0);
    for (const std::string& word : {std::string("organization/octo-org"), day(7), std::string("server_error"),
                                    std::string("copilot-metrics-sync sync")})
        EXPECT_NE(table.ended.out.find(word), std::string::npos) << word << "\n" << table.ended.out;
}

TEST_P(Commands, StatusSeesDaysWithoutAnyRow) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    database().execute("DELETE FROM sync_status WHERE metrics_date = '" + day(9) + "'");
    EXPECT_EQ(coverage().at("coverage").elements.front().at("missing").integer(), 1);
    set_today("2026-11-24");  // nothing ran for three days
    EXPECT_EQ(coverage().at("coverage").elements.front().at("missing").integer(), 4);
    EXPECT_EQ(coverage().at("coverage").elements.front().at("lag_days").integer(), 4);
}

TEST_P(Commands, StatusIsAHealthCheck) {
    start_simulator();
    set_script({"day=" + day(2) + ".." + day(1) + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(run({"status", "--as-of", day(0), "--max-lag-days", "3"}).code(), 0);
    const outcome stale = run({"status", "--as-of", day(0), "--max-lag-days", "2"});
    EXPECT_EQ(stale.code(), 3);
    EXPECT_NE(stale.ended.err.find("stale"), std::string::npos);
}

TEST_P(Commands, PlanSaysWhatAndWhyAndWritesNothing) {
    use_new_database(test_support::database_role::owner);
    start_simulator();
    const auto before = files();
    const outcome first = run({"plan", "--as-of", day(0)});
    EXPECT_EQ(first.code(), 0) << first.ended.err;
    EXPECT_NE(first.ended.out.find("28 days to read, 28 API calls"), std::string::npos) << first.ended.out;
    EXPECT_NE(first.ended.out.find(day(28) + "  never read"), std::string::npos) << first.ended.out;
    EXPECT_EQ(files(), before) << "not even the database";
    if (on_postgres()) {
        EXPECT_EQ(database().number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 0);
    }

    set_script({"day=" + day(1) + " published=no", "on=api day=" + day(7) + " status=500 retry_after=0"});
    ASSERT_EQ(sync().code(), 3);
    const auto tables = dump_tables(database());
    simulator().forget_requests();
    const std::string text = run({"plan", "--as-of", day(0)}).ended.out;
    EXPECT_NE(text.find(day(1) + "  not published"), std::string::npos) << text;
    EXPECT_NE(text.find(day(2) + "  loaded, not yet final"), std::string::npos) << text;
    EXPECT_NE(text.find(day(7) + "  the last read failed"), std::string::npos) << text;
    EXPECT_NE(text.find("5 days to read"), std::string::npos) << text;
    const std::string range = run({"plan", "--as-of", day(0), "--from", day(9), "--to", day(6), "--force"}).ended.out;
    EXPECT_NE(range.find("4 days to read"), std::string::npos) << range;
    EXPECT_EQ(difference(tables, dump_tables(database())), "");
    EXPECT_EQ(rows("sync_runs"), 1);
    EXPECT_TRUE(simulator().requests().empty());
}

TEST_P(Commands, MigrateMakesTheTablesAndListsItsSteps) {
    use_new_database(test_support::database_role::owner);
    start_simulator();
    const outcome pending = run({"migrate", "--status"});
    EXPECT_EQ(pending.code(), 0) << pending.ended.err;
    const auto before = files();
    const outcome done = run({"migrate"});
    EXPECT_EQ(done.code(), 0) << done.ended.err;
    EXPECT_NE(done.ended.out.find("0001"), std::string::npos) << done.ended.out;
    const outcome listed = run({"migrate", "--status"});
    EXPECT_NE(listed.ended.out.find("applied 20"), std::string::npos) << listed.ended.out;
    EXPECT_EQ(listed.ended.out.find("pending"), std::string::npos) << listed.ended.out;
    EXPECT_NE(run({"migrate"}).ended.out.find("nothing to do"), std::string::npos);
    for (const char* table : {"copilot_metrics_daily", "copilot_metrics_breakdown_daily", "copilot_user_metrics_daily",
                              "copilot_user_breakdown_daily", "sync_targets", "sync_status", "sync_runs",
                              "restatements", "rejected_records", "schema_drift", "schema_migrations"})
        EXPECT_GE(rows(table), 0) << table;
}

TEST_P(Commands, TheSummaryHasTheMembersOfTheContract) {
    start_simulator();
    set_script({"on=api day=" + day(7) + " status=500 retry_after=0"});
    const outcome result = sync();
    EXPECT_EQ(names(result.summary),
              (std::set<std::string>{"run_id", "exit_code", "started_at", "finished_at", "slices", "rows_written",
                                     "records_rejected", "bytes_downloaded", "requests", "retries", "restatements",
                                     "problems"}));
    EXPECT_EQ(names(result.summary.at("slices")), (std::set<std::string>{"planned", "completed", "unchanged", "no_data",
                                                                         "pending", "failed", "elsewhere"}));
    ASSERT_EQ(result.summary.at("problems").elements.size(), 1u);
    EXPECT_EQ(names(result.summary.at("problems").elements.front()),
              (std::set<std::string>{"source", "scope", "scope_identifier", "dataset", "day", "reason", "message"}));
    EXPECT_EQ(result.count("requests"), static_cast<long long>(simulator().requests().size()));
    EXPECT_EQ(result.count("retries"), 5);
    EXPECT_EQ(result.slices("completed"), 27);
    EXPECT_EQ(result.slices("failed"), 1);
    const auto row = database().query(
        "SELECT run_id, exit_code, rows_written, requests, slices_completed, slices_failed, "
        "command, as_of FROM sync_runs");
    ASSERT_EQ(row.size(), 1u);
    EXPECT_EQ(row[0][0], result.summary.at("run_id").text);
    EXPECT_EQ(row[0][1], "3");
    EXPECT_EQ(row[0][2], std::to_string(result.count("rows_written")));
    EXPECT_EQ(row[0][3], std::to_string(result.count("requests")));
    EXPECT_EQ(row[0][4], "27");
    EXPECT_EQ(row[0][5], "1");
    EXPECT_EQ(row[0][6], "sync");
    EXPECT_EQ(row[0][7], day(0));
}

TEST_P(Commands, TheSummaryCanGoToStdoutAlone) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "2";
    auto running = start({"sync", "--as-of", day(0), "--summary", "-", "--log-format", "json"});
    const outcome result = finish(running);
    EXPECT_EQ(result.code(), 0);
    EXPECT_EQ(parse_json(result.ended.out).at("slices").at("completed").integer(), 2);
    std::istringstream lines{result.ended.err};
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const json_value entry = parse_json(line);
        EXPECT_TRUE(entry.has("time") && entry.has("level") && entry.has("message")) << line;
    }
    EXPECT_GE(count, 3);
    auto quiet = start({"sync", "--as-of", day(0), "--quiet"});
    const outcome silent = finish(quiet);
    EXPECT_EQ(silent.ended.out + silent.ended.err, "");
}

TEST_P(Commands, ExportSaysWhichDaysItHasNot) {
    start_simulator();
    environment["SYNC_BACKFILL_DAYS"] = "3";
    ASSERT_EQ(sync().code(), 0);
    const outcome result = run({"export", "--format", "ndjson", "--from", day(5), "--to", day(1)});
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(static_cast<std::int64_t>(records_of(result.ended.out).size()), rows("copilot_user_metrics_daily"));
    for (const int ago : {5, 4}) EXPECT_NE(result.ended.err.find(day(ago)), std::string::npos) << result.ended.err;
    EXPECT_NE(result.ended.err.find("missing=2"), std::string::npos) << result.ended.err;
}

ON_BOTH_ENGINES(Commands);

}  // namespace
