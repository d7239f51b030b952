// No documented query reads a table of users from end to end: looked at in the plans that PostgreSQL makes for a year
// of rows with fresh statistics.

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <regex>

#include "documented_queries.hpp"
#include "scratch_database.hpp"
#include "sinks/status_store.hpp"
#include "tests/support/process.hpp"

namespace sinks::testing {
namespace {

/// Tables with a row a person, or more, for each day.
const std::regex scan_of_users{R"(Seq Scan on (copilot_user_\w+|copilot_seats))"};
const std::regex any_use_of_users{R"(\b(copilot_user_\w+|copilot_seats|copilot_team_metrics_daily)\b)"};

class QueryPlans : public ::testing::Test {
protected:
    /// A year of 110 people in two organizations: some 40,000 user-days, as many memberships and seats, and 220,000
    /// rows of the breakdown. Small for a test, and far beyond what the planner would rather read whole.
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(require_postgres());
        scratch = std::make_unique<scratch_database>(engine::postgresql);
        session = scratch->open_migrated();
        const auto filled = test_support::run_process(
            {.command = {"/usr/bin/psql", "-X", "-q", "-d", postgres_url("dbname=" + scratch->name()), "-v",
                         "users=100", "-v", "small=10", "-v", "last=2026-11-20", "-v", "days=365", "-f",
                         SOURCE_DIR "/tests/bench/fill_year.sql"},
             .environment = {{"PATH", "/usr/bin:/bin"}}},
            std::chrono::seconds{500});
        ASSERT_EQ(filled.exit_code, 0) << filled.err;
        as_superuser(scratch->url(), "VACUUM ANALYZE");
    }
    void TearDown() override {
        session.reset();
        scratch.reset();
    }

    std::string plan_of(const std::string& sql) {
        std::string plan;
        for (const std::string& line : rows_of(*session, "EXPLAIN " + sql)) plan += line + "\n";
        return plan;
    }

    /// How many of the queries use a table of users; fails for each that scans one.
    std::size_t expect_no_scan(const std::vector<documented_query>& queries) {
        std::size_t using_users = 0;
        for (const documented_query& query : queries) {
            const std::string plan = plan_of(query.sql);
            EXPECT_FALSE(std::regex_search(plan, scan_of_users)) << query.where << ": " << query.sql << "\n" << plan;
            if (std::regex_search(query.sql, any_use_of_users)) ++using_users;
        }
        return using_users;
    }

    std::unique_ptr<scratch_database> scratch;
    std::unique_ptr<sql_session> session;
};

TEST_F(QueryPlans, OfDocumentedQueriesAndOfThePlanScanNothingLarge) {
    for (const char* table :
         {"copilot_user_metrics_daily", "copilot_user_breakdown_daily", "copilot_user_teams", "copilot_seats"})
        EXPECT_TRUE(std::regex_search(plan_of("SELECT * FROM " + std::string(table)), scan_of_users))
            << table << ": a scan would not be noticed";
    EXPECT_GE(expect_no_scan(manual_queries()), 6u);
    EXPECT_GE(expect_no_scan(dashboard_queries("2026-08-22", "2026-11-20")), 2u);

    // What each plan of the program asks, by what it did to sync_status.
    transaction tx{*session, transaction::kind::read};
    EXPECT_EQ(read_targets(*session).size(), 10u);
    EXPECT_EQ(session->query("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'sync_status'").at(0).at(0),
              "0");
}

}  // namespace
}  // namespace sinks::testing
