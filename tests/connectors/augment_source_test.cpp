// What an Augment source asks, and what it makes of the answers.
#include "connectors/augment/augment_source.hpp"

#include <set>
#include <thread>

#include "tests/connectors/augment_fixture.hpp"

namespace {

using namespace connectors;
using namespace std::chrono_literals;
using test_support::augment_base;
using test_support::AugmentSource;

const std::string mira = R"({"user_email":"mira@x","n":1})";
const std::string bot = R"({"service_account_name":"bot","n":2})";

TEST_F(AugmentSource, AsksOneDayOfUsersPageByPage) {
    serve_pages("user-activity", {users({mira}, "eyJvZmZzZXQiOjJ9=+/&"), users({bot})});
    const fetch_outcome outcome = fetch_users();
    ASSERT_EQ(outcome.result, fetch_result::report) << outcome.message;
    EXPECT_EQ(sink.parts, (std::vector<std::string>{R"({"day":"2026-11-18","users":[)" + bot + "]}\n" +
                                                    R"({"day":"2026-11-18","users":[)" + mira + "]}\n"}));
    EXPECT_EQ(targets(), (std::vector<std::string>{
                             "/analytics/v0/user-activity?start_date=2026-11-18&end_date=2026-11-18&page_size=100",
                             "/analytics/v0/user-activity?start_date=2026-11-18&end_date=2026-11-18&page_size=100"
                             "&cursor=eyJvZmZzZXQiOjJ9%3D%2B%2F%26",
                             "/analytics/v0/daily-user-activity-by-editor-language?date=2026-11-18&page_size=100"}));
    EXPECT_EQ(outcome.requests, 3u);
    EXPECT_GT(outcome.bytes_downloaded, 300u);
}

TEST_F(AugmentSource, ARepeatedCursorIsAnErrorAndNotALoop) {
    serve("user-activity", users({mira}, "again"));
    const fetch_outcome outcome = fetch_users();
    EXPECT_EQ(outcome.reason, reason::malformed_answer);
    EXPECT_NE(outcome.message.find("leads back to a page that was read"), std::string::npos) << outcome.message;
    EXPECT_EQ(outcome.requests, 2u);
}

TEST_F(AugmentSource, MoreWithoutACursorIsAnErrorAndNotTheEnd) {
    std::string body = users({mira});
    body.replace(body.find("false"), 5, "true");
    serve("user-activity", body);
    EXPECT_EQ(fetch_users().reason, reason::malformed_answer);
}

TEST_F(AugmentSource, AnAnswerAboutOtherDaysIsAnError) {
    serve("user-activity", page("users", {mira}, "", "2026-11-17"));
    const fetch_outcome outcome = fetch_users();
    EXPECT_EQ(outcome.reason, reason::malformed_answer);
    EXPECT_NE(outcome.message.find("it is about 2026-11-17 to 2026-11-17"), std::string::npos) << outcome.message;
}

TEST_F(AugmentSource, AMissingArrayIsNoEmptyDay) {
    std::string body = users({});
    body.replace(body.find("users"), 5, "people");
    serve("user-activity", body);
    EXPECT_EQ(fetch_users().reason, reason::malformed_answer);
    EXPECT_EQ(server.count(augment_base + "dau-count"), 0u);
}

TEST_F(AugmentSource, ADayLargerThanTheMemoryForItIsRefused) {
    auto small = options();
    small.day_bytes_max = 40;
    augment_source narrow{small, account};
    serve("user-activity", users({mira, bot}));
    const fetch_outcome outcome =
        narrow.fetch({{"augment", {schema::scope_kind::organization, "acme"}, schema::dataset::users}, day}, sink, {});
    EXPECT_EQ(outcome.reason, reason::malformed_answer);
    EXPECT_TRUE(sink.parts.empty());
}

TEST_F(AugmentSource, NobodyActiveIsADayLikeAnyOther) {
    serve("dau-count", active({R"({"date":"2026-11-18","user_count":0})"}));
    for (const auto dataset : {schema::dataset::users, schema::dataset::totals}) {
        const fetch_outcome outcome = fetch(dataset, day);
        EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
        EXPECT_TRUE(outcome.nobody_active);
        EXPECT_EQ(sink.parts, std::vector<std::string>{""});
    }
}

TEST_F(AugmentSource, ADayThatDauCountLeavesOutIsNotPublished) {
    for (const auto dataset : {schema::dataset::users, schema::dataset::totals}) {
        const fetch_outcome outcome = fetch(dataset, day);
        EXPECT_EQ(outcome.result, fetch_result::no_data);
        EXPECT_EQ(outcome.reason, reason::not_published);
        EXPECT_FALSE(outcome.nobody_active);
    }
}

TEST_F(AugmentSource, ActiveIdentitiesWithoutCountersAreADayWithoutUserRows) {
    serve("dau-count", active({R"({"date":"2026-11-18","user_count":3})"}));
    const fetch_outcome users_of_day = fetch_users();
    EXPECT_EQ(users_of_day.result, fetch_result::report);
    EXPECT_TRUE(users_of_day.nobody_active) << "daily-usage leaves the day out as well";
    const fetch_outcome totals_of_day = fetch_totals(day);
    EXPECT_FALSE(totals_of_day.nobody_active);
    EXPECT_EQ(sink.parts, std::vector<std::string>{
                              R"({"day":"2026-11-18","daily_active_user_counts":{"date":"2026-11-18","user_count":3}})"
                              "\n"});
}

TEST_F(AugmentSource, ActivityWithoutAnyIdentityIsHalfAnAnswer) {
    serve("dau-count", active({R"({"date":"2026-11-18","user_count":3})"}));
    serve("daily-usage", usage({R"({"date":"2026-11-18","metrics":{"total_messages":5}})"}));
    EXPECT_EQ(fetch_users().reason, reason::part_missing);
}

TEST_F(AugmentSource, CountersThatAreAllZeroAreNoActivity) {
    serve("dau-count", active({R"({"date":"2026-11-18","user_count":0})"}));
    serve("daily-usage", usage({R"({"date":"2026-11-18","metrics":{"total_messages":0,"chat_messages":null}})"}));
    EXPECT_TRUE(fetch_users().nobody_active);
}

TEST_F(AugmentSource, AnswersThatContradictEachOtherAreHalfAnAnswer) {
    const std::string busy = R"({"date":"2026-11-18","metrics":{"total_messages":5}})";
    const std::string nobody = R"({"date":"2026-11-18","user_count":0})", unsaid = R"({"date":"2026-11-18"})";
    const std::vector<std::pair<std::string, std::string>> answers{
        {active({nobody}), usage({busy})}, {active({unsaid}), usage({})}};
    for (const auto& [counted, used] : answers) {
        augment_source another{options(), std::make_shared<augment_account>(config::secret{test_support::augment_token}, clock)};
        serve("dau-count", counted);
        serve("daily-usage", used);
        const fetch_outcome outcome = another.fetch(
            {{"augment", {schema::scope_kind::organization, "acme"}, schema::dataset::users}, day}, sink = {}, {});
        EXPECT_EQ(outcome.reason, reason::part_missing) << counted << used << outcome.message;
    }
}

TEST_F(AugmentSource, TotalsAreAskedOncePerRunAndRange) {
    account->windows.expect({schema::day{2026, 11, 16}, day, schema::day{2026, 11, 17}});
    serve("dau-count", active({R"({"date":"2026-11-16","user_count":3})", R"({"date":"2026-11-17","user_count":0})",
                               R"({"date":"2026-11-18","user_count":2})"},
                              "2026-11-16"));
    serve("daily-usage", usage({R"({"date":"2026-11-18","metrics":{"total_messages":5}})"}, "2026-11-16"));
    EXPECT_EQ(fetch_totals(day).requests, 2u);
    EXPECT_EQ(sink.parts,
              std::vector<std::string>{
                  R"({"day":"2026-11-18","daily_usage":{"date":"2026-11-18","metrics":{"total_messages":5}},)"
                  R"("daily_active_user_counts":{"date":"2026-11-18","user_count":2}})"
                  "\n"});
    augment_source of_another_worker{options(), account};
    for (const schema::day& other : {schema::day{2026, 11, 16}, schema::day{2026, 11, 17}}) {
        const fetch_outcome outcome = of_another_worker.fetch(
            {{"augment", {schema::scope_kind::organization, "acme"}, schema::dataset::totals}, other}, sink = {}, {});
        EXPECT_EQ(outcome.result, fetch_result::report) << outcome.message;
        EXPECT_EQ(outcome.requests, 0u);
        EXPECT_EQ(outcome.nobody_active, other == (schema::day{2026, 11, 17}));
    }
    EXPECT_EQ(targets(),
              (std::vector<std::string>{"/analytics/v0/dau-count?start_date=2026-11-16&end_date=2026-11-18",
                                        "/analytics/v0/daily-usage?start_date=2026-11-16&end_date=2026-11-18"}));
}

TEST_F(AugmentSource, ARangeThatIsWrongIsNotAskedForAgain) {
    account->windows.expect({schema::day{2026, 11, 17}, day});
    serve("dau-count", active({}, "2026-11-17"));
    serve("daily-usage", usage({R"({"date":"2026-11-17"})", R"({"date":"2026-11-17"})"}, "2026-11-17"));
    const fetch_outcome first = fetch_totals(day);
    EXPECT_EQ(first.reason, reason::malformed_answer);
    const std::size_t asked = server.requests().size();
    EXPECT_EQ(asked, 4u) << "the range, and each half once";
    const fetch_outcome second = fetch_totals({2026, 11, 17});
    EXPECT_EQ(second.reason, reason::malformed_answer);
    EXPECT_EQ(fetch_totals(day).message, first.message);
    EXPECT_EQ(second.requests, 0u);
    EXPECT_EQ(server.requests().size(), asked);
}

class AugmentRanges : public AugmentSource {
protected:
    /// The vendor refuses every range with one of these days in it, and has nothing against others.
    void refuse(const std::set<int>& days_of_november) {
        account->windows.expect({november(11), november(12), november(13), november(14), november(15), november(16),
                                 november(17), november(18)});
        for (int first = 11; first <= 18; ++first)
            for (int last = first; last <= 18; ++last) {
                const auto bad = days_of_november.lower_bound(first);
                const bool refused = bad != days_of_november.end() && *bad <= last;
                const std::string from = november(first).text(), to = november(last).text();
                const std::string query = "?start_date=" + from + "&end_date=" + to;
                std::vector<std::string> rows;
                for (int dom = first; dom <= last; ++dom)
                    rows.push_back(R"({"date":")" + november(dom).text() + R"(","user_count":0})");
                serve("dau-count" + query, refused ? reply{.status = 400, .body = refusal}
                                                   : reply{.body = active(rows, from, to)});
                serve("daily-usage" + query, usage({}, from, to));
            }
    }
    static schema::day november(int dom) { return {2026, 11, static_cast<unsigned>(dom)}; }

    using reply = test_support::reply;
    const std::string refusal = R"({"error":{"code":"InvalidArgument","message":"not that day"}})";
};

TEST_F(AugmentRanges, ADayThatIsRefusedDoesNotTakeOthersAlong) {
    refuse({13});
    for (int dom = 18; dom >= 11; --dom) {
        const fetch_outcome outcome = fetch_totals(november(dom));
        if (dom == 13) {
            EXPECT_EQ(outcome.reason, reason::malformed_answer);
            EXPECT_NE(outcome.message.find("of 2026-11-13 (Augment says: \"not that day\")"), std::string::npos)
                << outcome.message;
        } else {
            EXPECT_EQ(outcome.result, fetch_result::report) << dom << outcome.message;
        }
    }
    // 11-18; 11-14, 15-18; 11-12, 13-14; 13, 14: each once, daily-usage only where dau-count answered
    EXPECT_EQ(server.count("/analytics/v0/dau-count"), 7u);
    EXPECT_EQ(server.count("/analytics/v0/daily-usage"), 3u);
}

TEST_F(AugmentRanges, WhenBothHalvesAreRefusedNoFurtherQuestionIsSpent) {
    refuse({11, 12, 13, 14, 15, 16, 17, 18});
    for (int dom = 18; dom >= 11; --dom)
        EXPECT_EQ(fetch_totals(november(dom)).reason, reason::malformed_answer);
    EXPECT_EQ(server.requests().size(), 3u);
}

TEST_F(AugmentRanges, AHalfThatDidNotComeIsAskedForAgain) {
    refuse({13});
    serve("dau-count?start_date=2026-11-15&end_date=2026-11-18", reply{.status = 503, .body = "busy"});
    EXPECT_EQ(fetch_totals(november(18)).reason, reason::server_error);
    refuse({13});
    EXPECT_EQ(fetch_totals(november(18)).result, fetch_result::report);
    EXPECT_EQ(fetch_totals(november(13)).reason, reason::malformed_answer);
    EXPECT_EQ(fetch_totals(november(14)).result, fetch_result::report);
}

TEST_F(AugmentSource, ARangeThatDidNotComeIsAskedForAgain) {
    serve("dau-count", test_support::reply{.status = 503, .body = "<html>busy</html>"});
    EXPECT_EQ(fetch_totals(day).reason, reason::server_error);
    serve("dau-count", active({R"({"date":"2026-11-18","user_count":0})"}));
    EXPECT_EQ(fetch_totals(day).result, fetch_result::report);
}

TEST_F(AugmentSource, RowsOfOtherDaysAreAnError) {
    for (const char* row : {R"({"date":"2026-11-19","user_count":1})", R"({"date":"2026-1-5","user_count":1})",
                            R"({"user_count":1})", R"({"date":20261118})"}) {
        augment_source fresh{options(),
                             std::make_shared<augment_account>(config::secret{test_support::augment_token}, clock)};
        serve("dau-count", active({row}));
        const fetch_outcome outcome = fresh.fetch(
            {{"augment", {schema::scope_kind::organization, "acme"}, schema::dataset::totals}, day}, sink = {}, {});
        EXPECT_EQ(outcome.reason, reason::malformed_answer) << row;
    }
}

TEST_F(AugmentSource, OtherDatasetsDoNotExist) {
    const fetch_outcome outcome = fetch(schema::dataset::seats, day);
    EXPECT_EQ(outcome.extent, failure_extent::scope_dataset);
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(AugmentSource, TheProbeLetsTheVendorChooseTheDays) {
    const schema::target target{"augment", {schema::scope_kind::organization, "acme"}, schema::dataset::totals};
    EXPECT_EQ(source.probe(target, {}).result, fetch_result::report);
    EXPECT_EQ(source.probe({"augment", target.scope, schema::dataset::users}, {}).result, fetch_result::report);
    EXPECT_EQ(targets(),
              (std::vector<std::string>{"/analytics/v0/dau-count", "/analytics/v0/user-activity?page_size=100"}));
}

}  // namespace
