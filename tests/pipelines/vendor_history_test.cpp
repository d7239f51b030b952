#include "pipelines/vendor_history.hpp"

#include <gtest/gtest.h>

#include "pipelines/targets.hpp"
#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

config::settings both_vendors() {
    config::settings settings;
    settings.sources.resize(2);
    settings.sources[1].name = "augment";
    settings.sources[1].type = config::source_type::augment;
    settings.sources[1].scopes = {{schema::scope_kind::organization, "acme"}};
    settings.sources[1].datasets = {schema::dataset::totals, schema::dataset::users};
    return settings;
}

const schema::target of_github = users_of("octo-org");
const schema::target of_augment = users_of("acme", "augment");

TEST(VendorHistory, IsOneYearAtGithubAndTwoAtAugment) {
    const vendor_history history{both_vendors()};
    EXPECT_EQ(history.oldest_askable(of_github, today), day(2025, 11, 21));
    EXPECT_EQ(history.oldest_askable(of_augment, today), day(2024, 11, 21));
    EXPECT_EQ(history.first_day(of_github, today), day(2025, 12, 12));
    EXPECT_EQ(history.first_day(of_augment, today), day(2024, 11, 21));
    EXPECT_EQ(vendor_history{}.oldest_askable(of_augment, today), day(2025, 11, 21))
        << "a source that nobody configured";
    EXPECT_EQ(history.oldest_askable(of_augment, day(2028, 2, 29)), day(2026, 2, 28));
}

TEST(VendorHistory, LetsABackfillOfAugmentReachTwoYearsBack) {
    const vendor_history history{both_vendors()};
    refresh_request request;
    request.today = today;
    request.range = schema::day_range{day(2020, 1, 1), today - 1};
    request.history = history;
    const auto made = refresh_targets({}, std::vector{of_augment, of_github}, request);
    EXPECT_EQ(made.configured[0].since, day(2024, 11, 21));
    EXPECT_EQ(made.configured[1].since, day(2025, 12, 12));
}

TEST(VendorHistory, PlansEachSourceWithinItsOwnWindowAndNeverToday) {
    plan_request request = at_today();
    request.history = vendor_history{both_vendors()};
    const std::vector<schema::target_state> targets{since(800, of_augment), since(800, of_github)};
    const slice_plan made = plan(targets, request);
    std::map<std::string, schema::day_range> due, expired;
    const auto extend = [](schema::day_range& range, schema::day d) {
        const bool fresh = range.first == schema::day{};
        range = {fresh ? d : std::min(range.first, d), fresh ? d : std::max(range.last, d)};
    };
    for (const planned_slice& one : made.due) extend(due[one.slice.target.source], one.slice.day);
    for (const schema::slice& one : made.expired) extend(expired[one.target.source], one.day);
    EXPECT_EQ(due["augment"], (schema::day_range{day(2024, 11, 21), today - 1}));
    EXPECT_EQ(due["github"], (schema::day_range{day(2025, 11, 21), today - 1}));
    EXPECT_EQ(expired["augment"].last, day(2024, 11, 20));
    EXPECT_EQ(expired["github"].last, day(2025, 11, 20));
    EXPECT_EQ(made.due.front().slice.target.source, "augment") << "about to leave its window, two years ago";
    EXPECT_EQ(made.due.front().slice.day, day(2024, 11, 21));
}

}  // namespace
}  // namespace pipelines::testing
