// What monitoring is told after a run: from the database, whole, and never less than it knew before.

#include <sstream>

#include "tests/connectors/scripted_server.hpp"
#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

using samples = std::map<std::string, double>;

class Metrics : public sync_test {
protected:
    std::string file() const { return (directory / "metrics/sync.prom").string(); }
    std::string text() const { return test_support::read_file(file()); }
    outcome measured_sync(const arguments& more = {}) { return sync(with({"--metrics-file", file()}, more)); }
    /// `name{labels}` to value.
    static samples parse(const std::string& text) {
        samples found;
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("#")) continue;
            const std::size_t blank = line.rfind(' ');
            EXPECT_TRUE(found.emplace(line.substr(0, blank), std::stod(line.substr(blank + 1))).second) << line;
        }
        return found;
    }
    static std::string of(const std::string& name, const std::string& more = "", const std::string& dataset = "users") {
        return name + "{source=\"github\",scope=\"organization\",scope_identifier=\"octo-org\",dataset=\"" + dataset +
               "\"" + (more.empty() ? "" : "," + more) + "}";
    }
    void expect_promtool_is_content() {
        const auto checked = test_support::run_process(
            {.command = {"/bin/sh", "-c", PROJECT_DIR "/script/promtool check metrics < " + file()},
             .environment = {{"PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"}}});
        EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err << text();
        EXPECT_EQ(checked.out + checked.err, "");
    }
};

TEST_P(Metrics, SayWhatTheDatabaseHolds) {
    datasets = {};
    start_simulator({.users = 20});
    set_script({"report=users-1-day day=" + day(9) + " unknown_field=1",
                "report=users-1-day day=" + day(3) + " unknown_field=1",
                "report=users-1-day day=" + day(1) + " published=no",
                "report=users-1-day day=" + day(2) + " on=blob status=404",
                "report=users-1-day day=" + day(5) + " wrong_type=20"});
    EXPECT_EQ(measured_sync().code(), 7);
    set_script({"report=users-1-day day=" + day(4) + " revision=2", "report=users-1-day day=" + day(10) + " revision=2",
                "report=users-1-day day=" + day(5) + " wrong_type=20"});
    ASSERT_EQ(backfill(10, 10, {"--force", "--dataset", "users"}).code(), 0);
    const outcome last = measured_sync();
    EXPECT_EQ(last.code(), 7) << last.ended.err;
    const samples now = parse(text());

    const auto count = [&](const std::string& condition) {
        return static_cast<double>(
            database().number("SELECT count(*) FROM sync_status WHERE dataset = 'users' AND " + condition));
    };
    const std::string is_final = on_postgres() ? "is_final" : "is_final = 1";
    EXPECT_EQ(now.at(of("copilot_sync_slices", "state=\"final\"")), count("status = 'completed' AND " + is_final));
    EXPECT_EQ(now.at(of("copilot_sync_slices", "state=\"provisional\"")),
              count("status = 'completed' AND NOT (" + is_final + ")"));
    EXPECT_EQ(now.at(of("copilot_sync_slices", "state=\"failed\"")), 1);
    EXPECT_EQ(now.at(of("copilot_sync_slices", "state=\"missing\"")), 0);
    EXPECT_EQ(now.at(of("copilot_sync_troubled_slices", "reason=\"bad_records\"")), 1);
    EXPECT_EQ(now.at(of("copilot_sync_day_lag")), 1);
    EXPECT_EQ(now.at(of("copilot_sync_day_margin")), 360) << "the failed day is five days old";
    EXPECT_FALSE(now.contains(of("copilot_sync_day_margin", "", "totals")));
    EXPECT_EQ(now.at(of("copilot_sync_restatements", "was_final=\"true\"")), 1);
    EXPECT_EQ(now.at(of("copilot_sync_restatements", "was_final=\"false\"")), 1);
    EXPECT_EQ(now.at(of("copilot_sync_restatements", "was_final=\"true\"", "totals")), 0);
    EXPECT_EQ(now.at("copilot_sync_unknown_fields{source=\"github\",dataset=\"users\"}"),
              static_cast<double>(database().number("SELECT count(*) FROM schema_drift WHERE dataset = 'users'")));
    EXPECT_EQ(now.at("copilot_sync_unknown_fields{source=\"github\",dataset=\"repos\"}"), 0);
    EXPECT_EQ(now.at("copilot_sync_runs_total{exit_code=\"7\"}"), 2);
    EXPECT_EQ(now.at("copilot_sync_runs_total{exit_code=\"0\"}"), 1);
    for (const auto& [metric, column] : std::map<std::string, std::string>{{"rows_written", "rows_written"},
                                                                           {"records_rejected", "records_rejected"},
                                                                           {"downloaded_bytes", "bytes_downloaded"},
                                                                           {"requests", "requests"},
                                                                           {"retries", "retries"}})
        EXPECT_EQ(now.at("copilot_sync_" + metric + "_total"),
                  static_cast<double>(database().number("SELECT sum(" + column + ") FROM sync_runs")))
            << metric;
    EXPECT_EQ(now.at("copilot_sync_last_run_exit_code"), 7);
    EXPECT_EQ(now.at("copilot_sync_last_run_slices{end=\"completed\"}"), static_cast<double>(last.slices("completed")));
    EXPECT_EQ(now.at("copilot_sync_last_run_requests"), static_cast<double>(last.count("requests")));
    EXPECT_GT(now.at("copilot_sync_last_run_duration_seconds"), 0);
    expect_promtool_is_content();
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator{directory / "metrics"}, {}), 1)
        << "nothing is left beside it";
}

TEST_P(Metrics, ANarrowedRunSpeaksOfAllTheSame) {
    datasets = {"users", "totals"};
    start_simulator();
    ASSERT_EQ(measured_sync().code(), 0);
    datasets = {"totals"};
    ASSERT_EQ(measured_sync().code(), 0);
    EXPECT_TRUE(parse(text()).contains(of("copilot_sync_last_success_timestamp_seconds")));
    EXPECT_TRUE(parse(text()).contains(of("copilot_sync_last_success_timestamp_seconds", "", "totals")));
}

TEST_P(Metrics, AFailureNeverErasesTheLastSuccess) {
    datasets = {"users", "seats"};
    environment["SYNC_BACKFILL_DAYS"] = "3";  // provisional days only
    start_simulator();
    ASSERT_EQ(measured_sync().code(), 0);
    const samples good = parse(text());
    const std::string success = of("copilot_sync_last_success_timestamp_seconds");
    const std::string seats = of("copilot_sync_last_success_timestamp_seconds", "", "seats");

    set_script({"on=api status=401"});
    ASSERT_EQ(measured_sync().code(), 4);
    samples now = parse(text());
    EXPECT_EQ(now.at(success), good.at(success)) << "every day of it was read again, and refused";
    EXPECT_EQ(now.at(seats), good.at(seats));
    EXPECT_EQ(now.at("copilot_sync_last_run_exit_code"), 4);
    EXPECT_GT(now.at(of("copilot_sync_troubled_slices", "reason=\"unauthorized\"")), 0);
    EXPECT_EQ(now.at(of("copilot_sync_slices", "state=\"provisional\"")), 3);
    const json_value told = parse_json(run({"status", "--as-of", day(0), "--format", "json"}).ended.out);
    for (const json_value& one : told.at("coverage").elements) EXPECT_NE(one.at("last_success").text, "");
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_metrics WHERE last_success_at IS NOT NULL"), 2);

    environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/metrics";
    ASSERT_EQ(measured_sync().code(), 6);
    const samples blind = parse(text());
    EXPECT_EQ(blind.at("copilot_sync_last_run_exit_code"), 6);
    EXPECT_EQ(blind.at(success), now.at(success));
    EXPECT_EQ(blind.size(), now.size());
    expect_promtool_is_content();

    std::filesystem::remove(file());
    ASSERT_EQ(measured_sync().code(), 6);
    EXPECT_EQ(parse(text()).at("copilot_sync_last_run_exit_code"), 6) << "also where no file was before";
    EXPECT_FALSE(parse(text()).contains(success)) << "nobody knows";
}

TEST_P(Metrics, ARunThatIsRefusedSaysSoAndKeepsWhatIsKnown) {
    start_simulator();
    ASSERT_EQ(measured_sync().code(), 0);
    samples good = parse(text());
    const auto of_the_run = [](const auto& sample) { return sample.first.starts_with("copilot_sync_last_run_"); };
    const auto expect_refused = [&](const char* what) {
        samples now = parse(text());
        EXPECT_EQ(now.at("copilot_sync_last_run_exit_code"), 2) << what;
        EXPECT_GE(now.at("copilot_sync_last_run_timestamp_seconds"),
                  good.at("copilot_sync_last_run_timestamp_seconds"))
            << what;
        EXPECT_EQ(now.size(), good.size()) << what;
        std::erase_if(now, of_the_run);
        std::erase_if(good, of_the_run);
        EXPECT_EQ(now, good) << what;
        expect_promtool_is_content();
        ASSERT_EQ(measured_sync().code(), 0) << what;
        good = parse(text());
        EXPECT_EQ(good.at("copilot_sync_last_run_exit_code"), 0) << what;
    };
    EXPECT_EQ(measured_sync({"--scope", "octo-orgs"}).code(), 2);
    expect_refused("a scope that is not configured");
    const std::string url = environment["DATABASE_URL"];
    for (const char* wrong : {"", "mysql://nowhere"}) {
        environment["DATABASE_URL"] = wrong;
        EXPECT_EQ(measured_sync().code(), 2) << wrong;
        environment["DATABASE_URL"] = url;
        expect_refused(wrong);
    }
    environment["SYNC_BACKFILL_DAYS"] = "many";
    EXPECT_EQ(measured_sync().code(), 2);
    environment.erase("SYNC_BACKFILL_DAYS");
    expect_refused("settings that do not load");
}

TEST_P(Metrics, AnAnswerWithoutDataIsASuccess) {
    environment["SYNC_BACKFILL_DAYS"] = "6";
    start_simulator();
    set_script({"report=users-1-day published=no"});
    ASSERT_EQ(measured_sync().code(), 0);
    const std::string success = of("copilot_sync_last_success_timestamp_seconds");
    const samples good = parse(text());
    EXPECT_EQ(good.at(of("copilot_sync_slices", "state=\"no_data\"")), 2);
    EXPECT_GT(good.at(success), 0);

    environment["GITHUB_ORG"] = "octo-orgg";
    ASSERT_EQ(measured_sync().code(), 4);
    EXPECT_EQ(text().find("last_success_timestamp_seconds{"), std::string::npos)
        << "the 404 of a scope that is not there is no answer without data";
}

TEST_P(Metrics, AFileThatCannotBeWrittenDoesNotFailTheRun) {
    start_simulator();
    test_support::write_file(directory / "metrics", "in the way");
    const outcome result = measured_sync();
    EXPECT_EQ(result.code(), 0);
    EXPECT_NE(result.ended.err.find("the metrics were not written"), std::string::npos) << result.ended.err;
}

TEST_P(Metrics, AreWhatTheViewSays) {
    datasets = {};
    set_today(schema::day::of(std::chrono::system_clock::now()).text());
    start_simulator({.users = 20});
    set_script({"report=users-1-day day=" + day(5) + " wrong_type=20",
                "report=users-1-day day=" + day(1) + " published=no",
                "report=organization-1-day day=" + day(7) + " on=blob status=404"});
    ASSERT_EQ(measured_sync().code(), 7);
    set_script(
        {"report=users-1-day day=" + day(5) + " wrong_type=20", "report=users-1-day day=" + day(3) + " revision=2"});
    ASSERT_EQ(measured_sync().code(), 7);
    const samples now = parse(text());
    const auto rows = database().query(
        "SELECT dataset, lag_days, day_margin, days_final, days_provisional, days_pending, days_no_data, days_failed, "
        "days_missing, restatements - final_restatements, final_restatements FROM sync_metrics");
    EXPECT_EQ(rows.size(), 6u);
    for (const auto& row : rows) {
        const std::string dataset = row[0].value_or("");
        const auto expect = [&](std::size_t column, const std::string& name, const std::string& more = "") {
            const auto found = now.find(of(name, more, dataset));
            EXPECT_EQ(found == now.end() ? "NULL" : std::to_string(static_cast<long long>(found->second)),
                      row[column].value_or("NULL"))
                << name << more << " " << dataset;
        };
        expect(1, "copilot_sync_day_lag");
        expect(2, "copilot_sync_day_margin");
        std::size_t column = 3;
        for (const char* state : {"final", "provisional", "pending", "no_data", "failed", "missing"})
            expect(column++, "copilot_sync_slices", std::string("state=\"") + state + "\"");
        expect(column++, "copilot_sync_restatements", "was_final=\"false\"");
        expect(column, "copilot_sync_restatements", "was_final=\"true\"");
    }
    std::size_t reasons = 0;
    for (const auto& row : database().query("SELECT dataset, reason, days FROM sync_metrics_reasons")) {
        ++reasons;
        EXPECT_EQ(now.at(of("copilot_sync_troubled_slices", "reason=\"" + *row[1] + "\"", *row[0])),
                  std::stod(*row[2]));
    }
    std::size_t written = 0;
    for (const auto& [name, value] : now) written += name.starts_with("copilot_sync_troubled_slices") ? 1 : 0;
    EXPECT_EQ(reasons, written);
    EXPECT_GE(reasons, 1u);
}

TEST_P(Metrics, TheViewKnowsTheWindowOfEachVendor) {
    const schema::day now = schema::day::of(std::chrono::system_clock::now());
    ASSERT_EQ(run({"migrate"}).code(), 0);
    for (const char* source : {"github", "augment", "unknown"})
        database().execute(
            "INSERT INTO sync_targets (source, scope, scope_identifier, dataset, since, created_at, updated_at) VALUES ('" +
            std::string(source) + "', 'organization', 'acme', 'users', '" + (now - 400).text() +
            "', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')");
    database().execute("INSERT INTO source_vendors (source, vendor, history_years) VALUES ('augment', 'augment', 2), "
                       "('github', 'github_copilot', 1)");
    const schema::day two_years_ago = schema::one_year_before(schema::one_year_before(now));
    const auto margin = [&](const std::string& source) {
        return database().number("SELECT day_margin FROM sync_metrics WHERE source = '" + source + "'");
    };
    EXPECT_EQ(margin("augment"), now - 400 - two_years_ago);
    EXPECT_EQ(margin("github"), 0);
    EXPECT_EQ(margin("unknown"), 0);
}

TEST_P(Metrics, ATargetThatLeftTheConfigurationIsNotWatched) {
    datasets = {"users"};
    environment["GITHUB_ENTERPRISE"] = "octo-corp";
    start_simulator();
    ASSERT_EQ(measured_sync().code(), 0);
    const std::size_t both = parse(text()).size();
    environment.erase("GITHUB_ENTERPRISE");
    ASSERT_EQ(measured_sync().code(), 0);
    EXPECT_LT(parse(text()).size(), both);
    EXPECT_EQ(text().find("octo-corp"), std::string::npos);
}

TEST_P(Metrics, ArePushedWholeOrOnlyTheRun) {
    test_support::scripted_server gateway;
    const std::string path = "/metrics/job/copilot-metrics-sync";
    gateway.add(path, {.status = 202});
    start_simulator();
    ASSERT_EQ(measured_sync({"--pushgateway", gateway.base()}).code(), 0);
    auto requests = gateway.requests();
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].method, "PUT");
    EXPECT_EQ(requests[0].body, text()) << "the same as in the file";
    EXPECT_EQ(requests[0].header("authorization"), "");

    const std::string url = environment["DATABASE_URL"];
    environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/metrics";
    ASSERT_EQ(sync({"--pushgateway", gateway.base() + "/metrics/job/other"}).code(), 6);
    requests = gateway.requests();
    EXPECT_EQ(requests.back().method, "POST") << "what the gateway knows of the database stays";
    EXPECT_EQ(requests.back().target, "/metrics/job/other");
    EXPECT_EQ(requests.back().body.find("copilot_sync_last_success"), std::string::npos);
    EXPECT_NE(requests.back().body.find("copilot_sync_last_run_exit_code 6\n"), std::string::npos);

    environment["DATABASE_URL"] = url;
    const outcome unpushed = sync({"--pushgateway", "http://127.0.0.1:1"});
    EXPECT_EQ(unpushed.code(), 0) << "the run is what it is";
    EXPECT_NE(unpushed.ended.err.find("the metrics were not pushed"), std::string::npos) << unpushed.ended.err;
    EXPECT_EQ(sync({"--pushgateway", "pushgateway"}).code(), 2);
}

ON_BOTH_ENGINES(Metrics);

}  // namespace
