#include "transforms/engagement_decoder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "report_support.hpp"

namespace {

using transforms::drift_entry;
using transforms::engagement_decoder;
using transforms_test::report_day;

using decoded = transforms_test::decoded_by<engagement_decoder>;

std::string wrapper_with(const std::string& members) { return R"({"report_end_day":"2026-11-18")" + members + "}"; }

TEST(EngagementDecoder, FillsTheRows) {
    const decoded got(wrapper_with(
        R"(,"report_start_day":"2026-10-22","enterprise_id":"1","created_at":"2026-11-20T04:12:37.000Z",)"
        R"("copilot_feature_engagement":{"active_user_count":9,"totals_by_feature":[)"
        R"({"feature":"copilot_cli","engaged_user_count":0},{"engaged_user_count":7,"feature":"agent_edit"},)"
        R"({"feature":"copilot_app","engaged_user_count":null},{"feature":"cloud"}]},"day_totals":[])"));
    EXPECT_EQ(got.row().report_start_day, (schema::day{2026, 10, 22}));
    EXPECT_EQ(got.row().report_end_day, report_day);
    EXPECT_EQ(got.row().active_user_count, 9);
    ASSERT_EQ(got.row().features.size(), 4U);
    EXPECT_EQ(got.row().features[0].feature, "agent_edit");
    EXPECT_EQ(got.row().features[0].engaged_user_count, 7);
    EXPECT_EQ(got.row().features[1].feature, "cloud");
    EXPECT_EQ(got.row().features[1].engaged_user_count, std::nullopt);
    EXPECT_EQ(got.row().features[2].engaged_user_count, std::nullopt);
    EXPECT_EQ(got.row().features[3].engaged_user_count, 0);
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(EngagementDecoder, MeasuresNothingWithoutEngagement) {
    for (const char* members :
         {"", R"(,"copilot_feature_engagement":null,"report_start_day":null)", R"(,"copilot_feature_engagement":{})",
          R"(,"copilot_feature_engagement":{"active_user_count":null,"totals_by_feature":null},"day_totals":null)",
          R"(,"copilot_feature_engagement":{"totals_by_feature":[]})"}) {
        const decoded got(wrapper_with(members));
        EXPECT_EQ(got.row().active_user_count, std::nullopt) << members;
        EXPECT_TRUE(got.row().features.empty());
        EXPECT_EQ(got.row().report_start_day, std::nullopt);
        EXPECT_EQ(got.row().metrics_data, wrapper_with(members));
        EXPECT_TRUE(got.decoder.drift().empty()) << members;
    }
    EXPECT_EQ(decoded(wrapper_with(R"(,"copilot_feature_engagement":{"active_user_count":0})")).row().active_user_count,
              0);
}

TEST(EngagementDecoder, KnowsWhereAWrapperCameFrom) {
    const decoded got(wrapper_with(R"(,"etl_id":"green","day_partition":"2026-11-18","entity_id_partition":7)"));
    EXPECT_TRUE(got.decoder.drift().empty());
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
}

TEST(EngagementDecoder, TakesAnyLastDayWhenNoneIsAskedFor) {
    const decoded got(R"({"report_end_day":"2026-09-17","enterprise_id":24601,"organization_id":9})", std::nullopt);
    EXPECT_EQ(got.row().report_end_day, (schema::day{2026, 9, 17}));
    EXPECT_EQ(got.decoder.day(), (schema::day{2026, 9, 17}));
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(EngagementDecoder, CountsWhatIsNotDocumentedDownToTheDays) {
    const decoded got(
        wrapper_with(R"(,"new":1,"copilot_feature_engagement":{"median":1.5,"totals_by_feature":[)"
                     R"({"feature":"x","engaged_user_count":1,"share":0.5}]},"day_totals":[{"day":"2026-11-17",)"
                     R"("enterprise_id":24601,"daily_active_users":5,"loc_added_sum":"5","new":1,)"
                     R"("totals_by_feature":[{"feature":"x","loc_added_sum":null,"engaged_user_count":1}],)"
                     R"("totals_by_ide":[{"ide":null}],"pull_requests":{"total_created":1,"new":1,)"
                     R"("median_minutes_to_merge":1.5}},{"day":20261118}],"organization_id":true)"));
    EXPECT_EQ(got.decoder.drift().entries(),
              (std::vector<drift_entry>{{"copilot_feature_engagement.median", "number", 1},
                                        {"copilot_feature_engagement.totals_by_feature[].share", "number", 1},
                                        {"day_totals[].day", "integer", 1},
                                        {"day_totals[].loc_added_sum", "string", 1},
                                        {"day_totals[].new", "integer", 1},
                                        {"day_totals[].pull_requests.new", "integer", 1},
                                        {"day_totals[].totals_by_feature[].engaged_user_count", "integer", 1},
                                        {"day_totals[].totals_by_ide[].ide", "null", 1},
                                        {"new", "integer", 1},
                                        {"organization_id", "boolean", 1}}));
    EXPECT_EQ(got.row().features.size(), 1U);
    EXPECT_EQ(got.row().metrics_data, got.bytes.view());
}

TEST(EngagementDecoder, TakesAVendorsMemberNamedLikeOurs) {
    const decoded got(wrapper_with(R"(,"copilot_feature_engagement":{"totals_by_feature":[)"
                                   R"({"feature":"x","engaged_user_count":1,"$entries":[{"feature":"x"},{}]}]})"));
    ASSERT_EQ(got.row().features.size(), 1U);
    EXPECT_EQ(got.row().features[0].engaged_user_count, 1);
}

TEST(EngagementDecoder, TakesAWrapperOfManyMegabytes) {
    const std::string day = transforms_test::sample_records("enterprise-1-day.ndjson").back();
    std::string days;
    while (days.size() < 8U * 1024 * 1024) days.append(days.empty() ? "" : ", ").append(day);
    const std::string record =
        wrapper_with(R"(,"copilot_feature_engagement":{"active_user_count":9},"day_totals":[)" + days + "]");
    const decoded got(record);
    EXPECT_EQ(got.row().active_user_count, 9);
    EXPECT_TRUE(got.decoder.drift().empty());
    EXPECT_GT(got.row().metrics_data.size(), 8U * 1024 * 1024 - days.size() / day.size() - 200);
    EXPECT_TRUE(got.row().metrics_data.ends_with("]}"));
    EXPECT_LT(got.row().metrics_data.size(), record.size());
}

}  // namespace
