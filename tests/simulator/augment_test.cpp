// The simulated Augment without its sockets: dates, refusals, pages and the limit of calls as in the reference.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>

#include "tests/simulator/api.hpp"
#include "tests/simulator/augment_day.hpp"

namespace simulator {
namespace {

class Augment : public testing::Test {
protected:
    http_answer ask(const std::string& list, const std::map<std::string, std::string>& query,
                    const std::string& method = "GET") {
        return answer_api(world_, {.method = method,
                                   .path = "/analytics/v0/" + list,
                                   .query = query,
                                   .headers = {{"authorization", "Bearer secret"}, {"user-agent", "test"}}});
    }
    int status(const std::string& list, const std::map<std::string, std::string>& query) {
        return ask(list, query).status;
    }
    std::int64_t number(const std::string& body, const std::string& pointer) {
        simdjson::dom::parser parser;
        std::int64_t value = -1;
        EXPECT_EQ(parser.parse(simdjson::padded_string{body}).at_pointer(pointer).get(value), simdjson::SUCCESS)
            << body;
        return value;
    }

    world world_{
        parse_settings({"--token", "secret", "--today", "2026-11-20", "--users", "60", "--augment-rate", "0"})};
};

TEST_F(Augment, RefusesWhatTheReferenceRefuses) {
    EXPECT_EQ(status("daily-usage", {{"start_date", "2026-08-22"}, {"end_date", "2026-11-19"}}), 200) << "ninety days";
    EXPECT_EQ(status("daily-usage", {{"start_date", "2026-08-21"}, {"end_date", "2026-11-19"}}), 400);
    EXPECT_EQ(status("daily-usage", {{"start_date", "2026-11-20"}, {"end_date", "2026-11-20"}}), 400) << "today";
    EXPECT_EQ(status("daily-usage", {{"start_date", "2026-11-19"}, {"end_date", "2026-11-18"}}), 400);
    EXPECT_EQ(status("daily-usage", {{"start_date", "2026-1-5"}}), 400);
    EXPECT_EQ(status("daily-usage", {{"start_date", "2024-11-01"}, {"end_date", "2024-11-02"}}), 400)
        << "two years back";
    EXPECT_EQ(status("user-activity", {{"date", "2026-11-19"}}), 400) << "no such parameter";
    EXPECT_EQ(status("user-activity", {{"limit", "10"}}), 400);
    EXPECT_EQ(status("user-activity", {{"page_size", "101"}}), 400);
    EXPECT_EQ(status("user-activity", {{"cursor", "nonsense"}}), 400);
    EXPECT_EQ(status("daily-user-activity-by-editor-language", {{"start_date", "2026-11-19"}}), 400) << "one day only";
    EXPECT_EQ(status("no-such-list", {}), 404);
    EXPECT_EQ(ask("dau-count", {}, "POST").status, 405);
    EXPECT_NE(ask("user-activity", {{"limit", "10"}}).body.find(R"({"error":{"code":"InvalidArgument","message":")"),
              std::string::npos);
}

TEST_F(Augment, TheDaysThatNobodyNamesAreSevenToYesterday) {
    const std::string body = ask("dau-count", {}).body;
    EXPECT_NE(body.find(R"("effective_start_date":"2026-11-13","effective_end_date":"2026-11-19")"), std::string::npos);
    EXPECT_EQ(number(body, "/metadata/total_days"), 7);
    EXPECT_GE(number(body, "/daily_active_user_counts/6/user_count"), 30);
}

TEST_F(Augment, PagesLeadThroughAllRowsAndCountEach) {
    std::map<std::string, std::string> query{
        {"start_date", "2026-11-19"}, {"end_date", "2026-11-19"}, {"page_size", "25"}};
    std::int64_t rows = 0;
    int pages = 0;
    for (;; ++pages) {
        const std::string body = ask("user-activity", query).body;
        rows += number(body, "/metadata/returned_user_count");
        const std::size_t at = body.find(R"("next_cursor":")") + 15;
        query["cursor"] = body.substr(at, body.find('"', at) - at);
        if (body.find(R"("has_more":true)") == std::string::npos) break;
        ASSERT_FALSE(query["cursor"].empty());
    }
    EXPECT_EQ(query["cursor"], "");
    EXPECT_EQ(pages, 2);
    const std::string day = ask("dau-count", {{"start_date", "2026-11-19"}, {"end_date", "2026-11-19"}}).body;
    EXPECT_EQ(rows, number(day, "/daily_active_user_counts/0/user_count"));
}

TEST_F(Augment, AWrongTokenIsRefusedInItsOwnWords) {
    const http_answer answer = answer_api(world_, {.method = "GET",
                                                   .path = "/analytics/v0/dau-count",
                                                   .headers = {{"authorization", "Bearer x"}, {"user-agent", "test"}}});
    EXPECT_EQ(answer.status, 401);
    EXPECT_TRUE(answer.body.starts_with(R"({"error":)"));
    for (const auto& [name, value] : answer.headers)
        EXPECT_FALSE(name.starts_with("x-ratelimit")) << "that is GitHub's";
}

TEST(AugmentDay, RowsOfAnIdentityAddUpToItsDayAndIdentitiesToTheOrganization) {
    const settings options = parse_settings({"--users", "60"});
    report_request request{.slug = "augment", .date = day_of(2026, 11, 19)};
    const augment_day day = make_augment_day(options, request);
    ASSERT_TRUE(day.usage && day.active);
    EXPECT_EQ(day.users.size(), static_cast<std::size_t>(day.user_count));
    std::map<std::string, std::int64_t> by_user, by_record;
    simdjson::dom::parser parser;
    const auto add = [&](std::map<std::string, std::int64_t>& to, const std::vector<std::string>& rows) {
        for (const std::string& row : rows) {
            const auto value = parser.parse(simdjson::padded_string{row});
            std::string_view name;
            if (value["user_email"].get(name) != simdjson::SUCCESS) {
                EXPECT_EQ(value["service_account_name"].get(name), simdjson::SUCCESS);
            }
            for (const std::string_view counter : augment_counters) {
                std::int64_t number = 0;
                EXPECT_EQ(value["metrics"][counter].get(number), simdjson::SUCCESS) << row;
                to[std::string{name} + " " + std::string{counter}] += number;
                to["all " + std::string{counter}] += number;
            }
        }
    };
    add(by_user, day.users);
    add(by_record, day.records);
    EXPECT_EQ(by_user, by_record);
    std::map<std::string, std::int64_t> of_day;
    add(of_day, {"{\"user_email\":\"all\"," + day.usage->substr(1)});
    for (const auto& [name, number] : of_day) EXPECT_EQ(number, 2 * by_user.at(name)) << "counted under both names";
}

TEST(AugmentLimit, LetsTwentyThroughAtOnceAndThenOneEachSixSeconds) {
    augment_limit limit{10, 20};
    double now = 1000;
    limit.set_clock([&now] { return std::chrono::duration<double>{now}; });
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(limit.take()) << i;
    }
    EXPECT_FALSE(limit.take());
    now += 5.9;
    EXPECT_FALSE(limit.take());
    now += 0.2;
    EXPECT_TRUE(limit.take());
    EXPECT_FALSE(limit.take());
    EXPECT_EQ(limit.refused(), 3u);
}

}  // namespace
}  // namespace simulator
