// The views over loaded days: teams by the membership of the day, and 28-day sums.
#include <chrono>

#include "sinks/totals_loader.hpp"
#include "sinks/user_loader.hpp"
#include "sinks/user_teams_loader.hpp"
#include "tests/sinks/datasets_support.hpp"

namespace {

using namespace datasets;
using schema::dataset;
using schema::day;
using schema::scope_kind;
using schema::slice_status;

const schema::time_point some_run = schema::parse_timestamp("2026-11-19T06:00:00Z").value();
/// Whatever the hour, it is another day than in UTC in one of them.
constexpr const char* far_zones[] = {"America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12"};

class DatasetViews : public on_both_engines {
protected:
    struct member {
        const char* team_id;
        std::string_view slug;
        const char* user;
    };
    struct usage {
        const char* user;
        std::optional<std::int64_t> interactions;
        std::optional<std::int64_t> added;
    };

    void teams(day d, const std::vector<member>& members, bool is_final = true,
               scope_kind kind = scope_kind::organization) {
        const auto slice = slice_of(dataset::user_teams, d, kind);
        db().load<sinks::user_teams_loader>(slice, [&](auto& loader) {
            for (const member& m : members) loader.write({m.team_id, m.slug, m.user, {}, {}, {}, ""});
        });
        db().write_state(slice, slice_status::completed, is_final);
    }

    void users(day d, const std::vector<usage>& all, bool is_final = true, scope_kind kind = scope_kind::organization) {
        const auto slice = slice_of(dataset::users, d, kind);
        sinks::transaction tx{db().session(), sinks::transaction::kind::write};
        sinks::user_loader loader{db().session(), slice};
        for (const usage& u : all) {
            schema::user_row row;
            row.user_key = u.user;
            row.activity.values[0] = u.interactions;
            row.activity.values[5] = u.added;
            loader.write(row);
        }
        loader.finish();
        tx.commit();
        db().write_state(slice, slice_status::completed, is_final);
    }

    void totals(day d, std::optional<std::int64_t> added, bool is_final = true,
                scope_kind kind = scope_kind::organization) {
        const auto slice = slice_of(dataset::totals, d, kind);
        db().load<sinks::totals_loader>(
            slice,
            [&](auto& loader) {
                schema::totals_row row;
                row.activity.values[5] = added;
                row.active_users[0] = 1000;
                row.metrics_data = "{}";
                loader.write(row);
            },
            some_run, is_final);
        db().write_state(slice, slice_status::completed, is_final);
    }

    /// The same under every time zone, or the test fails.
    std::string everywhere(const std::string& sql) {
        const std::string found = db().rows(sql);
        for (const char* zone : far_zones) EXPECT_EQ(db().rows(sql, zone), found) << zone;
        return found;
    }

    std::string team_rows(const std::string& where = "") {
        return everywhere(
            "SELECT scope, team_slug, metrics_date, user_initiated_interaction_count, loc_added_sum, "
            "loc_deleted_sum, daily_active_users, team_members, is_final FROM copilot_team_metrics_daily" +
            where + " ORDER BY scope, metrics_date, team_slug, team_id");
    }

    std::string month_rows(day d) {
        return everywhere(
            "SELECT scope, first_date, loc_added_sum, loc_deleted_sum, days_present, days_without_data, "
            "complete, is_final FROM copilot_metrics_28d WHERE metrics_date = '" +
            d.text() + "' ORDER BY scope");
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, DatasetViews, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         sinks::testing::engine_name);

const day monday{2026, 11, 16};

TEST_P(DatasetViews, AUserWhoChangesTeamsCountsWhereTheyWereThatDay) {
    teams(monday, {{"1", "alpha", "u1"}, {"1", "alpha", "u2"}, {"2", "beta", "u2"}, {"2", "beta", "u3"}});
    teams(monday + 1, {{"1", "alpha", "u2"}, {"2", "beta", "u1"}, {"2", "beta", "u2"}, {"2", "beta", "u3"}});
    users(monday, {{"u1", 1, 10}, {"u2", 2, 20}, {"elsewhere", 100, 100}});  // u3 did nothing, "elsewhere" has no team
    users(monday + 1, {{"u1", 3, 30}, {"u2", 4, std::nullopt}});
    EXPECT_EQ(team_rows(),
              "team-organization|alpha|2026-11-16|3|30|~|2|2|1\n"
              "team-organization|beta|2026-11-16|2|20|~|1|2|1\n"
              "team-organization|alpha|2026-11-17|4|~|~|1|1|1\n"
              "team-organization|beta|2026-11-17|7|30|~|2|3|1\n");
    EXPECT_EQ(team_rows(" WHERE scope = 'team-organization' AND team_slug = 'beta' AND metrics_date > '2026-11-16'"),
              "team-organization|beta|2026-11-17|7|30|~|2|3|1\n");
    EXPECT_EQ(team_rows(" WHERE scope = 'organization'"), "");
}

TEST_P(DatasetViews, AnIdleTeamHasNoUsersAndUnknownSums) {
    teams(monday, {{"1", "alpha", "u1"}});
    users(monday, {{"u2", 1, 1}});
    EXPECT_EQ(team_rows(), "team-organization|alpha|2026-11-16|~|~|~|0|1|1\n");
}

TEST_P(DatasetViews, ATeamsUsersAreUnknownWhileTheDaysUsersAreNotLoaded) {
    teams(monday, {{"1", "alpha", "u1"}});
    EXPECT_EQ(team_rows(), "team-organization|alpha|2026-11-16|~|~|~|~|1|0\n");
    db().write_state(slice_of(dataset::users, monday), slice_status::no_data);
    EXPECT_EQ(team_rows(), "team-organization|alpha|2026-11-16|~|~|~|~|1|0\n");
}

TEST_P(DatasetViews, ATeamsDayIsFinalWhenUsersAndMembershipAre) {
    for (const int d : {0, 1, 2, 3}) {
        teams(monday + d, {{"1", "alpha", "u1"}}, d & 1);
        users(monday + d, {{"u1", 1, 1}}, d & 2);
    }
    EXPECT_EQ(everywhere("SELECT metrics_date, is_final FROM copilot_team_metrics_daily ORDER BY 1"),
              "2026-11-16|0\n2026-11-17|0\n2026-11-18|0\n2026-11-19|1\n");
}

TEST_P(DatasetViews, TeamsOfAnEnterpriseAndAnOrganizationWithOneSlugStayApart) {
    teams(monday, {{"1", "alpha", "u1"}});
    teams(monday, {{"1", "alpha", "u1"}, {"9", "alpha", "u2"}, {"8", "", "u1"}}, true, scope_kind::enterprise);
    users(monday, {{"u1", 1, 10}});
    users(monday, {{"u1", 2, 20}, {"u2", 3, 30}}, true, scope_kind::enterprise);
    EXPECT_EQ(team_rows(),
              "team-enterprise||2026-11-16|2|20|~|1|1|1\n"
              "team-enterprise|alpha|2026-11-16|2|20|~|1|1|1\n"  // two teams that share a slug: by team_id
              "team-enterprise|alpha|2026-11-16|3|30|~|1|1|1\n"
              "team-organization|alpha|2026-11-16|1|10|~|1|1|1\n");
}

TEST_P(DatasetViews, TwentyEightDaysAreAddedUpToEachDay) {
    for (int d = 0; d < 30; ++d)
        totals(monday + d, d == 29 ? std::nullopt : std::optional<std::int64_t>(1 + d), d != 5);
    totals(monday + 29, 7, true, scope_kind::enterprise);
    EXPECT_EQ(month_rows(monday), "organization|2026-10-20|1|~|1|0|0|0\n");
    EXPECT_EQ(month_rows(monday + 27), "organization|2026-11-16|406|~|28|0|1|0\n");
    EXPECT_EQ(month_rows(monday + 29),
              "enterprise|2026-11-18|7|~|1|0|0|0\n"
              "organization|2026-11-18|432|~|28|0|1|0\n");  // 3 + ... + 29; the last day has no value
}

TEST_P(DatasetViews, AMonthWithAHoleIsNotComplete) {
    for (int d = 0; d < 28; ++d)
        if (d != 3) totals(monday + d, 1);
    EXPECT_EQ(month_rows(monday + 27), "organization|2026-11-16|27|~|27|0|0|0\n");
    db().write_state(slice_of(dataset::totals, monday + 3), slice_status::failed, false, "server_error");
    EXPECT_EQ(month_rows(monday + 27), "organization|2026-11-16|27|~|27|0|0|0\n");
    db().write_state(slice_of(dataset::totals, monday + 3), slice_status::no_data, false, "not_published");
    EXPECT_EQ(month_rows(monday + 27), "organization|2026-11-16|27|~|27|1|1|0\n");
    EXPECT_EQ(month_rows(monday + 3), "");
}

TEST_P(DatasetViews, AMonthIsFinalWhenADayWithoutDataIsNotAskedForAnyMore) {
    const day today = day::of(std::chrono::system_clock::now());
    const auto month_with_quiet_day = [&](int quiet_ago, scope_kind kind) {
        for (int ago = 48; ago > 20; --ago)
            if (ago != quiet_ago) totals(today - ago, 1, true, kind);
        db().write_state(slice_of(dataset::totals, today - quiet_ago, kind), slice_status::no_data);
    };
    month_with_quiet_day(29, scope_kind::enterprise);
    month_with_quiet_day(28, scope_kind::organization);
    const std::string first = (today - 48).text();
    EXPECT_EQ(month_rows(today - 21),
              "enterprise|" + first + "|27|~|27|1|1|1\norganization|" + first + "|27|~|27|1|1|0\n");
}

TEST_P(DatasetViews, AMonthOfFinalDaysIsFinal) {
    for (int d = 0; d < 29; ++d) totals(monday + d, std::nullopt);
    EXPECT_EQ(month_rows(monday + 28), "organization|2026-11-17|~|~|28|0|1|1\n");
    EXPECT_EQ(everywhere("SELECT count(*) FROM copilot_metrics_28d WHERE complete"), "2\n");
}

}  // namespace
