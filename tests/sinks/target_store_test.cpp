#include <gtest/gtest.h>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"
#include "stored_values.hpp"

namespace sinks::testing {
namespace {

using schema::day_range;
using schema::slice_status;

class TargetStore : public DatabaseTest {
protected:
    void SetUp() override {
        ASSERT_NO_FATAL_FAILURE(DatabaseTest::SetUp());
        session = scratch->open_migrated();
    }
    void TearDown() override {
        session.reset();
        DatabaseTest::TearDown();
    }

    void put_target(const schema::target& target, day since = first_day, std::optional<day> until = std::nullopt) {
        transaction tx{*session, transaction::kind::write};
        write_target(*session, target, since, until, time_at(1));
        tx.commit();
    }
    void put_days(const schema::target& target, const std::vector<int>& days, const schema::slice_state& state) {
        transaction tx{*session, transaction::kind::write};
        for (const int i : days) write_state(*session, on(first_day + i, target), state, time_at(1));
        tx.commit();
    }
    std::vector<schema::target_state> all() {
        transaction tx{*session, transaction::kind::read};
        return read_targets(*session);
    }
    static day_range days(int first, int last) { return {first_day + first, first_day + last}; }

    std::unique_ptr<sql_session> session;
};
BOTH_ENGINES(TargetStore);

TEST_P(TargetStore, StartsEmpty) { EXPECT_TRUE(all().empty()); }

TEST_P(TargetStore, GivesTargetsBackInTheirOrderWithBothEnds) {
    put_target(users_of("second"), day(2026, 1, 1), day(2026, 2, 28));
    put_target(users_of("octo-org"));
    put_target(users_of("octo-org", schema::scope_kind::enterprise), day(2025, 10, 10));
    const auto targets = all();
    ASSERT_EQ(targets.size(), 3u);
    EXPECT_EQ(targets[0].target, users_of("octo-org", schema::scope_kind::enterprise));
    EXPECT_EQ(targets[0].since, day(2025, 10, 10));
    EXPECT_EQ(targets[1].target, users_of("octo-org"));
    EXPECT_FALSE(targets[1].until);
    EXPECT_EQ(targets[2].since, day(2026, 1, 1));
    EXPECT_EQ(targets[2].until, day(2026, 2, 28));
}

TEST_P(TargetStore, MovesSinceAndSetsAndClearsUntil) {
    put_target(users_of("octo-org"), first_day, first_day + 3);
    put_target(users_of("octo-org"), first_day - 9, std::nullopt);
    const auto targets = all();
    ASSERT_EQ(targets.size(), 1u);
    EXPECT_EQ(targets[0].since, first_day - 9);
    EXPECT_FALSE(targets[0].until);
}

TEST_P(TargetStore, GivesFinalDaysAsIslands) {
    put_target(users_of("octo-org"));
    put_days(users_of("octo-org"), {0, 1, 2, 4, 7, 8, 9, 30}, final_state());
    EXPECT_EQ(all().at(0).final_days, (std::vector{days(0, 2), days(4, 4), days(7, 9), days(30, 30)}));
    EXPECT_TRUE(all().at(0).open_days.empty());
}

TEST_P(TargetStore, JoinsFinalDaysOverMonthsYearsAndLeapDays) {
    put_target(users_of("octo-org"));
    std::vector<int> two_years;
    for (int i = -750; i < 0; ++i) two_years.push_back(i);
    put_days(users_of("octo-org"), two_years, final_state());
    EXPECT_EQ(all().at(0).final_days, (std::vector{days(-750, -1)}));
}

TEST_P(TargetStore, KeepsTheRangesOfTargetsApart) {
    const auto enterprise = users_of("octo-org", schema::scope_kind::enterprise);
    for (const auto& target : {users_of("octo-org"), users_of("second"), enterprise}) put_target(target);
    put_days(users_of("octo-org"), {0, 1, 2}, final_state());
    put_days(users_of("second"), {1, 3}, final_state());
    put_days(enterprise, {0, 2, 3}, final_state());
    put_days(enterprise, {1}, state_of(slice_status::failed, false, "server_error"));
    const auto targets = all();
    EXPECT_EQ(targets[0].final_days, (std::vector{days(0, 0), days(2, 3)}));
    EXPECT_EQ(targets[0].open_days.size(), 1u);
    EXPECT_EQ(targets[1].final_days, (std::vector{days(0, 2)}));
    EXPECT_TRUE(targets[1].open_days.empty());
    EXPECT_EQ(targets[2].final_days, (std::vector{days(1, 1), days(3, 3)}));
}

TEST_P(TargetStore, GivesEveryOtherDayWithItsWholeRow) {
    put_target(users_of("octo-org"));
    put_days(users_of("octo-org"), {0}, final_state());
    put_days(users_of("octo-org"), {1}, full_state());
    put_days(users_of("octo-org"), {2}, state_of(slice_status::completed));
    put_days(users_of("octo-org"), {3}, state_of(slice_status::no_data, false, "not_published"));
    const auto target = all().at(0);
    EXPECT_EQ(target.final_days, (std::vector{days(0, 0)}));
    ASSERT_EQ(target.open_days.size(), 3u);
    EXPECT_EQ(target.open_days.at(first_day + 1), full_state()) << "final, but its last read had a reason";
    EXPECT_EQ(target.open_days.at(first_day + 2), state_of(slice_status::completed));
    EXPECT_EQ(target.open_days.at(first_day + 3).reason, "not_published");
}

TEST_P(TargetStore, TakesAFinalDayWithAReasonOutOfItsRange) {
    put_target(users_of("octo-org"));
    put_days(users_of("octo-org"), {0, 1, 2, 3, 4}, final_state());
    put_days(users_of("octo-org"), {2}, state_of(slice_status::completed, true, "server_error"));
    EXPECT_EQ(all().at(0).final_days, (std::vector{days(0, 1), days(3, 4)}));
    EXPECT_EQ(all().at(0).open_days.size(), 1u);
}

TEST_P(TargetStore, IgnoresRowsWithoutATarget) {
    put_days(users_of("octo-org"), {0, 1}, final_state());
    put_days(users_of("octo-org"), {2}, full_state());
    EXPECT_TRUE(all().empty());
}

TEST_P(TargetStore, IgnoresRowsOfTeamsAndOfDatasetsItDoesNotKnow) {
    put_target(users_of("octo-org"));
    write(*session,
          "INSERT INTO sync_status (source, scope, scope_identifier, team_slug, dataset, metrics_date, status, "
          "created_at, updated_at) VALUES ('github', 'organization', 'octo-org', 'a-team', 'users', '2026-03-07', "
          "'completed', '2026-03-07T00:00:00Z', '2026-03-07T00:00:00Z'), ('github', 'team-organization', "
          "'octo-org', '', 'users', '2026-03-07', 'completed', '2026-03-07T00:00:00Z', '2026-03-07T00:00:00Z'), "
          "('github', 'organization', 'octo-org', '', 'from_the_future', '2026-03-07', 'completed', "
          "'2026-03-07T00:00:00Z', '2026-03-07T00:00:00Z')");
    const auto targets = all();
    ASSERT_EQ(targets.size(), 1u);
    EXPECT_TRUE(targets[0].final_days.empty());
    EXPECT_TRUE(targets[0].open_days.empty());
}

}  // namespace
}  // namespace sinks::testing
