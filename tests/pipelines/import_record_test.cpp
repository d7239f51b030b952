#include "pipelines/import_record.hpp"

#include <gtest/gtest.h>

#include "pipelines/import_target.hpp"
#include "tests/pipelines/state_builder.hpp"

namespace pipelines::testing {
namespace {

examined_record examine(std::string_view text) {
    record_examiner examiner;
    examined_record seen = examiner.examine(text);
    seen.day_totals.clear();
    return seen;
}

TEST(ImportRecord, TellsTheDatasetsApart) {
    struct row {
        const char* text;
        std::optional<schema::dataset> expected;
    };
    for (const row& one :
         {row{R"({"user_id":1,"team_id":2,"day":"2026-11-18"})", schema::dataset::user_teams},
          row{R"({"day":"2026-11-18","user_id":1})", schema::dataset::users},
          row{R"({"repo_id":"1","day":"2026-11-18"})", schema::dataset::repos},
          row{R"({"daily_active_users":1,"day":"2026-11-18"})", schema::dataset::totals},
          row{R"({"day_totals":[]})", schema::dataset::totals}, row{R"({"day":"2026-11-18"})", std::nullopt}})
        EXPECT_EQ(examine(one.text).dataset, one.expected) << one.text;
    EXPECT_EQ(examine(R"({"x":{"day":"2026-11-17"},"day":"2026-11-18"})").day, schema::day(2026, 11, 18));
}

TEST(ImportRecord, SaysWhatIsWrongWithTheDay) {
    struct row {
        const char* text;
        const char* words;
    };
    for (const row& one :
         {row{R"({"user_id":1})", "has no day"},
          row{R"({"user_id":1,"report_start_day":"2026-10-22","report_end_day":"2026-11-18"})",
              "the window from 2026-10-22 to 2026-11-18"},
          row{R"({"user_id":1,"day":"2026-02-30"})", "has the day \"2026-02-30\", which is no"},
          row{R"({"user_id":1,"day":20261118})", "has the day 20261118, which is no"},
          row{R"({"user_id":1,"day":null})", "has the day null"}, row{R"([1])", "is not one JSON object"},
          row{R"({"user_id":1)", "is not one JSON object"}, row{"", "is not one JSON object"},
          row{R"({"day_totals":7})", "has day_totals that are no array"}}) {
        const auto seen = examine(one.text);
        EXPECT_NE(seen.problem.find(one.words), std::string::npos) << one.text << ": " << seen.problem;
        EXPECT_FALSE(seen.day);
    }
}

TEST(ImportRecord, FindsTheEntriesOfAWrapper) {
    const std::string text =
        R"({"organization_id":"7","day_totals":[{"day":"2026-11-17"}, {"day":"2026-11-18","a":[1,2]}]})";
    record_examiner examiner;
    const auto seen = examiner.examine(text);
    EXPECT_TRUE(seen.is_wrapper);
    ASSERT_EQ(seen.day_totals.size(), 2u);
    EXPECT_EQ(seen.day_totals[1], R"({"day":"2026-11-18","a":[1,2]})");
}

TEST(ImportRecord, AnyBeginningOfARecordIsRefusedOrRead) {
    const std::string text = R"({"user_id":1,"x":["\"]",{}],"day":"2026-11-18"})";
    for (std::size_t size = 0; size < text.size(); ++size)
        EXPECT_FALSE(examine(std::string(text.substr(0, size))).problem.empty()) << size;
    EXPECT_TRUE(examine(text).problem.empty());
}

TEST(ImportRecord, GoesOntoOneLine) {
    std::string line = "x";
    EXPECT_TRUE(append_one_line(line, "{\r\n  \"a\\\"\": 1\n}"));
    EXPECT_EQ(line, "x{    \"a\\\"\": 1 }");
    line.clear();
    EXPECT_TRUE(append_one_line(line, R"({"a":"\n"})"));
    EXPECT_EQ(line, R"({"a":"\n"})");
    EXPECT_FALSE(append_one_line(line, "{\"a\":\"\n\"}"));
}

TEST(ImportTarget, ReadsTheScope) {
    const std::vector<schema::scope> known{{schema::scope_kind::organization, "octo-org"},
                                           {schema::scope_kind::enterprise, "both"},
                                           {schema::scope_kind::organization, "both"}};
    const auto parsed = [&](const std::string& text) {
        const auto result = parse_import_scope(text, known);
        const auto* scope = std::get_if<schema::scope>(&result);
        return scope ? scope->text() : "! " + std::get<std::string>(result);
    };
    EXPECT_EQ(parsed("organization/New-Org"), "organization/new-org");
    EXPECT_EQ(parsed("enterprise/octo-org"), "enterprise/octo-org");
    EXPECT_EQ(parsed("Octo-Org"), "organization/octo-org");
    EXPECT_NE(parsed("both").find("! --scope both is both"), std::string::npos) << parsed("both");
    EXPECT_NE(parsed("nobody").find("write organization/nobody or enterprise/nobody"), std::string::npos);
    EXPECT_NE(parsed("team/x").find("must begin with"), std::string::npos);
    EXPECT_NE(parsed("organization/").find("is no scope"), std::string::npos);
    EXPECT_NE(parsed("organization/a/b").find("is no scope"), std::string::npos);
}

TEST(ImportTarget, LeavesAKnownTargetAloneAndAnUnknownOneReachesNoFartherThanAFirstPlan) {
    const schema::target target = users_of("octo-org");
    EXPECT_EQ(import_target(since(5), target, {today - 300, today - 3}, today - 28), std::nullopt);
    EXPECT_EQ(import_target(std::nullopt, target, {today - 9, today - 3}, today - 28), (target_range{today - 9, today - 3}));
    EXPECT_EQ(import_target(std::nullopt, target, {today - 90, today - 3}, today - 28), (target_range{today - 28, today - 3}));
    EXPECT_EQ(import_target(std::nullopt, target, {today - 90, today - 60}, today - 28),
              (target_range{today - 60, today - 60}));
    const schema::day vendor_first{2025, 12, 12};
    EXPECT_EQ(import_target(std::nullopt, target, {vendor_first - 30, vendor_first + 2}, vendor_first - 60),
              (target_range{vendor_first, vendor_first + 2}));
}

TEST(ImportTarget, SinceOnlyMovesEarlier) {
    const schema::target target = users_of("octo-org");
    EXPECT_EQ(extend_target(std::nullopt, target, {today - 9, today - 3}), (target_range{today - 9, today - 3}));
    EXPECT_EQ(extend_target(since(28), target, {today - 9, today - 3}), std::nullopt);
    EXPECT_EQ(extend_target(since(5), target, {today - 9, today - 3}), (target_range{today - 9, std::nullopt}));
    auto ended = since(28);
    ended.until = today - 7;
    EXPECT_EQ(extend_target(ended, target, {today - 9, today - 3}), (target_range{today - 28, today - 3}));
    EXPECT_EQ(extend_target(ended, target, {today - 9, today - 8}), std::nullopt);
}

TEST(ImportTarget, NobodyWaitsForDaysBeforeTheVendorsFirst) {
    const schema::day first{2025, 12, 12};
    const schema::target target = users_of("octo-org");
    EXPECT_EQ(extend_target(std::nullopt, target, {first - 30, first + 2}), (target_range{first, first + 2}));
    EXPECT_EQ(extend_target(std::nullopt, target, {first - 30, first - 20}), (target_range{first - 20, first - 20}));
}

}  // namespace
}  // namespace pipelines::testing
