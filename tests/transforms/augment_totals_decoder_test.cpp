// An organisation's day at Augment.
#include "transforms/augment_totals_decoder.hpp"

#include <gtest/gtest.h>

#include "augment_support.hpp"

namespace {

using namespace transforms_test;
using transforms::augment_totals_decoder;
using decoded = decoded_by<augment_totals_decoder>;

std::string totals_record(const std::string& usage, const std::string& active) {
    std::string text = R"({"day":"2026-11-18")";
    if (!usage.empty()) text += ",\"daily_usage\":" + usage;
    if (!active.empty()) text += ",\"daily_active_user_counts\":" + active;
    return text + "}";
}

std::string row_of(const std::string& file, const std::string& member) {
    for (const std::string& row : augment_rows(file, member))
        if (row.find("2026-11-18") != std::string::npos) return row;
    return "";
}

TEST(AugmentTotalsDecoder, TheSampleLoads) {
    const std::string record =
        totals_record(row_of("daily-usage", "daily_usage"), row_of("dau-count", "daily_active_user_counts"));
    const decoded got(record);
    const schema::totals_row& row = got.row();
    using values = decltype(row.activity.values);
    EXPECT_EQ(row.activity.values, (values{66, 142, 51, 305, std::nullopt, 873, std::nullopt}));
    EXPECT_EQ(row.active_users[0], 3);
    for (std::size_t i = 1; i < row.active_users.size(); ++i) EXPECT_FALSE(row.active_users[i]) << i;
    EXPECT_EQ(row.metrics_data, record) << "the whole record";
    ASSERT_EQ(row.breakdown.size(), 3u);
    EXPECT_EQ(row.breakdown[0].feature, "agent_edit");
    EXPECT_EQ(row.breakdown[0].activity.values,
              (values{57, std::nullopt, std::nullopt, std::nullopt, std::nullopt, 785, std::nullopt}));
    EXPECT_EQ(row.breakdown[1].feature, "chat_panel");
    EXPECT_EQ(row.breakdown[1].activity.values[0], 9);
    EXPECT_EQ(row.breakdown[2].feature, "code_completion");
    EXPECT_EQ(row.breakdown[2].activity.values[5], 88);
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(AugmentTotalsDecoder, ADayWithoutActivityHasActiveUsersOnly) {
    const decoded got(totals_record("", R"({"date":"2026-11-18","user_count":3})"));
    EXPECT_EQ(got.row().active_users[0], 3);
    EXPECT_EQ(got.row().activity, schema::activity{});
    EXPECT_TRUE(got.row().breakdown.empty());
    EXPECT_FALSE(decoded(totals_record("", R"({"date":"2026-11-18","user_count":null})")).row().active_users[0]);
}

TEST(AugmentTotalsDecoder, OtherNamesOfTheCountAreDriftAndNotTheCount) {
    const decoded got(totals_record("", R"({"date":"2026-11-18","active_users":9,"active_user_count":9})"));
    EXPECT_FALSE(got.row().active_users[0]);
    EXPECT_EQ(got.decoder.drift().entries().size(), 2u);
}

TEST(AugmentTotalsDecoder, BadRecordsAreSetAside) {
    const std::string good = totals_record(R"({"date":"2026-11-18","metrics":{}})", "");
    expect_refused<augment_totals_decoder>(
        {{"", "malformed_json", ""},
         {R"({"day":"2026-11-18"})", "missing_field", "daily_usage: "},
         {R"({"daily_usage":{}})", "missing_field", "day: "},
         {R"({"day":"2026-11-17","daily_usage":{}})", "wrong_day", "day: "},
         {totals_record("{}", ""), "missing_field", "daily_usage: date: "},
         {totals_record(R"({"date":"2026-11-17"})", ""), "wrong_day", "daily_usage: date: "},
         {totals_record("[]", ""), "not_an_object", "daily_usage: "},
         {totals_record("", R"({"date":"2026-11-17","user_count":1})"), "wrong_day",
          "daily_active_user_counts: date: "},
         {totals_record("", R"({"date":"2026-11-18","user_count":"3"})"), "wrong_type",
          "daily_active_user_counts: user_count: "},
         {totals_record(R"({"date":"2026-11-18","metrics":{"chat_messages":99999999999999999999}})", ""),
          "out_of_range", "daily_usage: metrics.chat_messages: "},
         {totals_record(
              R"({"date":"2026-11-18","metrics":{"chat_messages":9223372036854775807,"ide_agent_messages":1}})", ""),
          "out_of_range", "a sum"}},
        good);
}

TEST(AugmentTotalsDecoder, NoBeginningOfARecordIsTakenForARecord) {
    expect_no_beginning_taken<augment_totals_decoder>(totals_record(
        R"({"date":"2026-11-18","metrics":{"chat_messages":1}})", R"({"date":"2026-11-18","user_count":1})"));
}

}  // namespace
