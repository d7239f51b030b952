#include "pipelines/export_days.hpp"

#include <gtest/gtest.h>

namespace pipelines {
namespace {

using schema::slice_status;

const schema::day today{2026, 11, 21};

schema::slice_state row(slice_status status, const std::string& reason = "", bool is_final = false) {
    schema::slice_state state;
    state.status = status;
    state.reason = reason;
    state.is_final = is_final;
    return state;
}

/// Complete from the 10th to yesterday.
schema::target_state target(schema::dataset dataset = schema::dataset::users) {
    schema::target_state state;
    state.target = {"github", {schema::scope_kind::organization, "octo"}, dataset};
    state.since = schema::day{2026, 11, 10};
    return state;
}

exported_day only(const schema::target_state& state, schema::day day) {
    return exported_days(state, {day, day}, today).at(0);
}

TEST(ExportedDays, SayWhatTheTablesHoldOfEachDay) {
    schema::target_state state = target();
    state.final_days = {{schema::day{2026, 11, 10}, schema::day{2026, 11, 12}}};
    state.open_days[schema::day{2026, 11, 13}] = row(slice_status::completed);
    state.open_days[schema::day{2026, 11, 14}] = row(slice_status::completed, "vanished", true);
    const auto days = exported_days(state, {schema::day{2026, 11, 9}, schema::day{2026, 11, 15}}, today);
    ASSERT_EQ(days.size(), 7u);
    std::string shown;
    for (const exported_day& one : days)
        shown += one.status + (one.is_final ? "!" : "") + (one.is_gap ? "?" : "") + ":" + one.reason + " ";
    EXPECT_EQ(shown,
              "missing:not_planned completed!: completed!: completed!: completed: completed!:vanished "
              "missing?:not_attempted ");
}

TEST(ExportedDays, AreAGapWhereSomethingIsMissingThatCouldBeThere) {
    schema::target_state state = target();
    const schema::day day{2026, 11, 15};
    const auto gap = [&](const schema::slice_state& given) {
        state.open_days[day] = given;
        return only(state, day).is_gap;
    };
    EXPECT_TRUE(gap(row(slice_status::failed, "bad_records")));
    EXPECT_TRUE(gap(row(slice_status::in_progress)));
    EXPECT_TRUE(gap(row(slice_status::pending, "unreachable")));
    EXPECT_FALSE(gap(row(slice_status::pending, "not_published")));
    EXPECT_FALSE(gap(row(slice_status::no_data)));
    EXPECT_FALSE(gap(row(slice_status::completed, "unreachable"))) << "what is loaded stands";
}

TEST(ExportedDays, OfTodayAndTheFutureAreNoGap) {
    EXPECT_FALSE(only(target(), today).is_gap);
    EXPECT_EQ(only(target(), today + 5).reason, "not_planned");
    schema::target_state left = target();
    left.until = schema::day{2026, 11, 12};
    EXPECT_FALSE(only(left, schema::day{2026, 11, 15}).is_gap) << "left the configuration before";
    EXPECT_TRUE(only(left, schema::day{2026, 11, 12}).is_gap);
}

TEST(ExportedDays, WithoutDataAreFinalOnceNobodyAsksAgain) {
    schema::target_state state = target();
    state.since = schema::day{2026, 9, 1};
    for (const int ago : {28, 29}) {
        state.open_days[today - ago] = row(slice_status::no_data);
        EXPECT_EQ(only(state, today - ago).is_final, ago > 28);
    }
}

TEST(ExportedDays, OfSnapshotsThatNobodyTookAreNoGap) {
    EXPECT_FALSE(only(target(schema::dataset::seats), schema::day{2026, 11, 15}).is_gap);
}

}  // namespace
}  // namespace pipelines
