// A run over all six datasets of an organization and an enterprise of the same name: columns, breakdowns, finality, and
// that every record comes back.

#include <array>

#include "tests/e2e/datasets_fixture.hpp"

namespace {

using namespace e2e;

const std::vector<std::string> octo_scopes{"organization/octo", "enterprise/octo"};

/// `organization-1-day` or the like: the report of a day's dataset.
std::string report_of(const std::string& dataset, const std::string& scope) {
    if (dataset == "totals") return scope.substr(0, scope.find('/')) + "-1-day";
    if (dataset == "user_teams") return "user-teams-1-day";
    return dataset + "-1-day";
}

class AllDatasets : public datasets_test {
protected:
    std::string of_totals(const std::string& scope, const std::string& date) const {
        return " FROM copilot_metrics_daily WHERE scope = '" + scope.substr(0, scope.find('/')) +
               "' AND scope_identifier = 'octo' AND team_slug = '' AND metrics_date = '" + date + "'";
    }
    json_value served_totals(const std::string& scope, const std::string& date) {
        return parse_json(served(report_of("totals", scope) + "?day=" + date, scope));
    }
};

TEST_P(AllDatasets, ComeOutAsTheyWereServed) {
    start_octo({.users = 60, .shards = 2});
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 2 * (4 * 6 + 2));
    EXPECT_EQ(rows("schema_drift"), 0) << list("SELECT json_path FROM schema_drift");
    for (const std::string& scope : octo_scopes) {
        for (const std::string dataset : {"totals", "users", "user_teams", "repos"}) {
            record_bag expected;
            for (int ago = 1; ago <= 6; ++ago)
                expected.merge(to_bag(served(report_of(dataset, scope) + "?day=" + day(ago), scope)));
            EXPECT_GE(expected.size(), 6u) << dataset;
            EXPECT_EQ(difference_of(expected, exported(dataset, day(6), day(1), scope)), "") << scope << dataset;
        }
        const std::string window = scope.substr(0, scope.find('/')) + "-28-day/latest";
        EXPECT_EQ(difference_of(to_bag(served(window, scope)), exported("engagement", day(3), day(0), scope)), "");
    }
}

TEST_P(AllDatasets, TotalsHaveTheColumnsOfTheOlderApi) {
    start_octo({.users = 60});
    ASSERT_EQ(sync().code(), 0);
    for (const std::string& scope : octo_scopes) {
        const json_value record = served_totals(scope, day(1));
        const std::string of = of_totals(scope, day(1));
        const json_value* completion = nullptr;
        for (const json_value& entry : record.at("totals_by_feature").elements)
            if (entry.at("feature").text == "code_completion") completion = &entry;
        ASSERT_NE(completion, nullptr);
        const std::array<std::pair<const char*, const char*>, 4> derived{
            {{"total_code_suggestions", "code_generation_activity_count"},
             {"total_code_acceptances", "code_acceptance_activity_count"},
             {"total_code_lines_suggested", "loc_suggested_to_add_sum"},
             {"total_code_lines_accepted", "loc_added_sum"}}};
        for (const auto& [column, member] : derived) {
            EXPECT_EQ(database().number("SELECT " + std::string(column) + of), completion->at(member).integer());
            EXPECT_GT(completion->at(member).integer(), 0) << member;
        }
        EXPECT_EQ(database().number("SELECT total_active_users" + of), record.at("daily_active_users").integer());
        EXPECT_EQ(database().value("SELECT total_engaged_users" + of), std::nullopt) << "no report has it any more";
        for (const auto& [name, value] : record.members)
            if (name.ends_with("_users") && value.type == json_value::kind::number) {
                EXPECT_EQ(database().number("SELECT " + name + of), value.integer()) << name;
            }
        for (const std::string& measure : measure_names())
            EXPECT_EQ(database().number("SELECT " + measure + of), record.at(measure).integer()) << measure;
    }
}

TEST_P(AllDatasets, TotalsHaveARowPerBreakdownEntry) {
    start_octo({.users = 60});
    ASSERT_EQ(sync().code(), 0);
    const std::array<std::tuple<std::string, std::string, std::string>, 5> breakdowns{
        {{"ide", "ide", ""},
         {"feature", "feature", ""},
         {"language_feature", "language", "feature"},
         {"language_model", "language", "model"},
         {"model_feature", "model", "feature"}}};
    for (const std::string& scope : octo_scopes) {
        std::multiset<std::string> expected;  // breakdown, dimensions, measures
        const json_value record = served_totals(scope, day(2));
        for (const auto& [breakdown, first, second] : breakdowns) {
            for (const json_value& entry : record.at("totals_by_" + breakdown).elements) {
                std::string row = breakdown;
                for (const std::string dimension : {"ide", "feature", "language", "model"})
                    row += "|" + (dimension == first || dimension == second ? entry.at(dimension).text : "");
                for (const std::string& measure : measure_names())
                    row += "|" + (entry.has(measure) ? std::to_string(entry.at(measure).integer()) : "NULL");
                expected.insert(row);
            }
        }
        std::string columns = "breakdown, ide, feature, language, model";
        for (const std::string& measure : measure_names()) columns += ", " + measure;
        std::multiset<std::string> found;
        for (const auto& row :
             database().query("SELECT " + columns + " FROM copilot_metrics_breakdown_daily WHERE scope = '" +
                              scope.substr(0, scope.find('/')) + "' AND metrics_date = '" + day(2) + "'")) {
            std::string text;
            for (const auto& column : row) text += (text.empty() ? "" : "|") + column.value_or("NULL");
            found.insert(text);
        }
        EXPECT_GT(expected.size(), 40u);
        EXPECT_EQ(difference_of(expected, found), "") << scope;
    }
}

TEST_P(AllDatasets, TotalsSayWhetherTheyAreFinal) {
    const auto final_days = [this](const std::string& scope) {
        return list("SELECT metrics_date FROM copilot_metrics_daily WHERE is_final AND scope = '" + scope +
                    "' ORDER BY 1");
    };
    environment["GITHUB_ENTERPRISE"] = "";
    datasets = {"totals"};
    start_octo();
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(final_days("organization"), day(6) + " " + day(5)) << "the others may still change";
    const std::string first = day(1), second = day(2);
    set_today("2026-11-25");
    start_octo();
    set_script({"day=" + second + " revision=2"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(rows("restatements"), 1);
    EXPECT_EQ(database().value("SELECT is_final FROM copilot_metrics_daily WHERE metrics_date = '" + second + "'"),
              database().value("SELECT is_final FROM sync_status WHERE metrics_date = '" + second + "'"));
    EXPECT_EQ(final_days("organization").find(second), std::string::npos) << "this very read changed it";
    EXPECT_NE(final_days("organization").find(first), std::string::npos) << "read unchanged: settled";
    ASSERT_EQ(sync().code(), 0);
    EXPECT_NE(final_days("organization").find(second), std::string::npos);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_metrics_daily m JOIN sync_status s ON s.dataset = "
                                "'totals' AND s.metrics_date = m.metrics_date AND s.scope = m.scope WHERE "
                                "s.is_final <> m.is_final"),
              0);
}

TEST_P(AllDatasets, AnOrganizationAndAnEnterpriseOfOneNameStayApart) {
    start_octo({.users = 60});
    ASSERT_EQ(sync().code(), 0);
    const auto together = dump_tables(database());
    for (const std::string kind : {"organization", "enterprise"}) {
        use_new_database();
        environment["GITHUB_ORG"] = kind == "organization" ? "octo" : "";
        environment["GITHUB_ENTERPRISE"] = kind == "organization" ? "" : "octo";
        ASSERT_EQ(sync().code(), 0);
        test_support::table_dump expected;
        for (const auto& [table, all] : together) {
            auto& mine = expected[table];
            for (const std::string& row : all)
                if (row.find("scope=") == row.npos || row.find("scope=" + kind) != row.npos) mine.push_back(row);
        }
        EXPECT_EQ(difference(expected, dump_tables(database())), "") << kind;
        for (const char* table : {"copilot_metrics_daily", "copilot_metrics_breakdown_daily", "copilot_user_teams",
                                  "copilot_user_metrics_daily", "copilot_user_breakdown_daily", "copilot_seats",
                                  "copilot_repo_metrics_daily", "copilot_engagement_28d", "sync_status"})
            EXPECT_GT(rows(table), 0) << table;
    }
    environment["GITHUB_ORG"] = "octo";
    environment["GITHUB_ENTERPRISE"] = "octo";
    ASSERT_EQ(sync({"--scope", "organization/octo"}).code(), 0) << "the filter tells them apart, too";
}

ON_BOTH_ENGINES(AllDatasets);

}  // namespace
