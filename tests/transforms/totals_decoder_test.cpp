#include "transforms/totals_decoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "report_support.hpp"

namespace {

using transforms::drift_entry;
using transforms::totals_decoder;
using transforms_test::parse_json;
using transforms_test::report_day;

using decoded = transforms_test::decoded_by<totals_decoder>;

std::string totals_with(const std::string& members) { return R"({"day":"2026-11-18")" + members + "}"; }

std::size_t active_index(std::string_view name) {
    const auto& names = schema::active_user_columns;
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

TEST(TotalsDecoder, FillsTheColumns) {
    std::string members = R"(,"enterprise_id":"24601")";
    for (std::size_t i = 0; i < schema::active_user_columns.size(); ++i) {
        members += ",\"" + std::string(schema::active_user_columns[i]) + "\":" + std::to_string(100 + i);
    }
    for (std::size_t i = 0; i < schema::activity_columns.size(); ++i) {
        members += ",\"" + std::string(schema::activity_columns[i]) + "\":" + std::to_string(i + 1);
    }
    const decoded got(totals_with(members));
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(got.row().activity.values[i], static_cast<std::int64_t>(i + 1));
    for (std::size_t i = 0; i < got.row().active_users.size(); ++i) {
        EXPECT_EQ(got.row().active_users[i], static_cast<std::int64_t>(100 + i)) << schema::active_user_columns[i];
    }
    EXPECT_EQ(got.row().metrics_data, totals_with(members));
    EXPECT_TRUE(got.row().breakdown.empty());
    EXPECT_EQ(got.decoder.day(), report_day);
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(TotalsDecoder, TellsNullAbsentAndZeroApart) {
    const decoded got(totals_with(
        R"(,"daily_active_users":0,"daily_active_copilot_app_users":null,"loc_added_sum":0,"loc_deleted_sum":null,)"
        R"("totals_by_ide":[],"totals_by_feature":null,"totals_by_copilot_app":null,"pull_requests":null)"));
    EXPECT_EQ(got.row().active_users[active_index("daily_active_users")], 0);
    EXPECT_EQ(got.row().active_users[active_index("daily_active_copilot_app_users")], std::nullopt);
    EXPECT_EQ(got.row().active_users[active_index("daily_active_cli_users")], std::nullopt);
    EXPECT_EQ(got.row().activity.values[5], 0);
    EXPECT_EQ(got.row().activity.values[6], std::nullopt);
    EXPECT_EQ(got.row().activity.values[0], std::nullopt);
    const auto data = parse_json(got.row().metrics_data);
    EXPECT_EQ(data, parse_json(std::string(got.bytes.view())));
    EXPECT_TRUE(data.has("daily_active_copilot_app_users"));
    EXPECT_FALSE(data.has("daily_active_cli_users"));
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(TotalsDecoder, TakesIdsOfBothTypes) {
    for (const char* ids : {R"(,"enterprise_id":"24601","organization_id":"9")", R"(,"enterprise_id":24601)",
                            R"(,"enterprise_id":"","organization_id":9)", R"(,"enterprise_id":null)"}) {
        const decoded got(totals_with(ids));
        EXPECT_EQ(got.row().metrics_data, totals_with(ids));
        EXPECT_TRUE(got.decoder.drift().empty()) << ids;
    }
}

TEST(TotalsDecoder, TakesActiveUsersThatOthersParsersKnow) {
    const decoded got(
        totals_with(R"(,"weekly_active_cli_users":1,"monthly_active_cli_users":2,"weekly_active_copilot_app_users":3,)"
                    R"("monthly_active_copilot_app_users":null,"weekly_active_vscode_agent_users":5,)"
                    R"("monthly_active_vscode_agent_users":6)"));
    EXPECT_TRUE(got.decoder.drift().empty());
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
    for (const auto& count : got.row().active_users) EXPECT_EQ(count, std::nullopt);
}

TEST(TotalsDecoder, SortsTheBreakdownAndSumsEqualKeys) {
    const decoded got(
        totals_with(R"(,"totals_by_model_feature":[{"model":"m","feature":"f","loc_added_sum":1}],)"
                    R"("totals_by_language_model":[{"language":"c","model":"m"}],)"
                    R"("totals_by_language_feature":[{"language":"c","feature":"f","loc_added_sum":2},)"
                    R"({"feature":"f","language":"c","loc_added_sum":3,"loc_deleted_sum":4}],)"
                    R"("totals_by_feature":[{"feature":"z"},{"feature":"f"}],"totals_by_ide":[{"ide":"zed"}])"));
    std::vector<std::string> keys;
    for (const auto& row : got.row().breakdown) {
        std::string key(row.breakdown);
        for (const std::string_view part : {row.ide, row.feature, row.language, row.model})
            key.append("|").append(part);
        keys.push_back(key);
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"feature||f||", "feature||z||", "ide|zed|||", "language_feature||f|c|",
                                              "language_model|||c|m", "model_feature||f||m"}));
    EXPECT_EQ(got.row().breakdown[3].activity.values[5], 5);
    EXPECT_EQ(got.row().breakdown[3].activity.values[6], 4);
    EXPECT_EQ(got.row().breakdown[3].activity.values[0], std::nullopt);
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
}

TEST(TotalsDecoder, KeepsUnknownMembersAndCountsThemAsDrift) {
    const decoded got(totals_with(
        R"(,"new":{"a":1},"used_chat":true,"totals_by_ide":[{"ide":"x","speed":1.5,)"
        R"("last_known_ide_version":{"ide_version":"1"}}],"totals_by_cli":{"mode":"x","token_usage":{"cached":1}},)"
        R"("totals_by_3rd_party_agent":[{"agent_id":"1","session_count":2,"rank":1}],)"
        R"("totals_by_ai_adoption_phase":[{"phase":"x","phase_number":1.5,"new":1}],)"
        R"("pull_requests":{"total_created":"5","total_new":1,)"
        R"("copilot_suggestions_by_comment_type":[{"comment_type":"x","new":null}]})"));
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
    EXPECT_EQ(got.decoder.drift().entries(),
              (std::vector<drift_entry>{{"new", "object", 1},
                                        {"pull_requests.copilot_suggestions_by_comment_type[].new", "null", 1},
                                        {"pull_requests.total_created", "string", 1},
                                        {"pull_requests.total_new", "integer", 1},
                                        {"totals_by_3rd_party_agent[].rank", "integer", 1},
                                        {"totals_by_ai_adoption_phase[].new", "integer", 1},
                                        {"totals_by_ai_adoption_phase[].phase_number", "number", 1},
                                        {"totals_by_cli.mode", "string", 1},
                                        {"totals_by_cli.token_usage.cached", "integer", 1},
                                        {"totals_by_ide[].last_known_ide_version", "object", 1},
                                        {"totals_by_ide[].speed", "number", 1},
                                        {"used_chat", "boolean", 1}}));
}

TEST(TotalsDecoder, WritesTheWholeRecordWithoutBlanks) {
    const std::string record =
        "  { \"pull_requests\" : { \"median_minutes_to_merge\" : 1.50 } ,\n\t\"day\" : \"2026-11-18\" ,"
        " \"n\\u0065w\" : \"\\u00e4 x\" , \"loc_added_sum\" : 3 } ";
    const decoded got(record);
    EXPECT_EQ(got.row().metrics_data, R"({"pull_requests":{"median_minutes_to_merge":1.50},"day":"2026-11-18",)"
                                      R"("n\u0065w":"\u00e4 x","loc_added_sum":3})");
    EXPECT_EQ(got.row().activity.values[5], 3);
}

TEST(TotalsDecoder, ForgetsTheRecordBefore) {
    totals_decoder decoder(std::nullopt);
    ASSERT_TRUE(decoder.decode(transforms_test::padded(totals_with(R"(,"loc_added_sum":3,"daily_active_users":4,)"
                                                                   R"("totals_by_ide":[{"ide":"x"}])"))
                                   .view()));
    const transforms_test::padded next(R"({"day":"2025-10-10"})");
    ASSERT_TRUE(decoder.decode(next.view()));
    EXPECT_EQ(decoder.day(), (schema::day{2025, 10, 10}));
    EXPECT_EQ(decoder.row().activity, schema::activity{});
    EXPECT_EQ(decoder.row().active_users[0], std::nullopt);
    EXPECT_TRUE(decoder.row().breakdown.empty());
    EXPECT_EQ(decoder.row().metrics_data, R"({"day":"2025-10-10"})");
}

}  // namespace
