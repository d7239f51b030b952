#include "pipelines/plan.hpp"

#include <gtest/gtest.h>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

using namespace std::chrono_literals;

TEST(Plan, ReachesFromSinceToYesterday) {
    const auto planned = plan_of(since(3));
    EXPECT_EQ(days_of(planned.due), (std::vector{today - 1, today - 2, today - 3}));
    EXPECT_TRUE(planned.expired.empty());
    EXPECT_EQ(planned.waiting, 0u);
}

TEST(Plan, NeverAsksForTodayOrLater) {
    EXPECT_TRUE(plan_of(since(0)).due.empty());
    EXPECT_TRUE(plan_of(since(-5)).due.empty());
}

TEST(Plan, EndsWithUntilWhereTheTargetHasLeft) {
    auto target = since(5);
    target.until = today - 3;
    EXPECT_EQ(days_of(plan_of(target).due), (std::vector{today - 3, today - 4, today - 5}));
}

struct due_case {
    const char* name;
    std::optional<slice_state> row;
    int days_ago;
    std::optional<due_reason> why;  ///< nullopt: not due
};

TEST(Plan, KnowsWhyADayIsDueAndWhyNot) {
    const due_case cases[] = {
        {"no row", std::nullopt, 10, due_reason::missing},
        {"pending", row(slice_status::pending, "not_published"), 2, due_reason::pending},
        {"pending, stopped by a signal", row(slice_status::pending, "interrupted"), 40, due_reason::pending},
        {"failed", row(slice_status::failed, "server_error"), 10, due_reason::failed},
        {"failed for good reasons", row(slice_status::failed, "bad_records"), 300, due_reason::failed},
        {"refused", row(slice_status::failed, "policy_disabled"), 10, due_reason::failed},
        {"loaded but not final", loaded_row(), 2, due_reason::provisional},
        {"loaded, not final, and its last read failed", loaded_row("unreachable"), 30, due_reason::provisional},
        {"vanished", loaded_row("vanished"), 30, due_reason::provisional},
        {"in progress", row(slice_status::in_progress), 10, due_reason::unfinished},
        {"no data, 5 days old", row(slice_status::no_data, "not_published"), 5, due_reason::no_data},
        {"no data, 28 days old", row(slice_status::no_data, "not_published"), 28, due_reason::no_data},
        {"no data, 29 days old", row(slice_status::no_data, "not_published"), 29, std::nullopt},
        {"final, its forced read failed", final_row("unreachable"), 10, std::nullopt},
    };
    for (const due_case& c : cases) {
        auto target = since(0);
        target.since = today - c.days_ago;
        target.final_days = {{target.since + 1, today - 1}};
        if (c.row) target.open_days[target.since] = *c.row;
        const auto planned = plan_of(target);
        ASSERT_EQ(planned.due.size(), c.why ? 1u : 0u) << c.name;
        if (!c.why) continue;
        EXPECT_EQ(planned.due[0].why, *c.why) << c.name;
        EXPECT_EQ(planned.due[0].slice, (schema::slice{target.target, target.since})) << c.name;
        EXPECT_EQ(planned.due[0].seen, c.row) << c.name;
    }
}

TEST(Plan, LeavesFinalDaysAlone) {
    auto target = since(10);
    target.final_days = {{today - 10, today - 8}, {today - 6, today - 2}};
    EXPECT_EQ(days_of(plan_of(target).due), (std::vector{today - 1, today - 7}));
}

TEST(Plan, FindsOlderRowsThatAreNotFinal) {
    auto target = since(2);
    target.open_days[today - 30] = loaded_row();
    target.open_days[today - 40] = row(slice_status::failed, "server_error");
    target.open_days[today - 50] = row(slice_status::no_data, "not_published");
    EXPECT_EQ(days_of(plan_of(target).due), (std::vector{today - 1, today - 2, today - 30, today - 40}));
}

TEST(Plan, WaitsForATimeThatTheVendorNamed) {
    for (const auto status : {slice_status::failed, slice_status::completed}) {
        auto target = since(1);
        auto state = row(status, "rate_limited");
        state.next_attempt_at = at_today().now + 1s;
        target.open_days[today - 1] = state;
        EXPECT_TRUE(plan_of(target).due.empty());
        EXPECT_EQ(plan_of(target).waiting, 1u);

        target.open_days[today - 1].next_attempt_at = at_today().now;  // it has come
        EXPECT_EQ(plan_of(target).due.size(), 1u);
        EXPECT_EQ(plan_of(target).waiting, 0u);
    }
}

TEST(Plan, WaitsByTheClockAndNotByTheAsOfDay) {
    auto target = since(1);
    target.open_days[today - 1] = row(slice_status::failed, "rate_limited");
    target.open_days[today - 1].next_attempt_at = at(today, 7h);
    auto request = at_today();
    request.now = at(today + 30);
    EXPECT_EQ(plan_of(target, request).due.size(), 1u);
}

TEST(Plan, OfABackfillHasEveryDayOfItsRangeThatIsNotFinal) {
    auto target = since(60);
    target.final_days = {{today - 48, today - 46}};
    target.open_days[today - 50] = row(slice_status::no_data, "not_published");
    target.open_days[today - 49] = loaded_row();
    target.open_days[today - 5] = row(slice_status::failed, "server_error");
    auto request = at_today();
    request.range = {today - 50, today - 45};
    const auto planned = plan_of(target, request);
    EXPECT_EQ(days_of(planned.due), (std::vector{today - 45, today - 49, today - 50}));
    EXPECT_EQ(planned.due[2].why, due_reason::no_data);
}

TEST(Plan, OfABackfillStaysWithinSinceAndYesterday) {
    auto request = at_today();
    request.range = {today - 5, today + 3};
    EXPECT_EQ(days_of(plan_of(since(2), request).due), (std::vector{today - 1, today - 2}));
    request.range = {today - 20, today - 10};
    EXPECT_TRUE(plan_of(since(2), request).due.empty());
}

TEST(Plan, OfAForcedBackfillReadsFinalDaysAgain) {
    auto target = since(10);
    target.final_days = {{today - 10, today - 9}};
    target.open_days[today - 8] = final_row("");
    auto request = at_today();
    request.range = {today - 10, today - 7};
    request.force = true;
    const auto planned = plan_of(target, request);
    ASSERT_EQ(days_of(planned.due), (std::vector{today - 7, today - 8, today - 9, today - 10}));
    EXPECT_EQ(planned.due[0].why, due_reason::missing);
    EXPECT_EQ(planned.due[1].why, due_reason::forced);
    EXPECT_EQ(planned.due[1].seen, final_row(""));
    EXPECT_EQ(planned.due[3].why, due_reason::forced);
}

TEST(Plan, AsksForTheOldestDayOfTheVendorsYearAndNoOlderOne) {
    EXPECT_EQ(oldest_askable(today), day(2025, 11, 21));
    EXPECT_EQ(oldest_askable(day(2024, 2, 29)), day(2023, 2, 28));
    const auto planned = plan_of(since(367));
    EXPECT_EQ(planned.due.size(), 365u);
    EXPECT_EQ(planned.due.front().slice.day, day(2025, 11, 21));
    const std::vector<schema::slice> expired{{users_of("octo-org"), day(2025, 11, 19)},
                                             {users_of("octo-org"), day(2025, 11, 20)}};
    EXPECT_EQ(planned.expired, expired);
}

TEST(Plan, SaysOnceThatADayLeftTheWindowUnread) {
    const day old = today - 400;
    const std::pair<slice_state, bool> cases[] = {
        {row(slice_status::pending, "not_published"), true},
        {row(slice_status::failed, "server_error"), true},
        {row(slice_status::in_progress), true},
        {row(slice_status::failed, "expired"), false},         // known already
        {row(slice_status::no_data, "not_published"), false},  // it was asked, and had none
        {loaded_row(), false},                                 // loaded, and it stays so
        {loaded_row("unreachable"), false}};
    for (const auto& [state, expires] : cases) {
        auto target = since(1);
        target.final_days = {{today - 1, today - 1}};
        target.open_days[old] = state;
        const auto planned = plan_of(target);
        EXPECT_TRUE(planned.due.empty()) << to_string(state.status) << " " << state.reason;
        EXPECT_EQ(planned.expired.size(), expires ? 1u : 0u) << to_string(state.status) << " " << state.reason;
    }
}

TEST(Plan, NeverExpiresFinalDays) {
    auto target = since(400);
    target.final_days = {{today - 400, today - 1}};
    const auto planned = plan_of(target);
    EXPECT_TRUE(planned.due.empty());
    EXPECT_TRUE(planned.expired.empty());
}

TEST(Plan, OverAThousandTargetsWithAYearOfFinalDaysIsNoWorkToSpeakOf) {
    std::vector<schema::target_state> targets;
    for (int i = 0; i < 1000; ++i) {
        auto target = since(365, users_of("org-" + std::to_string(i)));
        target.final_days = {{today - 365, today - 6}};
        for (int back = 1; back <= 5; ++back) target.open_days[today - back] = loaded_row();
        targets.push_back(std::move(target));
    }
    const auto planned = plan(targets, at_today());
    EXPECT_EQ(planned.due.size(), 5000u);
    EXPECT_TRUE(planned.expired.empty());
}

TEST(MeantToBeComplete, IsSinceToYesterdayCutToUntilAndRange) {
    auto target = since(10);
    EXPECT_EQ(meant_to_be_complete(target, today, std::nullopt), (schema::day_range{today - 10, today - 1}));
    target.until = today - 4;
    EXPECT_EQ(meant_to_be_complete(target, today, std::nullopt), (schema::day_range{today - 10, today - 4}));
    EXPECT_EQ(meant_to_be_complete(target, today, schema::day_range{today - 20, today - 8}),
              (schema::day_range{today - 10, today - 8}));
    EXPECT_TRUE(meant_to_be_complete(target, today, schema::day_range{today - 3, today - 2}).empty());
    target.until = today + 5;
    EXPECT_EQ(meant_to_be_complete(target, today, std::nullopt).last, today - 1);
}

TEST(InRanges, FindsADayAtBothEndsAndInNoGap) {
    const std::vector<schema::day_range> ranges{{today - 9, today - 7}, {today - 5, today - 5}};
    for (const int back : {9, 8, 7, 5}) EXPECT_TRUE(in_ranges(ranges, today - back)) << back;
    for (const int back : {10, 6, 4}) EXPECT_FALSE(in_ranges(ranges, today - back)) << back;
    EXPECT_FALSE(in_ranges({}, today));
}

TEST(DueReason, IsDescribedInWords) {
    for (const auto why : {due_reason::missing, due_reason::pending, due_reason::failed, due_reason::provisional,
                           due_reason::no_data, due_reason::unfinished, due_reason::forced})
        EXPECT_FALSE(describe(why).empty());
}

}  // namespace
}  // namespace pipelines::testing
