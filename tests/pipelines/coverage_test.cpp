#include "pipelines/coverage.hpp"

#include <gtest/gtest.h>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

TEST(Coverage, CountsEveryDayOfTheRangeInOneColumn) {
    auto target = since(12);
    target.final_days = {{today - 12, today - 8}};
    target.open_days[today - 7] = final_row("server_error");
    target.open_days[today - 6] = row(slice_status::no_data, "not_published");
    target.open_days[today - 5] = row(slice_status::failed, "bad_records");
    target.open_days[today - 4] = loaded_row();
    target.open_days[today - 3] = loaded_row("vanished");
    target.open_days[today - 2] = row(slice_status::in_progress);
    target.open_days[today - 1] = row(slice_status::pending, "not_published");
    const auto c = cover(target, today);
    EXPECT_EQ(c.range, (schema::day_range{today - 12, today - 1}));
    EXPECT_EQ(c.loaded, 8);
    EXPECT_EQ(c.final_days, 6);
    EXPECT_EQ(c.provisional, 2);
    EXPECT_EQ(c.no_data, 1);
    EXPECT_EQ(c.failed, 1);
    EXPECT_EQ(c.missing, 1);
    EXPECT_EQ(c.pending, 1);
    EXPECT_EQ(c.loaded + c.no_data + c.failed + c.missing + c.pending, c.range.size());
    EXPECT_EQ(c.newest_loaded, today - 3);
    EXPECT_EQ(c.lag_days, 3);
}

TEST(Coverage, NamesEveryTroubleAndJoinsEqualNeighbours) {
    auto target = since(8);
    target.final_days = {{today - 8, today - 8}};
    for (const int back : {7, 6, 5}) target.open_days[today - back] = row(slice_status::failed, "server_error");
    target.open_days[today - 4] = row(slice_status::failed, "part_missing");
    target.open_days[today - 3] = row(slice_status::failed, "server_error");
    target.open_days[today - 2] = loaded_row("unreachable");
    const auto c = cover(target, today);
    ASSERT_EQ(c.troubles.size(), 5u);
    EXPECT_EQ(c.troubles[0].days, (schema::day_range{today - 7, today - 5}));
    EXPECT_EQ(c.troubles[0].reason, "server_error");
    EXPECT_EQ(c.troubles[1].reason, "part_missing");
    EXPECT_EQ(c.troubles[2].days, (schema::day_range{today - 3, today - 3}));
    EXPECT_EQ(c.troubles[3].reason, "unreachable");
    EXPECT_EQ(c.troubles[4].reason, "not_attempted");
    EXPECT_EQ(c.troubles[4].days, (schema::day_range{today - 1, today - 1}));
}

TEST(Coverage, SeesADayWithoutAnyRow) {
    const auto c = cover(since(3), today);
    EXPECT_EQ(c.missing, 3);
    EXPECT_EQ(c.loaded, 0);
    EXPECT_FALSE(c.newest_loaded);
    EXPECT_FALSE(c.lag_days);
    ASSERT_EQ(c.troubles.size(), 1u);
    EXPECT_EQ(c.troubles[0].days.size(), 3);
}

TEST(Coverage, CallsNoDayMissingThatIsNotPublishedOrHasNoData) {
    auto target = since(2);
    target.open_days[today - 2] = row(slice_status::no_data, "not_published");
    target.open_days[today - 1] = row(slice_status::pending, "not_published");
    const auto c = cover(target, today);
    EXPECT_TRUE(c.troubles.empty());
    EXPECT_EQ(c.missing + c.failed, 0);
}

TEST(Coverage, NeverShowsAProvisionalDayAsFinal) {
    auto target = since(1);
    target.open_days[today - 1] = loaded_row();
    const auto c = cover(target, today);
    EXPECT_EQ(c.final_days, 0);
    EXPECT_EQ(c.provisional, 1);
}

TEST(Coverage, EndsWhereTheTargetLeft) {
    auto target = since(10);
    target.until = today - 6;
    target.final_days = {{today - 10, today - 6}};
    const auto c = cover(target, today);
    EXPECT_EQ(c.loaded, 5);
    EXPECT_EQ(c.missing, 0);
    EXPECT_EQ(c.lag_days, 6);
}

TEST(Coverage, CountsAWindowThatEndedBeforeTheTargetBegan) {
    auto users = users_of("octo-org");
    users.dataset = schema::dataset::engagement;
    auto target = since(1, users);
    target.final_days = {{today - 2, today - 2}};
    const coverage settled = cover(target, today);
    EXPECT_EQ(settled.loaded, 1);
    EXPECT_EQ(settled.final_days, 1);
    EXPECT_EQ(settled.missing, 0);
    EXPECT_EQ(settled.newest_loaded, today - 2);
    EXPECT_EQ(settled.lag_days, 2);
    target.final_days.clear();
    target.open_days[today - 3] = row(slice_status::failed, "bad_records");
    EXPECT_EQ(cover(target, today).failed, 1);
}

TEST(Coverage, CountsImportedDaysBeforeTheTargetBeganAndNoGapsBetweenThem) {
    auto target = since(2);
    target.open_days[today - 300] = loaded_row();
    target.open_days[today - 200] = loaded_row();
    target.final_days = {{today - 2, today - 1}};
    const coverage made = cover(target, today);
    EXPECT_EQ(made.loaded, 4);
    EXPECT_EQ(made.provisional, 2);
    EXPECT_EQ(made.missing, 0);
    EXPECT_EQ(made.range, (schema::day_range{today - 2, today - 1}));

    target.until = today - 100;  // only imported, and imported again
    target.since = today - 100;
    target.open_days[today - 100] = loaded_row();
    EXPECT_EQ(cover(target, today).loaded, 5);
    EXPECT_EQ(cover(target, today).missing, 0);
    EXPECT_EQ(cover(target, today).newest_loaded, today - 1);
    EXPECT_EQ(cover(target, today - 50).loaded, 3) << "what was there by then";
}

std::string advice_for(const schema::target_state& target) { return advice({cover(target, today)}); }

TEST(Advice, SaysWhatToDoInOneSentence) {
    EXPECT_NE(advice({}).find("copilot-metrics-sync sync"), std::string::npos);

    auto target = since(2);
    EXPECT_EQ(advice_for(target), "2 days have not been read yet: run `copilot-metrics-sync sync`.");
    target.open_days[today - 2] = row(slice_status::failed, "server_error");
    EXPECT_NE(advice_for(target).find("2 days are missing"), std::string::npos) << advice_for(target);
    target.open_days[today - 2] = loaded_row("server_error");
    target.open_days[today - 1] = loaded_row();
    EXPECT_NE(advice_for(target).find("the last read of 1 failed"), std::string::npos) << advice_for(target);
    target.open_days[today - 2] = loaded_row();
    EXPECT_NE(advice_for(target).find("2 days are provisional"), std::string::npos) << advice_for(target);
    target.open_days.clear();
    target.final_days = {{today - 2, today - 1}};
    EXPECT_EQ(advice_for(target), "Nothing to do: every day is loaded and final.");
}

TEST(Advice, NeverSaysEveryDayIsLoadedWhereOneIsKnownToHaveNoData) {
    auto target = since(2);
    target.final_days = {{today - 2, today - 2}};
    target.open_days[today - 1] = row(slice_status::no_data, "not_published");
    EXPECT_EQ(advice_for(target).find("every day is loaded"), std::string::npos) << advice_for(target);
}

}  // namespace
}  // namespace pipelines::testing
