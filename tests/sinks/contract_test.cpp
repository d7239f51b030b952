// Tables and views as dashboards rely on them: names, types, keys without NULL, the same on both engines. Written from
// the published contract (docs/data-model.md), not from the migrations.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "scratch_database.hpp"

namespace sinks::testing {
namespace {

const std::string key = "source scope scope_identifier ";
const std::string measures =
    "user_initiated_interaction_count code_generation_activity_count code_acceptance_activity_count "
    "loc_suggested_to_add_sum loc_suggested_to_delete_sum loc_added_sum loc_deleted_sum ";
const std::string older_api =
    "total_code_suggestions total_code_acceptances total_code_lines_suggested "
    "total_code_lines_accepted ";
const std::string dimensions = "breakdown ide feature language model ";

/// What each table and view has at least.
const std::map<std::string, std::string> contract{
    {"copilot_metrics_daily",
     key + measures + older_api +
         "team_slug metrics_date metrics_data daily_active_users weekly_active_users monthly_active_users "
         "monthly_active_chat_users monthly_active_agent_users daily_active_copilot_cloud_agent_users "
         "weekly_active_copilot_cloud_agent_users monthly_active_copilot_cloud_agent_users "
         "daily_active_copilot_code_review_users weekly_active_copilot_code_review_users "
         "monthly_active_copilot_code_review_users daily_passive_copilot_code_review_users "
         "weekly_passive_copilot_code_review_users monthly_passive_copilot_code_review_users daily_active_cli_users "
         "daily_active_copilot_app_users daily_active_vscode_agent_users total_active_users total_engaged_users "
         "is_final created_at updated_at"},
    {"copilot_metrics_breakdown_daily", key + measures + dimensions + "team_slug metrics_date"},
    {"copilot_user_metrics_daily",
     key + measures +
         "metrics_date user_key user_login user_email user_kind used_agent used_chat used_cli "
         "used_copilot_coding_agent used_copilot_cloud_agent used_copilot_code_review_active "
         "used_copilot_code_review_passive used_copilot_app used_vscode_agent ai_credits_used ai_adoption_phase_number "
         "ai_adoption_phase ai_adoption_phase_version cli_session_count cli_request_count cli_prompt_count "
         "cli_output_tokens_sum cli_prompt_tokens_sum extra"},
    {"copilot_user_breakdown_daily", key + measures + dimensions + "metrics_date user_key extra"},
    {"copilot_user_teams", key + "metrics_date team_id team_slug user_key user_login extra"},
    {"copilot_repo_metrics_daily",
     key + "metrics_date repo_id repo_owner_name repo_name repo_visibility total_created total_reviewed total_merged "
           "total_suggestions total_applied_suggestions total_created_by_copilot total_reviewed_by_copilot "
           "total_merged_created_by_copilot total_merged_reviewed_by_copilot total_copilot_suggestions "
           "total_copilot_applied_suggestions median_minutes_to_merge median_minutes_to_merge_copilot_authored "
           "median_minutes_to_merge_copilot_reviewed metrics_data"},
    {"copilot_engagement_28d",
     key + "report_end_day report_start_day feature active_user_count engaged_user_count metrics_data"},
    {"copilot_seats", key + "snapshot_date seat_number user_key user_login seat_data last_activity_at created_at "
                            "plan_type assigning_team_id assigning_team_slug"},
    {"sync_targets", key + "dataset since until"},
    {"sync_status",
     key + "team_slug dataset metrics_date status is_final reason error_message attempt_count last_attempt_at "
           "last_success_at next_attempt_at completed_at rows_written records_rejected bytes_read content_sha256 decoder_version "
           "privacy_profile run_id created_at"},
    {"sync_runs", "run_id started_at finished_at program_version as_of exit_code"},
    {"restatements", key + "dataset metrics_date restated_at old_totals new_totals"},
    {"rejected_records", key + "dataset metrics_date part line_number reason raw"},
    {"schema_drift", "source dataset json_path json_type first_day last_day record_count"},
    {"erased_users", "user_key erased_at"},
    {"schema_migrations", "version name applied_at"},
    {"metric_provenance", "source table_name column_name provenance origin"},
    {"source_vendors", "source vendor history_years"},
    {"vendor_limits", "source full_at in_use"},
    {"sync_metrics", key + "dataset last_success_at lag_days days_final days_provisional days_pending days_no_data days_failed "
                           "days_missing day_margin restatements final_restatements"},
    {"sync_metrics_reasons", key + "dataset reason days"},
    {"copilot_assistants_daily",
     key + older_api +
         "metrics_date daily_active_users user_initiated_interaction_count code_generation_activity_count "
         "code_acceptance_activity_count loc_suggested_to_add_sum loc_added_sum is_final"},
    {"copilot_team_metrics_daily", key + measures + "team_slug team_id metrics_date daily_active_users is_final"},
    {"copilot_metrics_28d", key + measures + older_api + "metrics_date first_date is_final complete"},
    {"sync_coverage", key + "dataset metrics_date status is_final reason"},
    {"sync_gaps", key + "dataset metrics_date status reason"}};

struct column {
    std::string type;
    bool not_null = false;
};
using columns = std::map<std::string, column>;

class Contract : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }
    columns of(const std::string& table) {
        const std::string sql =
            postgres() ? "SELECT column_name, data_type, CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END FROM "
                         "information_schema.columns WHERE table_schema = 'public' AND table_name = '" +
                             table + "'"
                       : "SELECT name, type, \"notnull\" FROM pragma_table_info('" + table + "')";
        columns found;
        for (const std::string& row : rows_of(*session, sql)) {
            const std::size_t first = row.find('|'), second = row.rfind('|');
            found[row.substr(0, first)] = {row.substr(first + 1, second - first - 1), row.ends_with("1")};
        }
        return found;
    }
    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(Contract);

bool is_view(const std::string& name) {
    return name == "copilot_team_metrics_daily" || name == "copilot_metrics_28d" || name == "sync_coverage" ||
           name == "sync_gaps" || name == "copilot_assistants_daily" || name == "sync_metrics" ||
           name == "sync_metrics_reasons";
}

TEST_P(Contract, EveryTableAndViewHasItsColumns) {
    for (const auto& [table, names] : contract) {
        const columns found = of(table);
        std::istringstream list(names);
        for (std::string name; list >> name;) EXPECT_TRUE(found.contains(name)) << table << "." << name;
    }
}

TEST_P(Contract, NoColumnOfAKeyCanBeNull) {
    const std::set<std::string> keys{
        "source",        "scope",          "scope_identifier", "team_slug", "dataset",     "metrics_date",
        "snapshot_date", "report_end_day", "user_key",         "breakdown", "ide",         "feature",
        "language",      "model",          "team_id",          "repo_id",   "seat_number", "since"};
    for (const auto& [table, names] : contract) {
        if (is_view(table)) continue;
        for (const auto& [name, column] : of(table)) {
            EXPECT_TRUE(column.not_null || !keys.contains(name)) << table << "." << name;
        }
    }
}

TEST_P(Contract, MeasuresCanBeNullAndHaveNoDefault) {
    std::istringstream list(measures);
    for (std::string name; list >> name;) {
        for (const char* table : {"copilot_metrics_daily", "copilot_metrics_breakdown_daily",
                                  "copilot_user_metrics_daily", "copilot_user_breakdown_daily"}) {
            const column found = of(table).at(name);
            EXPECT_EQ(found.type, postgres() ? "bigint" : "INTEGER") << table << "." << name;
            EXPECT_FALSE(found.not_null) << table << "." << name;
        }
    }
}

TEST_P(Contract, ColumnsHaveTheTypesOfWhatTheyHold) {
    const auto expected = [&](const std::string& name) -> std::string {
        const bool date = name == "metrics_date" || name == "snapshot_date" || name.ends_with("_day") ||
                          name == "since" || name == "until" || name == "as_of";
        if (date) return postgres() ? "date" : "TEXT";
        if (name.ends_with("_at")) return postgres() ? "timestamp with time zone" : "TEXT";
        if (name == "metrics_data" || name == "seat_data" || name == "extra") return postgres() ? "jsonb" : "TEXT";
        if (name.starts_with("used_") || name == "is_final") return postgres() ? "boolean" : "INTEGER";
        if (name == "ai_credits_used" || name.starts_with("median_")) return postgres() ? "numeric" : "TEXT";
        if (name.ends_with("_count") || name.ends_with("_sum") || name.starts_with("total_") ||
            name.ends_with("_users"))
            return postgres() ? "bigint" : "INTEGER";
        if (name == "raw") return postgres() ? "bytea" : "BLOB";
        return "";
    };
    for (const auto& [table, names] : contract) {
        if (is_view(table) && !postgres()) continue;  // an expression has no type in SQLite
        for (const auto& [name, column] : of(table)) {
            if (expected(name).empty()) continue;
            EXPECT_EQ(column.type, expected(name)) << table << "." << name;
        }
    }
}

TEST_P(Contract, WholeRecordsCanBeSearched) {
    if (!postgres()) return;
    EXPECT_EQ(rows_of(*session,
                      "SELECT count(*) FROM pg_indexes WHERE tablename = 'copilot_metrics_daily' AND "
                      "indexdef LIKE '%USING gin (metrics_data)'"),
              std::vector<std::string>{"1"});
}

TEST(ContractOfBothEngines, IsOne) {
    ASSERT_NO_FATAL_FAILURE(require_postgres());
    scratch_database postgres{engine::postgresql}, sqlite{engine::sqlite};
    const auto one = postgres.open_migrated(), other = sqlite.open_migrated();
    for (const auto& [table, names] : contract) {
        const std::string from = "('" + table + "')";
        EXPECT_EQ(rows_of(*one,
                          "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND "
                          "table_name = " +
                              from + " ORDER BY column_name COLLATE \"C\""),
                  rows_of(*other, "SELECT name FROM pragma_table_info" + from + " ORDER BY name"))
            << table;
    }
    EXPECT_EQ(rows_of(*one,
                      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY "
                      "table_name COLLATE \"C\""),
              rows_of(*other, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name"));
    EXPECT_EQ(rows_of(*other, "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view')"),
              std::vector<std::string>{std::to_string(contract.size())});
}

}  // namespace
}  // namespace sinks::testing
