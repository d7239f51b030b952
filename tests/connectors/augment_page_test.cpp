// The answers of Augment's endpoints, good and bad. The good ones are the samples.
#include "connectors/augment/augment_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "connectors/augment/augment_users.hpp"
#include "connectors/augment/augment_windows.hpp"

namespace {

using namespace connectors;

const schema::day day{2026, 11, 18};

std::string sample(const std::string& name) {
    std::ifstream in(std::string(TEST_DATA_DIR) + "/augment/" + name + ".json");
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_FALSE(text.str().empty()) << name;
    return text.str();
}

augment_page good(augment_list list, const std::string& body) {
    augment_page_result parsed = parse_augment_page(list, body);
    EXPECT_TRUE(parsed.value) << parsed.error;
    return parsed.value.value_or(augment_page{});
}

std::string mistake(augment_list list, const std::string& body) {
    const augment_page_result parsed = parse_augment_page(list, body);
    EXPECT_FALSE(parsed.value) << body;
    return parsed.error;
}

TEST(AugmentPage, ReadsTheSamplePages) {
    const augment_page first = good(augment_list::user_activity, sample("user-activity.page1"));
    ASSERT_EQ(first.rows.size(), 2u);
    EXPECT_EQ(first.rows[0].user_email, "mira.okafor@example.com");
    EXPECT_FALSE(first.rows[0].service_account_name);
    EXPECT_TRUE(
        first.rows[0].json.starts_with(R"({"user_email":"mira.okafor@example.com","active_days":1,"metrics":{)"));
    EXPECT_EQ(first.next_cursor, "eyJvZmZzZXQiOjJ9");
    EXPECT_EQ(first.effective, (schema::day_range{day, day}));
    const augment_page second = good(augment_list::user_activity, sample("user-activity.page2"));
    ASSERT_EQ(second.rows.size(), 1u);
    EXPECT_EQ(second.rows[0].service_account_name, "ci-release-bot");
    EXPECT_FALSE(second.next_cursor) << "an empty cursor at the end";
    EXPECT_EQ(good(augment_list::editor_language, sample("daily-user-activity-by-editor-language")).rows.size(), 6u);
}

TEST(AugmentPage, ReadsTheSampleTotals) {
    const augment_page active = good(augment_list::dau_count, sample("dau-count"));
    ASSERT_EQ(active.rows.size(), 5u);
    EXPECT_EQ(active.effective, (schema::day_range{schema::day{2026, 11, 14}, day}));
    EXPECT_EQ(active.rows[2].date, (schema::day{2026, 11, 16}));
    EXPECT_EQ(active.rows[2].user_count, 3);
    EXPECT_EQ(active.rows[0].user_count, 0);
    const augment_page usage = good(augment_list::daily_usage, sample("daily-usage"));
    ASSERT_EQ(usage.rows.size(), 2u) << "days without activity are left out";
    EXPECT_EQ(usage.rows[1].date, day);
}

/// A page of user-activity with these members.
std::string page(const std::string& rows, const std::string& pagination, const std::string& count = "0") {
    return R"({"users":)" + rows + R"(,"pagination":)" + pagination +
           R"(,"metadata":{"effective_start_date":"2026-11-18","effective_end_date":"2026-11-18",)"
           R"("returned_user_count":)" +
           count + "}}";
}
const std::string the_end = R"({"next_cursor":"","has_more":false})";

TEST(AugmentPage, EndsWithAnEmptyNullOrAbsentCursor) {
    for (const char* end : {R"({"next_cursor":"","has_more":false})", R"({"next_cursor":null,"has_more":false})",
                            R"({"has_more":false})", R"({"next_cursor":"left over","has_more":false})"})
        EXPECT_FALSE(good(augment_list::user_activity, page("[]", end)).next_cursor) << end;
}

TEST(AugmentPage, WhatIsNotThePageOfTheReferenceIsRefused) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "it is empty"},
        {"<html>", "it is not JSON"},
        {page("[]", the_end).substr(0, 60), "it is not JSON"},
        {"[]", "it is not a JSON object"},
        {R"({"error":{"code":"x","message":"y"}})", "it has no users"},
        {R"({"users":null})", "users is not an array"},
        {R"({"users":[],"users":[]})", "the member users comes twice"},
        {page("[1]", the_end, "1"), "users holds something that is not an object"},
        {R"({"users":[],"pagination":{"has_more":false}})", "it has no metadata"},
        {page("[]", "null"), "it has no pagination"},
        {page("[]", "{}"), "has_more is not a boolean"},
        {page("[]", R"({"has_more":"yes"})"), "has_more is not a boolean"},
        {page("[]", R"({"has_more":true})"), "has_more is true, but there is no next_cursor"},
        {page("[]", R"({"has_more":true,"next_cursor":""})"), "has_more is true, but there is no next_cursor"},
        {page("[]", R"({"has_more":true,"next_cursor":null})"), "has_more is true, but there is no next_cursor"},
        {page("[]", R"({"has_more":true,"next_cursor":")" + std::string(4097, 'x') + "\"}"),
         "next_cursor is longer than 4096 bytes"},
        {page("[{}]", the_end, "2"), "returned_user_count is 2 where the answer has 1"},
        {page("[]", the_end, "null"), "metadata has no number returned_user_count"},
        {R"({"users":[],"pagination":{"has_more":false},"metadata":{"effective_start_date":"2026-11-18"}})",
         "metadata has no effective_end_date"},
        {R"({"users":[],"metadata":{"effective_start_date":"2026-1-5"}})",
         "effective_start_date is not a day: \"2026-1-5\""},
    };
    for (const auto& [body, expected] : cases) EXPECT_EQ(mistake(augment_list::user_activity, body), expected) << body;
}

TEST(AugmentPage, TotalsCountTheirDays) {
    std::string body = sample("daily-usage");
    body.replace(body.find("\"total_days\": 2"), 15, "\"total_days\": 3");
    EXPECT_EQ(mistake(augment_list::daily_usage, body), "total_days is 3 where the answer has 2");
}

augment_row row(const std::string& members) {
    return good(augment_list::user_activity, page("[{" + members + "}]", the_end, "1")).rows.at(0);
}
augment_row editor_row(const std::string& members) { return row(members); }

TEST(AugmentUsers, PutsTheRowsOfAnIdentityTogether) {
    augment_users users{day};
    users.add(augment_list::editor_language, editor_row(R"("user_email":"a@x","language":"B")"));
    users.add(augment_list::user_activity, row(R"("user_email":"b@x","n":1)"));
    users.add(augment_list::user_activity, row(R"("user_email":"a@x","n":2)"));
    users.add(augment_list::editor_language, editor_row(R"("user_email":"a@x","language":"A")"));
    users.add(augment_list::editor_language, editor_row(R"("service_account_name":"bot","language":"C")"));
    EXPECT_EQ(users.lines(), R"({"day":"2026-11-18","users":[{"user_email":"a@x","n":2}],)"
                             R"("records":[{"user_email":"a@x","language":"A"},{"user_email":"a@x","language":"B"}]})"
                             "\n"
                             R"({"day":"2026-11-18","users":[{"user_email":"b@x","n":1}]})"
                             "\n"
                             R"({"day":"2026-11-18","records":[{"service_account_name":"bot","language":"C"}]})"
                             "\n");
}

TEST(AugmentUsers, TheTextDoesNotDependOnTheOrderOfRows) {
    const auto lines = [](bool reversed) {
        std::vector<augment_row> rows{row(R"("user_email":"a@x","n":1)"), row(R"("user_email":"A@x","n":2)"),
                                      row(R"("user_email":"c@x","n":3)")};
        if (reversed) std::reverse(rows.begin(), rows.end());
        augment_users users{day};
        for (augment_row& one : rows) users.add(augment_list::user_activity, std::move(one));
        return users.lines();
    };
    EXPECT_EQ(lines(false), lines(true));
}

TEST(AugmentUsers, SpellingsOfAnEmailAreOneIdentityAndTheSameSpellingAgainIsAnotherRecord) {
    augment_users users{day};
    users.add(augment_list::user_activity, row(R"("user_email":"Mira@x","n":1)"));
    users.add(augment_list::user_activity, row(R"("user_email":"mira@x","n":2)"));
    users.add(augment_list::user_activity, row(R"("user_email":"mira@x","n":2)"));
    EXPECT_EQ(users.lines(),
              R"({"day":"2026-11-18","users":[{"user_email":"Mira@x","n":1},{"user_email":"mira@x","n":2}]})"
              "\n"
              R"({"day":"2026-11-18","users":[{"user_email":"mira@x","n":2}]})"
              "\n");
}

TEST(AugmentUsers, ARowWithBothIdentitiesOrNeitherStandsAlone) {
    augment_users users{day};
    for (const char* members : {R"("user_email":"a@x","service_account_name":"b")", R"("n":1)", R"("user_email":"")"})
        users.add(augment_list::user_activity, row(members));
    users.add(augment_list::editor_language, row(R"("language":"Go")"));
    EXPECT_FALSE(users.empty());
    const std::string lines = users.lines();
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 4);
    EXPECT_NE(lines.find(R"({"day":"2026-11-18","users":[{"user_email":"a@x","service_account_name":"b"}]})"),
              lines.npos);
    EXPECT_NE(lines.find(R"({"day":"2026-11-18","records":[{"language":"Go"}]})"), lines.npos);
}

std::vector<schema::day_range> covered(const std::vector<int>& days) {
    std::vector<schema::day> list;
    for (const int n : days) list.push_back(schema::day{2026, 1, 1} + n);
    return cover(list);
}
schema::day_range between(int from, int to) {
    return {schema::day{2026, 1, 1} + from, schema::day{2026, 1, 1} + to};
}

TEST(AugmentWindows, CoverTheDaysInRangesOfNinetyAtMost) {
    using ranges = std::vector<schema::day_range>;
    EXPECT_EQ(covered({}), ranges{});
    EXPECT_EQ(covered({5}), (ranges{between(5, 5)}));
    EXPECT_EQ(covered({3, 1, 2, 2}), (ranges{between(1, 3)}));
    EXPECT_EQ(covered({0, 89}), (ranges{between(0, 89)})) << "ninety days, both ends counted";
    EXPECT_EQ(covered({0, 90}), (ranges{between(0, 0), between(90, 90)}));
    EXPECT_EQ(covered({0, 50, 95, 140, 190}), (ranges{between(0, 50), between(95, 140), between(190, 190)}));
    std::vector<int> year;
    for (int n = 0; n < 365; ++n) year.push_back(n);
    EXPECT_EQ(covered(year).size(), 5u);
    for (const schema::day_range& range : covered(year)) EXPECT_LE(range.size(), 90);
}

}  // namespace
