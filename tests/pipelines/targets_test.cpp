#include "pipelines/targets.hpp"

#include <gtest/gtest.h>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

using schema::scope_kind;

refresh_request request(int backfill_days = 28, std::optional<schema::day_range> range = std::nullopt) {
    refresh_request made;
    made.backfill_days = backfill_days;
    made.today = today;
    made.range = range;
    return made;
}

target_refresh refresh(const std::vector<schema::target_state>& known, const std::vector<schema::target>& configured,
                       const refresh_request& how) {
    return refresh_targets(known, configured, how);
}

TEST(Targets, AreEverySourceScopeAndDatasetOfTheConfiguration) {
    config::settings settings;
    settings.sources.resize(2);
    settings.sources[0].datasets = {schema::dataset::users};
    settings.sources[0].scopes = {{scope_kind::enterprise, "corp"}, {scope_kind::organization, "corp"}};
    settings.sources[1].name = "second";
    settings.sources[1].scopes = {{scope_kind::organization, "b"}};
    settings.sources[1].datasets = {schema::dataset::totals, schema::dataset::users};
    EXPECT_EQ(configured_targets(settings),
              (std::vector<schema::target>{{"github", {scope_kind::enterprise, "corp"}, schema::dataset::users},
                                           {"github", {scope_kind::organization, "corp"}, schema::dataset::users},
                                           {"second", {scope_kind::organization, "b"}, schema::dataset::totals},
                                           {"second", {scope_kind::organization, "b"}, schema::dataset::users}}));
}

TEST(Targets, StartWhereTheFirstRunReaches) {
    const auto made = refresh({}, {users_of("a")}, request(28));
    ASSERT_EQ(made.configured.size(), 1u);
    EXPECT_EQ(made.configured[0].since, today - 28);
    EXPECT_FALSE(made.configured[0].until);
    ASSERT_EQ(made.changed.size(), 1u);
    EXPECT_EQ(made.changed[0].since, today - 28);
}

TEST(Targets, StartNotBeforeTheVendorsFirstDay) {
    const auto enterprise = users_of("corp", "github", scope_kind::enterprise);
    EXPECT_EQ(vendor_first_day(enterprise), day(2025, 10, 10));
    EXPECT_EQ(vendor_first_day(users_of("a")), day(2025, 12, 12));
    const auto made = refresh({}, {users_of("a"), enterprise}, request(365));
    EXPECT_EQ(made.configured[0].since, day(2025, 12, 12));
    EXPECT_EQ(made.configured[1].since, today - 365);
    const auto reaching =
        refresh({}, {users_of("a"), enterprise}, request(28, schema::day_range{day(2020, 1, 1), today - 1}));
    EXPECT_EQ(reaching.configured[0].since, day(2025, 12, 12));
    EXPECT_EQ(reaching.configured[1].since, day(2025, 10, 10));
}

TEST(Targets, KeepTheirSinceAsTimeGoesBy) {
    const auto made = refresh({since(200, users_of("a"))}, {users_of("a")}, request(28));
    EXPECT_EQ(made.configured[0].since, today - 200);
    EXPECT_TRUE(made.changed.empty());
}

TEST(Targets, MoveEarlierWhenBackfillDaysGrow) {
    const auto made = refresh({since(28, users_of("a"))}, {users_of("a")}, request(90));
    EXPECT_EQ(made.configured[0].since, today - 90);
    ASSERT_EQ(made.changed.size(), 1u);
    EXPECT_EQ(made.changed[0].since, today - 90);
}

TEST(Targets, DoNotReachBehindWhatTheRetentionPolicyKeeps) {
    auto policy = request(90);
    policy.first_kept = today - 30;
    const auto made = refresh({since(10, users_of("b"))}, {users_of("a"), users_of("b")}, policy);
    EXPECT_EQ(made.configured[0].since, today - 30) << "a new one";
    EXPECT_EQ(made.configured[1].since, today - 30) << "one that is to reach further";
    policy.first_kept = today - 400;
    EXPECT_EQ(refresh({}, {users_of("a")}, policy).configured[0].since, today - 90);
    auto reaching = request(28, schema::day_range{today - 60, today - 1});
    reaching.first_kept = today - 30;
    EXPECT_EQ(refresh({}, {users_of("a")}, reaching).configured[0].since, today - 30);
}

TEST(Targets, DoNotMoveLaterWhenBackfillDaysShrink) {
    const auto made = refresh({since(90, users_of("a"))}, {users_of("a")}, request(7));
    EXPECT_EQ(made.configured[0].since, today - 90);
    EXPECT_TRUE(made.changed.empty());
}

TEST(Targets, MoveEarlierWhenABackfillReachesFurtherAndOnlyThen) {
    const std::vector known{since(28, users_of("a"))};
    const auto further = refresh(known, {users_of("a")}, request(28, schema::day_range{today - 60, today - 50}));
    EXPECT_EQ(further.configured[0].since, today - 60);
    EXPECT_EQ(further.changed.size(), 1u);
    const auto within = refresh(known, {users_of("a")}, request(28, schema::day_range{today - 20, today - 10}));
    EXPECT_EQ(within.configured[0].since, today - 28);
    EXPECT_TRUE(within.changed.empty());
}

TEST(Targets, ThatABackfillDoesNotSelectAreNotMovedByIt) {
    auto how = request(28, schema::day_range{today - 60, today - 50});
    how.selected.scopes = {"a"};
    const auto made =
        refresh({since(28, users_of("a")), since(28, users_of("b"))}, {users_of("a"), users_of("b")}, how);
    EXPECT_EQ(made.configured[0].since, today - 60);
    EXPECT_EQ(made.configured[1].since, today - 28);
    EXPECT_EQ(made.changed.size(), 1u);
}

TEST(Targets, ThatLeftTheConfigurationEndWithTheirLastKnownDay) {
    auto left = since(28, users_of("gone"));
    left.final_days = {{today - 28, today - 10}};
    left.open_days[today - 3] = loaded_row();
    const auto made = refresh({left}, {users_of("a")}, request());
    ASSERT_EQ(made.configured.size(), 1u);
    EXPECT_EQ(made.configured[0].target, users_of("a"));
    ASSERT_EQ(made.changed.size(), 2u);
    EXPECT_EQ(made.changed[1].target, users_of("gone"));
    EXPECT_EQ(made.changed[1].until, today - 3);
    EXPECT_EQ(made.changed[1].since, today - 28);
}

TEST(Targets, ThatLeftWithoutAnyRowAreCompleteFromTheStart) {
    const auto made = refresh({since(28, users_of("gone"))}, {}, request());
    ASSERT_EQ(made.changed.size(), 1u);
    EXPECT_TRUE((schema::day_range{made.changed[0].since, *made.changed[0].until}).empty());
}

TEST(Targets, ThatLeftLongAgoAreNotWrittenAgain) {
    auto left = since(28, users_of("gone"));
    left.until = today - 20;
    EXPECT_TRUE(refresh({left}, {}, request()).changed.empty());
}

TEST(Targets, ThatReturnHaveNoEndAndTheirGapIsMeantToBeComplete) {
    auto left = since(100, users_of("a"));
    left.until = today - 60;
    left.final_days = {{today - 100, today - 60}};
    const auto made = refresh({left}, {users_of("a")}, request());
    ASSERT_EQ(made.changed.size(), 1u);
    EXPECT_FALSE(made.changed[0].until);
    EXPECT_EQ(made.changed[0].since, today - 100);
    EXPECT_EQ(plan_of(made.configured[0]).due.size(), 59u);
}

TEST(Targets, KeepTheirStatesForThePlan) {
    auto known = since(10, users_of("a"));
    known.final_days = {{today - 10, today - 6}};
    known.open_days[today - 5] = loaded_row();
    const auto made = refresh({known}, {users_of("a")}, request());
    EXPECT_EQ(made.configured[0].final_days, known.final_days);
    EXPECT_EQ(made.configured[0].open_days, known.open_days);
}

// ---- filters

const std::vector<schema::target> some_targets{users_of("octo-org"), users_of("second"), users_of("octo-org", "other"),
                                               users_of("octo-org", "github", scope_kind::enterprise)};

std::vector<bool> selected_by(const filters& f) {
    std::vector<bool> selected;
    for (const auto& target : some_targets) selected.push_back(f.selects(target));
    return selected;
}

TEST(Filters, SelectEverythingWhenEmpty) { EXPECT_EQ(selected_by({}), (std::vector<bool>{true, true, true, true})); }

TEST(Filters, TakeAScopeWithOrWithoutItsKindInAnyCase) {
    EXPECT_EQ(selected_by({{}, {"octo-org"}, {}}), (std::vector<bool>{true, false, true, true}));
    EXPECT_EQ(selected_by({{}, {"organization/OCTO-org"}, {}}), (std::vector<bool>{true, false, true, false}));
    EXPECT_EQ(selected_by({{}, {"enterprise/octo-org"}, {}}), (std::vector<bool>{false, false, false, true}));
    EXPECT_EQ(selected_by({{}, {"second", "enterprise/octo-org"}, {}}), (std::vector<bool>{false, true, false, true}));
}

TEST(Filters, OfSeveralKindsMustAllMatch) {
    EXPECT_EQ(selected_by({{"other"}, {"octo-org"}, {"users"}}), (std::vector<bool>{false, false, true, false}));
    EXPECT_EQ(selected_by({{"other"}, {"second"}, {}}), (std::vector<bool>{false, false, false, false}));
    EXPECT_EQ(selected_by({{}, {}, {"totals"}}), (std::vector<bool>{false, false, false, false}));
}

TEST(Filters, ThatMatchNothingNameWhatWasMeant) {
    const auto mistakes = unknown_filters({{"githup"}, {"octo-orx", "second"}, {"user"}}, some_targets);
    ASSERT_EQ(mistakes.size(), 3u);
    EXPECT_NE(mistakes[0].find("--source githup"), std::string::npos) << mistakes[0];
    EXPECT_NE(mistakes[0].find("did you mean github?"), std::string::npos) << mistakes[0];
    EXPECT_NE(mistakes[1].find("--scope octo-orx"), std::string::npos) << mistakes[1];
    EXPECT_NE(mistakes[1].find("did you mean octo-org?"), std::string::npos) << mistakes[1];
    EXPECT_NE(mistakes[2].find("did you mean users?"), std::string::npos) << mistakes[2];
    EXPECT_NE(mistakes[0].find("known: github, other"), std::string::npos) << mistakes[0];
}

TEST(Filters, OfAWrongKindOrAnUnknownPrefixMatchNothing) {
    EXPECT_EQ(unknown_filters({{}, {"enterprise/second"}, {}}, some_targets).size(), 1u);
    EXPECT_EQ(unknown_filters({{}, {"org/second"}, {}}, some_targets).size(), 1u);
    EXPECT_TRUE(unknown_filters({{}, {"organization/second"}, {}}, some_targets).empty());
}

}  // namespace
}  // namespace pipelines::testing
