// The samples of every kind of report: they load, obey in the database what they obey in the files, and come out as
// they went in.

#include "tests/e2e/datasets_fixture.hpp"

namespace {

using namespace e2e;

struct sample_file {
    const char* name;
    const char* scope;
    const char* dataset;
};

/// `octo` stands for the enterprise and its first organization, `labs` for the second; the wrapper of the enterprise
/// has a scope of its own, so that its days can be compared with the single ones.
constexpr sample_file sample_files[] = {
    {"enterprise-1-day.ndjson", "enterprise/octo", "totals"},
    {"enterprise-28-day.ndjson", "enterprise/wrapped", "totals"},
    {"organization-1-day.ndjson", "organization/octo", "totals"},
    {"organization-28-day.ndjson", "organization/labs", "totals"},
    {"users-1-day.enterprise.ndjson", "enterprise/octo", "users"},
    {"users-1-day.organization.ndjson", "organization/octo", "users"},
    {"users-28-day.organization.ndjson", "organization/labs", "users"},
    {"user-teams-1-day.enterprise.ndjson", "enterprise/octo", "user_teams"},
    {"user-teams-1-day.organization.ndjson", "organization/octo", "user_teams"},
    {"repos-1-day.ndjson", "organization/octo", "repos"},
};

/// The records of a file; of a wrapper the entries of its day_totals.
record_bag records_in(const sample_file& file) {
    record_bag bag;
    for (const std::string& line : lines_of(sample(file.name))) {
        const json_value record = parse_json(line);
        if (!record.has("day_totals")) {
            bag.merge(to_bag(line));
            continue;
        }
        for (const json_value& entry : record.at("day_totals").elements)
            bag.merge(to_bag(transforms_test::to_text(entry)));
    }
    return bag;
}

class ReportSamples : public datasets_test {
protected:
    void import_all() {
        for (const sample_file& file : sample_files) {
            const outcome result = run({"import", std::string(TEST_DATA_DIR) + "/github/" + file.name, "--scope",
                                        file.scope, "--as-of", "2026-11-21"});
            ASSERT_EQ(result.code(), 0) << file.name << result.ended.out << result.ended.err;
        }
    }

    /// Serves seats and windows that end on 2026-11-18, and loads them on 2026-11-21.
    void sync_snapshots() {
        start_octo();
        put("seats.ndjson", sample("seats.ndjson"));
        put("organization.ndjson", sample("organization-28-day.ndjson"));
        put("enterprise.ndjson", sample("enterprise-28-day.ndjson"));
        set_script({"day=2026-11-19..2026-11-20 published=no", "report=seats raw_file=seats.ndjson",
                    "report=organization-28-day raw_file=organization.ndjson",
                    "report=enterprise-28-day raw_file=enterprise.ndjson"});
        datasets = {"seats", "engagement"};
        const outcome result = sync();
        datasets.clear();
        ASSERT_EQ(result.code(), 0) << result.ended.err;
        EXPECT_EQ(result.slices("completed"), 4);
        EXPECT_EQ(result.count("records_rejected"), 0);
    }

    std::int64_t number(const std::string& what, const std::string& table, const std::string& scope,
                        const std::string& more = "") {
        const std::size_t slash = scope.find('/');
        return database().number("SELECT coalesce(" + what + ", -1) FROM " + table + " WHERE scope = '" +
                                 scope.substr(0, slash) + "' AND scope_identifier = '" + scope.substr(slash + 1) + "'" +
                                 more);
    }
};

TEST_P(ReportSamples, OfEveryKindComeOutAsTheyWentIn) {
    import_all();
    for (const sample_file& file : sample_files) {
        const record_bag records = records_in(file);
        EXPECT_GT(records.size(), 4u) << file.name;
        EXPECT_EQ(difference_of(records, exported(file.dataset, "2025-10-01", "2026-11-20", file.scope)), "")
            << file.name;
    }
    EXPECT_EQ(rows("schema_drift"), 0) << list("SELECT json_path FROM schema_drift");
    EXPECT_EQ(rows("rejected_records"), 0);
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_status WHERE is_final"), 0) << "imported days are not final";
}

TEST_P(ReportSamples, TotalsAreTheSumsOfTheirUsers) {
    import_all();
    int days = 0;
    for (const std::string scope : {"enterprise/octo", "organization/octo", "organization/labs"}) {
        const std::size_t slash = scope.find('/');
        const std::string where =
            " WHERE scope = '" + scope.substr(0, slash) + "' AND scope_identifier = '" + scope.substr(slash + 1) + "'";
        for (const auto& row :
             database().query("SELECT DISTINCT metrics_date FROM copilot_user_metrics_daily" + where)) {
            const std::string on = " AND metrics_date = '" + row[0].value_or("") + "'";
            for (const std::string& measure : measure_names())
                EXPECT_EQ(number("sum(" + measure + ")", "copilot_metrics_daily", scope, on),
                          number("sum(" + measure + ")", "copilot_user_metrics_daily", scope, on))
                    << scope << on << measure;
            EXPECT_EQ(number("sum(daily_active_users)", "copilot_metrics_daily", scope, on),
                      number("count(*)", "copilot_user_metrics_daily", scope, on))
                << scope << on;
            ++days;
        }
    }
    EXPECT_EQ(days, 2 + 6);
    const std::string last = " AND metrics_date = '2026-11-18'";
    EXPECT_EQ(number("count(*)", "copilot_user_metrics_daily", "enterprise/octo", last), 10);
    EXPECT_EQ(number("count(*)", "copilot_user_metrics_daily", "organization/octo", last), 7);
    EXPECT_EQ(number("count(*)", "copilot_user_metrics_daily", "organization/labs", last), 4);
    EXPECT_EQ(list("SELECT user_key FROM copilot_user_metrics_daily WHERE scope = 'organization'" + last +
                   " GROUP BY user_key HAVING count(*) = 2"),
              "175003388");
}

TEST_P(ReportSamples, TotalsAreTheSumsOfTheirFeatures) {
    import_all();
    const std::string join =
        " FROM copilot_metrics_daily t WHERE coalesce(t.{m}, -1) <> (SELECT coalesce(sum(b.{m}), 0) FROM "
        "copilot_metrics_breakdown_daily b WHERE b.scope = t.scope AND b.scope_identifier = t.scope_identifier AND "
        "b.metrics_date = t.metrics_date AND b.breakdown = '{b}')";
    const auto differing = [&](const std::string& measure, const std::string& breakdown) {
        std::string sql = "SELECT count(*)" + join;
        for (const auto& [from, to] : {std::pair<std::string, std::string>{"{m}", measure}, {"{b}", breakdown}})
            for (std::size_t at = sql.find(from); at != sql.npos; at = sql.find(from)) sql.replace(at, 3, to);
        return database().number(sql);
    };
    EXPECT_EQ(rows("copilot_metrics_daily"), 6 + 5 + 7 + 14);
    for (const std::string& measure : measure_names()) {
        EXPECT_EQ(differing(measure, "feature"), 0) << measure;
        if (measure != measure_names().front()) {
            EXPECT_EQ(differing(measure, "language_feature"), 0) << measure;
        }
    }
    EXPECT_GT(differing("loc_added_sum", "ide"), 0) << "work of the CLI and the app has no IDE";
}

TEST_P(ReportSamples, ADayOfAWrapperEqualsTheSingleDay) {
    import_all();
    EXPECT_EQ(list("SELECT metrics_date FROM copilot_metrics_daily WHERE scope = 'enterprise' GROUP BY metrics_date "
                   "HAVING count(*) = 2 ORDER BY 1"),
              "2026-11-14 2026-11-16 2026-11-17 2026-11-18");
    for (const std::string day : {"2026-11-14", "2026-11-16", "2026-11-17", "2026-11-18"})
        EXPECT_EQ(difference_of(exported("totals", day, day, "enterprise/octo"),
                                exported("totals", day, day, "enterprise/wrapped")),
                  "")
            << day;
}

TEST_P(ReportSamples, KeepWhatWasNotMeasuredApartFromZero) {
    import_all();
    const std::string old = "FROM copilot_metrics_daily WHERE metrics_date = '2025-10-10'";
    EXPECT_EQ(database().value("SELECT daily_active_copilot_cloud_agent_users " + old), std::nullopt);
    EXPECT_EQ(database().value("SELECT daily_active_users " + old), "5");
    EXPECT_EQ(database().value("SELECT total_engaged_users " + old), std::nullopt);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_metrics_daily WHERE metrics_date >= '2026-11-14' AND "
                                "daily_active_copilot_cloud_agent_users IS NULL"),
              0);
    for (const std::string scope : {"enterprise", "organization"}) {
        const std::string server_side =
            "FROM copilot_user_metrics_daily WHERE user_key = '199402175' AND scope = '" + scope + "'";
        EXPECT_EQ(database().number("SELECT loc_added_sum + user_initiated_interaction_count " + server_side), 0);
    }
}

TEST_P(ReportSamples, KeepTokenCountsBeyondThirtyTwoBits) {
    import_all();
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_metrics_daily WHERE metrics_date = '2026-11-18' AND "
                                "scope = 'enterprise' AND CAST(" +
                                json("metrics_data", "totals_by_cli.token_usage.prompt_tokens_sum") +
                                " AS bigint) > 2147483648"),
              2);
    EXPECT_GT(database().number("SELECT max(cli_prompt_tokens_sum) FROM copilot_user_metrics_daily"), 2147483648LL);
}

TEST_P(ReportSamples, OfTeamsAndRepositoriesObeyTheirBounds) {
    import_all();
    EXPECT_EQ(number("count(*)", "copilot_user_teams", "enterprise/octo"), 11);
    EXPECT_EQ(number("count(*)", "copilot_user_teams", "organization/octo"), 10);
    EXPECT_EQ(database().number("SELECT count(DISTINCT team_id) FROM copilot_user_teams"), 4);
    EXPECT_GT(
        database().number("SELECT count(*) FROM (SELECT user_key FROM copilot_user_teams GROUP BY scope, user_key "
                          "HAVING count(DISTINCT team_id) = 2) AS two"),
        0);
    EXPECT_EQ(rows("copilot_repo_metrics_daily"), 6);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_repo_metrics_daily WHERE total_merged > total_created OR "
                                "total_merged_created_by_copilot > total_created_by_copilot"),
              0);
    EXPECT_EQ(list("SELECT repo_name FROM copilot_repo_metrics_daily WHERE metrics_date = '2026-07-17' AND " +
                   json("metrics_data", "pull_request_review_times") + " IS NULL"),
              parse_json(lines_of(sample("repos-1-day.ndjson")).back()).at("repo_name").text);
}

TEST_P(ReportSamples, OfSeatsLoadWithTwoSeatsOfOnePersonAndOneOfNobody) {
    sync_snapshots();
    const record_bag seats = to_bag(sample("seats.ndjson"));
    for (const std::string scope : {"organization/octo", "enterprise/octo"}) {
        EXPECT_EQ(difference_of(seats, exported("seats", "2026-11-21", "2026-11-21", scope)), "") << scope;
        EXPECT_EQ(number("count(*)", "copilot_seats", scope), 7) << "more than total_seats, which counts people";
        EXPECT_EQ(number("count(DISTINCT user_key)", "copilot_seats", scope, " AND user_key <> ''"), 5);
        EXPECT_EQ(number("count(*)", "copilot_seats", scope, " AND user_key = '175003388'"), 2);
        EXPECT_EQ(number("count(*)", "copilot_seats", scope, " AND user_key = '' AND user_login IS NULL"), 1);
    }
    EXPECT_TRUE(sample("seats.ndjson").starts_with("{\"created_at\":\"2026-01-12T08:15:30+01:00\""));
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_seats WHERE seat_number = 1 AND created_at = "
                                "'2026-01-12T07:15:30Z'"),
              2)
        << "+01:00 is an hour ahead of UTC";
}

TEST_P(ReportSamples, OfEngagementLoadUnderTheEndOfTheirWindow) {
    sync_snapshots();
    for (const std::string scope : {"organization", "enterprise"}) {
        EXPECT_EQ(difference_of(to_bag(sample(scope + "-28-day.ndjson")),
                                exported("engagement", "2026-11-01", "2026-11-21", scope + "/octo")),
                  "")
            << scope;
        const json_value engagement = parse_json(sample(scope + "-28-day.ndjson")).at("copilot_feature_engagement");
        const std::string of = " FROM copilot_engagement_28d WHERE scope = '" + scope + "'";
        EXPECT_EQ(list("SELECT DISTINCT report_end_day" + of), "2026-11-18");
        EXPECT_EQ(database().number("SELECT active_user_count" + of + " AND feature = ''"),
                  engagement.at("active_user_count").integer());
        EXPECT_EQ(database().number("SELECT count(*)" + of), 5);
        for (const json_value& entry : engagement.at("totals_by_feature").elements)
            EXPECT_EQ(database().number("SELECT engaged_user_count" + of + " AND feature = '" +
                                        entry.at("feature").text + "'"),
                      entry.at("engaged_user_count").integer());
    }
}

ON_BOTH_ENGINES(ReportSamples);

}  // namespace
