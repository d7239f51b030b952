// What each role of schema/roles.postgresql.sql may do, and what it may not.

#include "tests/sinks/scratch_database.hpp"

#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

class Roles : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(require_postgres());
        scratch = std::make_unique<scratch_database>(engine::postgresql);
        scratch->open_migrated();
    }

    /// Empty when the role may, else the words of the database.
    std::string refusal(const std::string& role, const std::string& sql) {
        try {
            write(*make_database(config::secret{scratch->url_of(role)})->open(), sql);
            return "";
        } catch (const sink_error& error) {
            return error.what();
        }
    }

    std::vector<std::string> tables() {
        return as_superuser(scratch->url(), "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
    }

    std::unique_ptr<scratch_database> scratch;
};

TEST_F(Roles, TheWriterChangesRowsAndNothingElse) {
    for (const std::string& table : tables()) {
        EXPECT_EQ(refusal("copilot_metrics_writer", "SELECT * FROM " + table), "") << table;
        const std::string removal = refusal("copilot_metrics_writer", "DELETE FROM " + table);
        if (table == "schema_migrations")
            EXPECT_NE(removal.find("permission denied"), std::string::npos) << removal;
        else
            EXPECT_EQ(removal, "") << table;
        for (const std::string& statement :
             {"TRUNCATE " + table, "DROP TABLE " + table, "ALTER TABLE " + table + " ADD COLUMN more text"})
            EXPECT_NE(refusal("copilot_metrics_writer", statement), "") << statement;
    }
    EXPECT_NE(refusal("copilot_metrics_writer", "CREATE TABLE mine (number integer)"), "");
    EXPECT_NE(refusal("copilot_metrics_writer", "CREATE ROLE another"), "");
    EXPECT_NE(refusal("copilot_metrics_writer",
                      "GRANT SELECT ON sync_status TO PUBLIC; SELECT 1/(1 - count(*)) FROM "
                      "information_schema.role_table_grants WHERE grantee = 'PUBLIC' AND "
                      "table_name = 'sync_status' HAVING count(*) = 0"),
              "nothing granted is an error");
}

TEST_F(Roles, TheReaderReadsTablesAndViewsAndChangesNothing) {
    for (const std::string& table : tables()) {
        EXPECT_EQ(refusal("copilot_metrics_reader", "SELECT * FROM " + table), "") << table;
        EXPECT_NE(refusal("copilot_metrics_reader", "DELETE FROM " + table), "") << table;
    }
    for (const char* view : {"copilot_team_metrics_daily", "copilot_metrics_28d", "sync_coverage", "sync_gaps"})
        EXPECT_EQ(refusal("copilot_metrics_reader", std::string("SELECT * FROM ") + view), "") << view;
    EXPECT_NE(refusal("copilot_metrics_reader", "CREATE TABLE mine (number integer)"), "");
}

TEST_F(Roles, WhatALaterMigrationMakesCanBeWrittenAndRead) {
    ASSERT_EQ(refusal("copilot_metrics_owner", "CREATE TABLE copilot_later (number integer)"), "");
    EXPECT_EQ(refusal("copilot_metrics_writer",
                      "INSERT INTO copilot_later VALUES (1); UPDATE copilot_later SET number = "
                      "2; DELETE FROM copilot_later"),
              "");
    EXPECT_EQ(refusal("copilot_metrics_reader", "SELECT * FROM copilot_later"), "");
    EXPECT_NE(refusal("copilot_metrics_reader", "INSERT INTO copilot_later VALUES (1)"), "");
}

}  // namespace
}  // namespace sinks::testing
