// Every query of the Grafana dashboard runs on a loaded PostgreSQL database, and finds something there.

#include <regex>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

struct panel_query {
    std::string where;
    std::string sql;
};

/// As Grafana's PostgreSQL data source fills in its macros and multi-value variables.
std::string filled_in(std::string sql) {
    sql = std::regex_replace(sql, std::regex{R"(\$__timeFilter\(([^)]*)\))"},
                             "$1 BETWEEN '2026-01-01T00:00:00Z' AND '2099-12-31T00:00:00Z'");
    sql = std::regex_replace(sql, std::regex{R"(\$source\b)"}, "'github','other'");
    return std::regex_replace(sql, std::regex{R"(\$scope\b)"}, "'organization/octo-org','enterprise/octo-corp'");
}

class Dashboard : public sync_test {
protected:
    static json_value dashboard() {
        return parse_json(test_support::read_file(PROJECT_DIR "/docs/monitoring/grafana-dashboard.json"));
    }
    static std::vector<panel_query> queries() {
        std::vector<panel_query> found;
        const json_value all = dashboard();
        for (const json_value& panel : all.at("panels").elements) {
            if (panel.at("type").text == "row") continue;
            EXPECT_EQ(panel.at("datasource").at("uid").text, "${database}");
            for (const json_value& target : panel.at("targets").elements)
                found.push_back({panel.at("title").text, target.at("rawSql").text});
        }
        for (const json_value& variable : all.at("templating").at("list").elements)
            if (variable.at("type").text == "query")
                found.push_back({"variable " + variable.at("name").text, variable.at("query").text});
        for (const json_value& note : all.at("annotations").at("list").elements)
            found.push_back({"annotation " + note.at("name").text, note.at("target").at("rawSql").text});
        return found;
    }
};

TEST_P(Dashboard, EveryQueryFindsSomethingInALoadedDatabase) {
    datasets = {};
    set_today(schema::day::of(std::chrono::system_clock::now()).text());
    start_simulator({.users = 60});
    set_script({"report=users-1-day day=" + day(8) + " wrong_type=30",
                "report=users-1-day day=" + day(3) + " unknown_field=1"});
    ASSERT_EQ(sync().code(), 7);
    set_script(
        {"report=organization-1-day day=" + day(2) + " revision=2", "report=users-1-day day=" + day(8) + " wrong_type=30"});
    ASSERT_EQ(sync().code(), 7);
    const auto all = queries();
    EXPECT_GE(all.size(), 20u);
    for (const panel_query& query : all) {
        const std::string sql = filled_in(query.sql);
        EXPECT_EQ(sql.find('$'), std::string::npos) << query.where << ": " << sql;
        try {
            const auto rows = database().query(sql);
            ASSERT_GT(rows.size(), 0u) << query.where << ": " << sql;
            EXPECT_TRUE(rows.front().front()) << query.where << " begins with NULL";
        } catch (const std::exception& error) {
            ADD_FAILURE() << query.where << ": " << error.what();
        }
    }
}

TEST_P(Dashboard, NothingOfItNeedsMoreThanReading) {
    ASSERT_EQ(run({"migrate"}).code(), 0);
    for (const panel_query& query : queries())
        EXPECT_NO_THROW(database().query(filled_in(query.sql)))
            << query.where << ", in a read-only transaction, while empty";
}

INSTANTIATE_TEST_SUITE_P(On, Dashboard, testing::Values(sinks::engine::postgresql), e2e::engine_name);

}  // namespace
