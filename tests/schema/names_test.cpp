#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "schema/activity.hpp"
#include "schema/migrations.hpp"
#include "schema/scope.hpp"
#include "schema/slice.hpp"
#include "schema/slice_state.hpp"
#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"

namespace schema {
namespace {

TEST(Scope, KindsAreSpelledAsStored) {
    EXPECT_EQ(to_string(scope_kind::enterprise), "enterprise");
    EXPECT_EQ(to_string(scope_kind::organization), "organization");
    EXPECT_EQ(parse_scope_kind("enterprise"), scope_kind::enterprise);
    EXPECT_EQ(parse_scope_kind("organization"), scope_kind::organization);
}

TEST(Scope, OtherKindsAreNone) {
    for (const char* text : {"", "Organization", "team-organization", "team-enterprise", "org", " enterprise"})
        EXPECT_FALSE(parse_scope_kind(text)) << text;
}

TEST(Scope, OfOneSlugButTwoKindsAreTwoKeys) {
    const scope enterprise{scope_kind::enterprise, "octo"}, organization{scope_kind::organization, "octo"};
    EXPECT_NE(enterprise, organization);
    EXPECT_EQ((std::set<scope>{enterprise, organization}).size(), 2u);
    EXPECT_EQ(enterprise.text(), "enterprise/octo");
    EXPECT_EQ(organization.text(), "organization/octo");
}

TEST(LowerCase, ChangesAsciiLettersOnly) { EXPECT_EQ(lower_case("Octo-ORG_9.Ä"), "octo-org_9.Ä"); }

TEST(Dataset, NamesGoThereAndBack) {
    std::set<std::string_view> names;
    for (const dataset d : all_datasets) {
        names.insert(to_string(d));
        EXPECT_EQ(parse_dataset(to_string(d)), d);
    }
    EXPECT_EQ(names, (std::set<std::string_view>{"seats", "totals", "users", "user_teams", "repos", "engagement"}));
    EXPECT_FALSE(parse_dataset("Users"));
    EXPECT_FALSE(parse_dataset(""));
}

TEST(Slice, IsNamedForPeople) {
    const slice s{{"github", {scope_kind::organization, "octo-org"}, dataset::users}, day(2026, 11, 18)};
    EXPECT_EQ(s.target.text(), "github organization/octo-org users");
    EXPECT_EQ(s.text(), "github organization/octo-org users 2026-11-18");
}

TEST(SliceStatus, NamesAreThoseOfTheContract) {
    EXPECT_EQ(to_string(slice_status::pending), "pending");
    EXPECT_EQ(to_string(slice_status::in_progress), "in_progress");
    EXPECT_EQ(to_string(slice_status::completed), "completed");
    EXPECT_EQ(to_string(slice_status::no_data), "no_data");
    EXPECT_EQ(to_string(slice_status::failed), "failed");
    for (const auto status : {slice_status::pending, slice_status::in_progress, slice_status::completed,
                              slice_status::no_data, slice_status::failed})
        EXPECT_EQ(parse_slice_status(to_string(status)), status);
}

TEST(SliceStatus, ThatNobodyWritesIsRefusedWithItsText) {
    try {
        parse_slice_status("done");
        FAIL() << "accepted";
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("'done'"), std::string::npos) << error.what();
    }
    EXPECT_THROW(parse_slice_status(""), std::invalid_argument);
    EXPECT_THROW(parse_slice_status("Completed"), std::invalid_argument);
}

TEST(SliceState, StartsWithNothingKnown) {
    const slice_state state;
    EXPECT_EQ(state.status, slice_status::pending);
    EXPECT_FALSE(state.is_final);
    EXPECT_EQ(state.attempt_count, 0);
    EXPECT_FALSE(state.rows_written);
}

TEST(Activity, HasTheSevenMeasuresInTheirOrderAndNoneMeasured) {
    EXPECT_EQ(activity_columns[0], "user_initiated_interaction_count");
    EXPECT_EQ(activity_columns[1], "code_generation_activity_count");
    EXPECT_EQ(activity_columns[2], "code_acceptance_activity_count");
    EXPECT_EQ(activity_columns[3], "loc_suggested_to_add_sum");
    EXPECT_EQ(activity_columns[4], "loc_suggested_to_delete_sum");
    EXPECT_EQ(activity_columns[5], "loc_added_sum");
    EXPECT_EQ(activity_columns[6], "loc_deleted_sum");
    for (const auto& value : activity{}.values) EXPECT_FALSE(value);
}

/// Every table and view of one script: the words `TABLE name` or `VIEW name` after CREATE (OR REPLACE).
std::set<std::string> made_by(std::string_view script) {
    std::set<std::string> made;
    for (const std::string_view kind : {"TABLE ", "VIEW "}) {
        for (const std::string& words : {"CREATE " + std::string(kind), "CREATE OR REPLACE " + std::string(kind)})
            for (auto at = script.find(words); at != script.npos; at = script.find(words, at + 1)) {
                const auto name = script.substr(at + words.size());
                made.insert(std::string(kind) + std::string(name.substr(0, name.find_first_of(" (\n"))));
            }
    }
    return made;
}

TEST(Migrations, CountFromOneWithoutGapsAndHaveBothEngines) {
    int expected = 1;
    for (const migration& step : migrations()) {
        EXPECT_EQ(step.version, expected++);
        EXPECT_FALSE(step.name.empty());
        EXPECT_NE(step.postgresql.find("CREATE "), std::string_view::npos) << step.name;
        EXPECT_NE(step.sqlite.find("CREATE "), std::string_view::npos) << step.name;
    }
    EXPECT_GT(expected, 1);
}

TEST(Migrations, MakeTheSameTablesAndViewsInBothEngines) {
    for (const migration& step : migrations()) EXPECT_EQ(made_by(step.postgresql), made_by(step.sqlite));
}

}  // namespace
}  // namespace schema
