// The published samples and a month of simulated days: what is loaded obeys the samples' rules, and what is exported
// equals what was served.

#include <array>
#include <sstream>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

constexpr const char* sample_day = "2026-11-18";

constexpr std::array<const char*, 7> measures{"user_initiated_interaction_count",
                                              "code_generation_activity_count",
                                              "code_acceptance_activity_count",
                                              "loc_suggested_to_add_sum",
                                              "loc_suggested_to_delete_sum",
                                              "loc_added_sum",
                                              "loc_deleted_sum"};

std::string sample(const std::string& name) {
    return test_support::read_file(std::string(TEST_DATA_DIR) + "/github/" + name);
}

class Samples : public sync_test {
protected:
    /// Serves the one-day samples as the reports of an organization and of an enterprise.
    void serve_samples() {
        start_simulator();
        test_support::write_file(simulator().directory() / "organization.ndjson",
                                 sample("users-1-day.organization.ndjson"));
        test_support::write_file(simulator().directory() / "enterprise.ndjson",
                                 sample("users-1-day.enterprise.ndjson"));
        set_script({"scope=organization/octo-org day=2026-11-18 raw_file=organization.ndjson",
                    "scope=enterprise/octo-corp day=2026-11-18 raw_file=enterprise.ndjson"});
        environment["GITHUB_ENTERPRISE"] = "octo-corp";
    }

    std::int64_t sum(const std::string& measure, const std::string& scope, const std::string& breakdown = "") {
        const std::string table = breakdown.empty() ? "copilot_user_metrics_daily" : "copilot_user_breakdown_daily";
        return database().number("SELECT coalesce(sum(" + measure + "), 0) FROM " + table + " WHERE scope = '" + scope +
                                 "'" + (breakdown.empty() ? "" : " AND breakdown = '" + breakdown + "'"));
    }

    /// All loaded days, in one text.
    std::string exported(int from_days_ago, int to_days_ago) {
        const outcome result =
            run({"export", "--format", "ndjson", "--from", day(from_days_ago), "--to", day(to_days_ago)});
        EXPECT_EQ(result.code(), 0) << result.ended.err;
        return result.ended.out;
    }
};

TEST_P(Samples, AddUpInTheDatabaseAsTheyDoInTheFiles) {
    serve_samples();
    const outcome result = backfill(3, 3);
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 2);

    for (const std::string scope : {"organization", "enterprise"}) {
        const auto records = records_of(sample("users-1-day." + scope + ".ndjson"));
        EXPECT_EQ(database().number("SELECT count(*) FROM copilot_user_metrics_daily WHERE scope = '" + scope + "'"),
                  static_cast<std::int64_t>(records.size()));
        for (const std::string measure : measures) {
            std::int64_t in_file = 0;
            for (const auto& [key, record] : records) in_file += record.at(measure).integer();
            EXPECT_EQ(sum(measure, scope), in_file) << scope << " " << measure;
            EXPECT_EQ(sum(measure, scope, "feature"), in_file) << scope << " " << measure;
            if (measure != measures.front()) {
                EXPECT_EQ(sum(measure, scope, "language_feature"), in_file) << scope << " " << measure;
            }
        }
    }
}

TEST_P(Samples, KeepWhoWorkedServerSideOnlyAsAUserWithZeros) {
    serve_samples();
    ASSERT_EQ(backfill(3, 3).code(), 0);
    const std::string where = " WHERE user_key = '199402175' AND metrics_date = '" + std::string(sample_day) + "'";
    std::string total;
    for (const std::string measure : measures) total += (total.empty() ? "" : " + ") + measure;
    EXPECT_GE(database().number("SELECT count(*) FROM copilot_user_metrics_daily" + where), 1);
    EXPECT_EQ(database().number("SELECT sum(" + total + ") FROM copilot_user_metrics_daily" + where), 0);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_user_breakdown_daily" + where), 0);
}

TEST_P(Samples, KeepTokenCountsBeyondThirtyTwoBits) {
    serve_samples();
    ASSERT_EQ(backfill(3, 3).code(), 0);
    EXPECT_GT(database().number("SELECT max(cli_prompt_tokens_sum) FROM copilot_user_metrics_daily"), 2147483648LL);
}

TEST_P(Samples, ComeOutAsTheyWentIn) {
    serve_samples();
    std::map<std::string, std::string> days;  // the 28-day sample, as the days that it is made of
    std::istringstream lines{sample("users-28-day.organization.ndjson")};
    for (std::string line; std::getline(lines, line);) days[parse_json(line).at("day").text] += line + "\n";
    std::vector<std::string> rules;
    for (const auto& [date, text] : days) {
        test_support::write_file(simulator().directory() / (date + ".ndjson"), text);
        rules.push_back("scope=organization/octo-org day=" + date + " raw_file=" + date + ".ndjson");
    }
    rules.push_back("scope=organization/octo-org day=2026-11-18 raw_file=organization.ndjson");
    rules.push_back("scope=enterprise/octo-corp raw_file=enterprise.ndjson");
    set_script(rules);

    ASSERT_EQ(backfill(3, 3).code(), 0);
    for (const std::string scope : {"organization", "enterprise"}) {
        const outcome out = run({"export", "--format", "ndjson", "--from", sample_day, "--to", sample_day, "--scope",
                                 scope == "organization" ? "octo-org" : "octo-corp"});
        EXPECT_EQ(records_of(out.ended.out), records_of(sample("users-1-day." + scope + ".ndjson"))) << scope;
    }
    for (const auto& [date, text] : days) {
        if (date == sample_day) continue;
        const int ago = *schema::day::parse("2026-11-21") - *schema::day::parse(date);
        ASSERT_EQ(backfill(ago, ago, {"--scope", "octo-org"}).code(), 0) << date;
        const outcome out = run({"export", "--format", "ndjson", "--from", date, "--to", date, "--scope", "octo-org"});
        EXPECT_EQ(records_of(out.ended.out), records_of(text)) << date;
    }
}

TEST_P(Samples, AMonthOfSimulatedDaysComesOutAsItWentIn) {
    start_simulator({.users = 40, .shards = 3});
    ASSERT_EQ(sync().code(), 0);
    std::string served;
    for (int ago = 28; ago >= 1; --ago)
        served += test_support::download_report(simulator().api_url(),
                                                "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + day(ago));
    const auto expected = records_of(served), actual = records_of(exported(28, 1));
    EXPECT_GT(expected.size(), 28u * 5);
    ASSERT_EQ(actual.size(), expected.size());
    for (const auto& [key, record] : expected)
        ASSERT_EQ(transforms_test::to_text(actual.at(key)), transforms_test::to_text(record)) << key;
}

TEST_P(Samples, AreExportedIntoAFileADay) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    const outcome result = run({"export", "--format", "ndjson", "--from", day(3), "--to", day(2), "--out", "files"});
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    for (const int ago : {3, 2}) {
        const auto file = directory / ("files/github/organization/octo-org/users/" + day(ago) + ".ndjson");
        EXPECT_EQ(records_of(test_support::read_file(file)), records_of(exported(ago, ago))) << file;
    }
}

ON_BOTH_ENGINES(Samples);

/// Both engines side by side: SetUp's database is the PostgreSQL of the pair.
class BothEngines : public Samples {};

TEST_P(BothEngines, HoldTheSameRows) {
    serve_samples();
    ASSERT_EQ(sync().code(), 0);
    const test_support::scratch_database sqlite{sinks::engine::sqlite, directory.path().string(), "other"};
    environment["DATABASE_URL"] = sqlite.url();
    ASSERT_EQ(sync().code(), 0);
    const auto postgres_rows = dump_tables(database()), sqlite_rows = dump_tables(sqlite);
    EXPECT_GT(postgres_rows.at("copilot_user_breakdown_daily").size(), 1000u);
    EXPECT_EQ(difference(postgres_rows, sqlite_rows), "");
}

INSTANTIATE_TEST_SUITE_P(On, BothEngines, testing::Values(sinks::engine::postgresql), engine_name);

}  // namespace
