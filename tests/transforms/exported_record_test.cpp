// Records of the formats json and aggregate out of rows of the common schema.

#include "transforms/exported_record.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "json_value.hpp"
#include "transforms/range_sums.hpp"
#include "transforms/vendor_metrics.hpp"

namespace {

using namespace transforms;
using transforms_test::json_value;
using transforms_test::parse_json;

constexpr auto null = json_value::kind::null;
const schema::day day{2026, 11, 18};

schema::user_row user(std::string_view key) {
    schema::user_row row;
    row.user_key = key;
    return row;
}

json_value exported(const schema::user_row& row) {
    std::string out;
    EXPECT_TRUE(append_exported_user(out, day, row));
    return parse_json(out);
}

template <typename Sums>
json_value appended(const Sums& sums) {
    std::string out;
    sums.append(out);
    return parse_json(out);
}

TEST(ExportedUser, NamesEveryColumnAndWritesNullForWhatIsUnknown) {
    const json_value record = exported(user("7"));
    for (const auto& names :
         {std::vector<std::string_view>(schema::activity_columns.begin(), schema::activity_columns.end()),
          std::vector<std::string_view>(schema::user_flag_columns.begin(), schema::user_flag_columns.end()),
          std::vector<std::string_view>(schema::user_cli_columns.begin(), schema::user_cli_columns.end())})
        for (const std::string_view name : names) EXPECT_EQ(record.at(std::string(name)).type, null) << name;
    EXPECT_EQ(record.at("day").text, "2026-11-18");
    EXPECT_EQ(record.at("user_kind").text, "user");
    EXPECT_EQ(record.at("extra").type, null);
}

TEST(ExportedUser, HasAnArrayForEachBreakdownWithItsDimensions) {
    std::vector<schema::user_breakdown_row> parts(4);
    parts[0].breakdown = "feature";
    parts[0].feature = "code_completion";
    parts[0].activity.values[1] = 9;
    parts[1].breakdown = "feature";
    parts[1].feature = "";
    parts[1].extra = R"({"x": 1.0})";
    parts[2].breakdown = "language_ide";
    parts[2].language = "py\"thon";
    parts[2].ide = "vscode";
    parts[3].breakdown = "by \"shape\"";
    schema::user_row row = user("7");
    row.breakdown = parts;
    const json_value record = exported(row);
    const json_value& features = record.at("totals_by_feature");
    ASSERT_EQ(features.elements.size(), 2u);
    EXPECT_EQ(features.elements[0].at("code_generation_activity_count").integer(), 9);
    EXPECT_EQ(features.elements[0].at("loc_added_sum").type, null);
    EXPECT_FALSE(features.elements[0].has("language"));
    EXPECT_EQ(features.elements[1].at("feature").text, "");
    EXPECT_EQ(features.elements[1].at("extra"), parse_json(R"({"x":1})"));
    EXPECT_EQ(record.at("totals_by_language_ide").elements[0].at("language").text, "py\"thon");
    EXPECT_EQ(record.at("totals_by_by \"shape\"").elements[0].members.size(), 4u + 7u)
        << "an unknown name: all dimensions";
}

TEST(ExportedUser, IsRefusedWholeWhereAnExtraIsNoJson) {
    schema::user_row row = user("7");
    row.extra = "{\"a\":";
    std::string out = "kept";
    EXPECT_FALSE(append_exported_user(out, day, row));
    EXPECT_EQ(out, "kept");
}

TEST(VendorMetrics, AreReadOutOfExtra) {
    const auto metrics = read_vendor_metrics(
        R"({"a":{"total_messages":9},"metrics": {"total_messages": 34, "ide_agent_messages":null, "total_tool_calls": 1.5, "new": 3}})");
    for (std::size_t i = 0; i < metrics.size(); ++i)
        EXPECT_EQ(metrics[i],
                  vendor_metric_names[i] == "total_messages" ? std::optional<std::int64_t>(34) : std::nullopt)
            << vendor_metric_names[i];
    for (const char* text : {"", "{}", "[]", "{\"metrics\":null}", "{\"metrics\":[1]}", "nonsense"})
        for (const auto& value : read_vendor_metrics(text)) EXPECT_FALSE(value) << text;
}

TEST(UserRange, AddsCountersAndLeavesTheUnknownUnknown) {
    user_range range;
    schema::user_row row = user("7");
    row.user_login = "old";
    row.activity.values = {1, std::nullopt, 3, INT64_MAX, std::nullopt, 5, 0};
    row.flags[0] = false;
    row.flags[1] = true;
    row.ai_credits_used = "0.1";
    range.add(day, row);
    row.user_login = "new";
    row.activity.values = {2, std::nullopt, std::nullopt, INT64_MAX, std::nullopt, 6, 0};
    row.flags[0] = true;
    row.flags[1] = std::nullopt;
    row.ai_credits_used = "0.2";
    range.add(day + 2, row);
    row.user_login = std::nullopt;
    row.activity = {};
    row.ai_credits_used = std::nullopt;
    range.add(day + 3, row);
    const json_value record = appended(range);
    EXPECT_EQ(record.at("user_login").text, "new") << "the last name that is known";
    EXPECT_EQ(record.at("active_days").integer(), 3);
    EXPECT_EQ(record.at("first_day").text + " " + record.at("last_day").text, "2026-11-18 2026-11-21");
    EXPECT_EQ(record.at("user_initiated_interaction_count").integer(), 3);
    EXPECT_EQ(record.at("code_generation_activity_count").type, null);
    EXPECT_EQ(record.at("code_acceptance_activity_count").integer(), 3);
    EXPECT_EQ(record.at("loc_suggested_to_add_sum").text, parse_json("18446744073709551614").text) << "beyond 64 bits";
    EXPECT_EQ(record.at("loc_deleted_sum").integer(), 0) << "measured, and nothing";
    EXPECT_EQ(record.at("ai_credits_used").text, parse_json("0.3").text);
    EXPECT_EQ(record.at("used_agent").text, "true");
    EXPECT_EQ(record.at("used_chat").text, "true");
    EXPECT_EQ(record.at("used_cli").type, null);
}

TEST(UserRange, AddsBreakdownRowsOfOneKeyAndKeepsOthersApart) {
    user_range range;
    range.add(day, user("7"));
    range.add_part({"feature", "", "chat_inline", "", ""}, {{1, std::nullopt}});
    range.add_part({"feature", "", "chat_inline", "", ""}, {{2, std::nullopt}});
    range.add_part({"feature", "", "code_completion", "", ""}, {{5, 6}});
    range.add_part({"ide", "vscode", "", "", ""}, {{9}});
    const json_value record = appended(range);
    const json_value& features = record.at("totals_by_feature");
    ASSERT_EQ(features.elements.size(), 2u);
    EXPECT_EQ(features.elements[0].at("user_initiated_interaction_count").integer(), 3);
    EXPECT_EQ(features.elements[0].at("code_generation_activity_count").type, null);
    EXPECT_EQ(features.elements[1].at("code_generation_activity_count").integer(), 6);
    EXPECT_EQ(record.at("totals_by_ide").elements[0].at("ide").text, "vscode");
}

TEST(UsersSummary, CountsAUserOnce) {
    users_summary summary;
    schema::user_row row = user("7");
    row.extra = R"({"metrics":{"total_tool_calls":5}})";
    summary.add(row, true);
    summary.add(row, false);
    row.user_kind = "service_account";
    summary.add(row, true);
    const json_value record = appended(summary);
    EXPECT_EQ(record.at("distinct_users").integer(), 2);
    EXPECT_EQ(record.at("distinct_service_accounts").integer(), 1);
    EXPECT_EQ(record.at("vendor_metrics").at("total_tool_calls").integer(), 15);
    EXPECT_FALSE(record.at("vendor_metrics").has("total_messages"));
}

TEST(TotalsRange, AddsNoCountOfUsers) {
    totals_range range;
    schema::stored_totals_row row;
    row.active_users.fill(10);
    row.older_api.fill(10);
    row.activity.values[5] = 4;
    range.add(row);
    range.add(row);
    const json_value record = appended(range);
    for (const auto& [name, member] : record.members) EXPECT_EQ(name.find("_users"), std::string::npos) << name;
    EXPECT_EQ(record.at("total_code_acceptances").integer(), 20);
    EXPECT_EQ(record.at("loc_added_sum").integer(), 8);
    EXPECT_EQ(record.at("loc_deleted_sum").type, null);
}

}  // namespace
