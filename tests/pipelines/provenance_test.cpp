#include "pipelines/provenance.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "schema/activity.hpp"
#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"

namespace pipelines {
namespace {

using config::source_type;

std::map<std::string, sinks::metric_provenance> by_column(source_type vendor) {
    std::map<std::string, sinks::metric_provenance> rows;
    for (const auto& row : provenance_of(vendor))
        EXPECT_TRUE(rows.emplace(row.table + "." + row.column, row).second) << row.table << "." << row.column;
    return rows;
}

TEST(Provenance, NamesEveryNumberOfBothTablesForEachVendor) {
    for (const auto vendor : {source_type::github_copilot, source_type::augment}) {
        const auto rows = by_column(vendor);
        std::size_t expected = 0;
        const auto has = [&](const std::string& table, const auto& columns) {
            for (const std::string_view column : columns) {
                ++expected;
                EXPECT_TRUE(rows.contains(table + "." + std::string(column))) << table << "." << column;
            }
        };
        has("copilot_metrics_daily", schema::activity_columns);
        has("copilot_user_metrics_daily", schema::activity_columns);
        has("copilot_metrics_daily", schema::active_user_columns);
        has("copilot_metrics_daily",
            std::array<std::string_view, 6>{"total_active_users", "total_engaged_users", "total_code_suggestions",
                                            "total_code_acceptances", "total_code_lines_suggested",
                                            "total_code_lines_accepted"});
        has("copilot_user_metrics_daily", schema::user_flag_columns);
        has("copilot_user_metrics_daily", schema::user_cli_columns);
        has("copilot_user_metrics_daily",
            std::array<std::string_view, 4>{"ai_credits_used", "ai_adoption_phase_number", "ai_adoption_phase",
                                            "ai_adoption_phase_version"});
        EXPECT_EQ(rows.size(), expected);
        for (const auto& [name, row] : rows) {
            EXPECT_TRUE(row.provenance == "measured" || row.provenance == "derived" ||
                        row.provenance == "not_available");
            EXPECT_FALSE(row.origin.empty()) << name;
        }
    }
}

TEST(Provenance, SaysWhatAugmentMeasuresAndWhatNot) {
    auto rows = by_column(source_type::augment);
    const std::pair<const char*, const char*> cases[] = {
        {"copilot_metrics_daily.daily_active_users", "measured"},
        {"copilot_metrics_daily.monthly_active_users", "not_available"},
        {"copilot_metrics_daily.total_engaged_users", "not_available"},
        {"copilot_metrics_daily.total_code_lines_accepted", "measured"},
        {"copilot_user_metrics_daily.loc_deleted_sum", "not_available"},
        {"copilot_user_metrics_daily.loc_suggested_to_delete_sum", "not_available"},
        {"copilot_user_metrics_daily.loc_added_sum", "derived"},
        {"copilot_user_metrics_daily.code_acceptance_activity_count", "measured"},
        {"copilot_user_metrics_daily.used_agent", "derived"},
        {"copilot_user_metrics_daily.used_vscode_agent", "not_available"},
        {"copilot_user_metrics_daily.cli_prompt_count", "derived"},
        {"copilot_user_metrics_daily.ai_credits_used", "not_available"}};
    for (const auto& [name, provenance] : cases) EXPECT_EQ(rows[name].provenance, provenance) << name;
    EXPECT_EQ(rows["copilot_user_metrics_daily.user_initiated_interaction_count"].origin,
              "chat_messages + remote_agent_messages + ide_agent_messages + cli_agent_interactive_messages + "
              "cli_agent_non_interactive_messages");
    EXPECT_EQ(rows["copilot_metrics_daily.total_code_lines_accepted"].origin, "completions_lines_of_code");
}

}  // namespace
}  // namespace pipelines
