#include "pipelines/retention_plan.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

const schema::day today{2026, 11, 21};

schema::target_state target(int since_days_ago, std::optional<int> until_days_ago = std::nullopt) {
    schema::target_state state;
    state.target = {"github", {schema::scope_kind::organization, "octo-org"}, schema::dataset::users};
    state.since = today - since_days_ago;
    if (until_days_ago) state.until = today - *until_days_ago;
    return state;
}

TEST(Retention, KeepsSoManyDaysBeforeToday) {
    EXPECT_EQ(first_kept_day(0, today), std::nullopt) << "everything";
    EXPECT_EQ(first_kept_day(1, today), today - 1) << "yesterday alone";
    EXPECT_EQ(first_kept_day(400, today), (schema::day{2025, 10, 17})) << "the example of docs/archive.md";
}

TEST(Retention, MovesOnlyTargetsThatReachBehindTheFirstDayKept) {
    const std::vector<schema::target_state> targets{target(29), target(30), target(31), target(400, 30),
                                                    target(400, 31)};
    const auto changes = retain(targets, today - 30);
    ASSERT_EQ(changes.size(), 3u);
    for (const target_retention& change : changes) EXPECT_EQ(change.since, today - 30);
    EXPECT_FALSE(changes[0].ended);
    EXPECT_FALSE(changes[1].ended) << "its last day is kept";
    EXPECT_EQ(changes[1].until, today - 30);
    EXPECT_TRUE(changes[2].ended);
}

}  // namespace
}  // namespace pipelines
