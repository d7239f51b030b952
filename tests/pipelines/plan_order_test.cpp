#include <gtest/gtest.h>

#include <map>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

std::vector<std::string> names_of(const slice_plan& planned) {
    std::vector<std::string> names;
    for (const planned_slice& one : planned.due)
        names.push_back(one.slice.target.source + "/" + one.slice.target.scope.identifier + " " +
                        std::to_string(today - one.slice.day));
    return names;
}

/// A target of which only the given days (counted back from today) are due.
schema::target_state due_only(const schema::target& target, std::vector<int> days_back) {
    schema::target_state state = since(0, target);
    for (const int back : days_back) state.open_days[today - back] = loaded_row();
    return state;
}

TEST(PlanOrder, PutsTheNewestDayFirst) {
    EXPECT_EQ(names_of(plan_of(since(4, users_of("a")))),
              (std::vector<std::string>{"github/a 1", "github/a 2", "github/a 3", "github/a 4"}));
}

TEST(PlanOrder, PutsDaysAboutToLeaveTheWindowBeforeAllOthersOldestFirst) {
    const auto planned = plan_of(due_only(users_of("a"), {1, 100, 357, 358, 359, 364, 365}));
    EXPECT_EQ(names_of(planned), (std::vector<std::string>{"github/a 365", "github/a 364", "github/a 359", "github/a 1",
                                                           "github/a 100", "github/a 357", "github/a 358"}));
}

TEST(PlanOrder, GivesEveryScopeItsNewestDayBeforeAnyScopeItsSecond) {
    const std::vector targets{since(2, users_of("a")), since(2, users_of("b")), since(2, users_of("c"))};
    EXPECT_EQ(
        names_of(plan(targets, at_today())),
        (std::vector<std::string>{"github/a 1", "github/b 1", "github/c 1", "github/a 2", "github/b 2", "github/c 2"}));
}

TEST(PlanOrder, TakesSourcesInTurnHoweverManyScopesOneHas) {
    std::vector<schema::target_state> targets;
    for (const char* slug : {"a", "b", "c", "d"}) targets.push_back(since(1, users_of(slug, "alpha")));
    targets.push_back(since(1, users_of("x", "omega")));
    targets.push_back(since(1, users_of("y", "omega")));
    EXPECT_EQ(names_of(plan(targets, at_today())),
              (std::vector<std::string>{"alpha/a 1", "omega/x 1", "alpha/b 1", "omega/y 1", "alpha/c 1", "alpha/d 1"}));
}

TEST(PlanOrder, KeepsEnterpriseAndOrganizationOfOneSlugApart) {
    const std::vector targets{since(1, users_of("octo", "github", schema::scope_kind::enterprise)),
                              since(1, users_of("octo"))};
    const auto planned = plan(targets, at_today());
    ASSERT_EQ(planned.due.size(), 2u);
    EXPECT_NE(planned.due[0].slice, planned.due[1].slice);
}

TEST(PlanOrder, DoesNotLetALongHistoryOfOneScopeStarveAnother) {
    const std::vector targets{since(300, users_of("long")), due_only(users_of("short"), {200})};
    const auto names = names_of(plan(targets, at_today()));
    const auto where = std::find(names.begin(), names.end(), "github/short 200") - names.begin();
    EXPECT_EQ(names.size(), 301u);
    EXPECT_LE(where, 201) << "a day goes by its age, not after the whole of another scope";
}

TEST(PlanOrder, LosesAndRepeatsNothing) {
    std::vector<schema::target_state> targets;
    for (const char* source : {"one", "two"})
        for (const char* slug : {"a", "b", "c"}) targets.push_back(since(365, users_of(slug, source)));
    std::map<schema::slice, int> seen;
    for (const auto& one : plan(targets, at_today()).due) ++seen[one.slice];
    EXPECT_EQ(seen.size(), 6u * 365u);
    for (const auto& [slice, times] : seen) EXPECT_EQ(times, 1) << slice.text();
}

}  // namespace
}  // namespace pipelines::testing
