// sync_coverage and sync_gaps: every day that is meant to be there, also where no row says anything.
#include <chrono>

#include "tests/sinks/datasets_support.hpp"

namespace {

using namespace datasets;
using schema::dataset;
using schema::day;
using schema::scope_kind;
using schema::slice_status;

const day monday{2026, 11, 2};

class Coverage : public on_both_engines {
protected:
    std::string everywhere(const std::string& sql) {
        const std::string found = db().rows(sql);
        // Whatever the hour, it is another day than in UTC in one of them.
        for (const char* zone : {"America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12"})
            EXPECT_EQ(db().rows(sql, zone), found) << zone;
        return found;
    }
    std::string coverage(const std::string& columns = "metrics_date, status, reason, is_final") {
        return everywhere("SELECT " + columns + " FROM sync_coverage ORDER BY dataset, scope, metrics_date");
    }
    std::string gaps(const std::string& columns = "metrics_date, status, reason") {
        return everywhere("SELECT " + columns + " FROM sync_gaps ORDER BY dataset, scope, metrics_date");
    }
};

INSTANTIATE_TEST_SUITE_P(Engines, Coverage, testing::Values(sinks::engine::postgresql, sinks::engine::sqlite),
                         sinks::testing::engine_name);

day today() { return day::of(std::chrono::system_clock::now()); }

TEST_P(Coverage, NothingIsMeantToBeThereWithoutTargets) {
    db().write_state(slice_of(dataset::users, monday), slice_status::failed, false, "expired");
    EXPECT_EQ(coverage(), "");
    EXPECT_EQ(gaps(), "");
}

TEST_P(Coverage, EveryDayOfATargetIsThereWithItsStatus) {
    const auto at = [](int d) { return slice_of(dataset::users, monday + d); };
    db().write_target(at(0).target, monday, monday + 9);
    db().write_state(at(-1), slice_status::completed, true);  // before since
    db().write_state(at(0), slice_status::completed, true);
    db().write_state(at(1), slice_status::completed, false, "vanished");
    db().write_state(at(3), slice_status::failed, false, "bad_records");
    db().write_state(at(4), slice_status::pending, false, "interrupted");
    db().write_state(at(5), slice_status::no_data, false, "not_published");
    db().write_state(at(6), slice_status::failed, false, "expired");
    db().write_state(at(7), slice_status::in_progress);
    db().write_state(at(8), slice_status::failed, false, "policy_disabled");
    db().write_state(at(10), slice_status::completed, true);  // after until
    EXPECT_EQ(coverage(),
              "2026-11-02|completed|~|1\n"
              "2026-11-03|completed|vanished|0\n"
              "2026-11-04|missing|~|0\n"
              "2026-11-05|failed|bad_records|0\n"
              "2026-11-06|pending|interrupted|0\n"
              "2026-11-07|no_data|not_published|0\n"
              "2026-11-08|failed|expired|0\n"
              "2026-11-09|in_progress|~|0\n"
              "2026-11-10|failed|policy_disabled|0\n"
              "2026-11-11|missing|~|0\n");
    EXPECT_EQ(gaps(),
              "2026-11-04|missing|not_attempted\n"
              "2026-11-05|failed|bad_records\n"
              "2026-11-06|pending|interrupted\n"
              "2026-11-08|failed|expired\n"
              "2026-11-09|in_progress|in_progress\n"
              "2026-11-10|failed|policy_disabled\n"
              "2026-11-11|missing|not_attempted\n");
}

TEST_P(Coverage, ATargetWithoutEndReachesToYesterdayInUtc) {
    const auto at = [](int ago) { return slice_of(dataset::totals, today() - ago); };
    db().write_target(at(0).target, today() - 3);
    db().write_state(at(1), slice_status::pending, false, "not_published");
    db().write_state(at(0), slice_status::completed);
    EXPECT_EQ(coverage("metrics_date, status"), (today() - 3).text() + "|missing\n" + (today() - 2).text() +
                                                    "|missing\n" + (today() - 1).text() + "|pending\n");
    EXPECT_EQ(gaps("metrics_date"), (today() - 3).text() + "\n" + (today() - 2).text() + "\n");
}

TEST_P(Coverage, ATargetThatBeginsOrEndsInTheFutureClaimsNoFutureDays) {
    db().write_target(slice_of(dataset::totals, today()).target, today());
    db().write_target(slice_of(dataset::users, today()).target, today() - 1, today() + 5);
    EXPECT_EQ(coverage("dataset, metrics_date"), "users|" + (today() - 1).text() + "\n");
}

TEST_P(Coverage, WhatIsNotPublishedForAMonthIsAGap) {
    const auto at = [](int ago) { return slice_of(dataset::users, today() - ago); };
    db().write_target(at(0).target, today() - 29, today() - 28);
    db().write_state(at(29), slice_status::pending, false, "not_published");
    db().write_state(at(28), slice_status::pending, false, "not_published");
    EXPECT_EQ(gaps(), (today() - 29).text() + "|pending|not_published\n");
}

TEST_P(Coverage, AnEnterpriseAndAnOrganizationWithOneSlugStayApart) {
    const auto org = slice_of(dataset::users, monday), corp = slice_of(dataset::users, monday, scope_kind::enterprise);
    db().write_target(org.target, monday, monday);
    db().write_target(corp.target, monday, monday + 1);
    db().write_state(corp, slice_status::completed);
    EXPECT_EQ(coverage("scope, metrics_date, status"),
              "enterprise|2026-11-02|completed\nenterprise|2026-11-03|missing\norganization|2026-11-02|missing\n");
}

TEST_P(Coverage, SeatsAreMeantToBeReadEachDayFromTheFirstPlanOn) {
    const auto at = [](int d) { return slice_of(dataset::seats, monday + d); };
    db().write_target(at(0).target, monday, monday + 4);
    db().write_state(at(1), slice_status::failed, false, "permission_missing");
    db().write_state(at(2), slice_status::completed, true);
    db().write_state(at(3), slice_status::failed, false, "missed_snapshot");
    EXPECT_EQ(coverage(),
              "2026-11-02|missing|~|0\n"
              "2026-11-03|failed|permission_missing|0\n"
              "2026-11-04|completed|~|1\n"
              "2026-11-05|failed|missed_snapshot|0\n"
              "2026-11-06|missing|~|0\n");
    EXPECT_EQ(gaps(),
              "2026-11-02|missing|missed_snapshot\n"
              "2026-11-03|failed|permission_missing\n"
              "2026-11-05|failed|missed_snapshot\n"
              "2026-11-06|missing|missed_snapshot\n");
}

TEST_P(Coverage, TodaysSeatsAreCoveredOnceReadAndMissedTomorrow) {
    const auto at = [](int ago) { return slice_of(dataset::seats, today() - ago); };
    db().write_target(at(0).target, today());
    EXPECT_EQ(coverage(), "");
    db().write_target(at(0).target, today() - 2);
    db().write_state(at(2), slice_status::completed, true);
    const std::string read = (today() - 2).text() + "|completed\n", missed = (today() - 1).text() + "|missing\n";
    EXPECT_EQ(coverage("metrics_date, status"), read + missed);  // nobody has run since
    db().write_state(at(0), slice_status::completed);
    EXPECT_EQ(coverage("metrics_date, status"), read + missed + today().text() + "|completed\n");
    EXPECT_EQ(gaps(), (today() - 1).text() + "|missing|missed_snapshot\n");
}

TEST_P(Coverage, SeatsThatWereNotThereAreAGapOnceTheirDayHasPassed) {
    const auto at = [](int ago) { return slice_of(dataset::seats, today() - ago); };
    db().write_target(at(0).target, today() - 1);
    for (const int ago : {0, 1}) db().write_state(at(ago), slice_status::pending, false, "not_published");
    EXPECT_EQ(gaps(), (today() - 1).text() + "|pending|not_published\n");
}

TEST_P(Coverage, AWindowThatWasSkippedIsMissedAndLaterOnesMayStillCome) {
    const auto at = [](int ago) { return slice_of(dataset::engagement, today() - ago); };
    const auto line = [](int ago, const std::string& rest) { return (today() - ago).text() + rest; };
    db().write_target(at(0).target, today() - 12);
    db().write_state(at(13), slice_status::completed, true);  // the first window had ended before the first plan
    db().write_state(at(12), slice_status::completed, true);
    for (const int ago : {10, 9, 8, 4}) db().write_state(at(ago), slice_status::completed, true);
    EXPECT_EQ(gaps(), line(11, "|missing|missed_snapshot\n") + line(7, "|missing|missed_snapshot\n") +
                          line(6, "|missing|missed_snapshot\n") + line(5, "|missing|missed_snapshot\n"));
    EXPECT_EQ(everywhere("SELECT count(*), min(metrics_date), max(metrics_date) FROM sync_coverage"),
              "10|" + line(13, "|") + line(4, "\n"));
}

TEST_P(Coverage, WindowsAreMissedWhenNobodyReadThemInFiveDays) {
    const auto at = [](int ago) { return slice_of(dataset::engagement, today() - ago); };
    db().write_target(at(0).target, today() - 4);
    EXPECT_EQ(coverage(), "");
    db().write_target(at(0).target, today() - 6);
    EXPECT_EQ(gaps("metrics_date, reason"),
              (today() - 6).text() + "|missed_snapshot\n" + (today() - 5).text() + "|missed_snapshot\n");
}

TEST_P(Coverage, AnAttemptForAWindowIsThereUntilTheVendorNamesOne) {
    const auto at = [](int ago) { return slice_of(dataset::engagement, today() - ago); };
    db().write_target(at(0).target, today() - 40);
    for (int ago = 40; ago > 2; --ago) db().write_state(at(ago), slice_status::pending, false, "not_published");
    db().write_state(at(2), slice_status::failed, false, "policy_disabled");
    EXPECT_EQ(gaps(), (today() - 2).text() + "|failed|policy_disabled\n");
    EXPECT_EQ(everywhere("SELECT count(*) FROM sync_coverage"), "39\n");
}

TEST_P(Coverage, AYearOfManyScopesIsGenerated) {
    for (int i = 0; i < 20; ++i)
        db().write_target(slice_of(dataset::repos, monday, scope_kind::organization, "org-" + std::to_string(i)).target,
                          today() - 365);
    EXPECT_EQ(everywhere("SELECT count(*), min(metrics_date), max(metrics_date) FROM sync_coverage"),
              "7300|" + (today() - 365).text() + "|" + (today() - 1).text() + "\n");
    EXPECT_EQ(everywhere("SELECT count(*) FROM sync_gaps WHERE scope_identifier = 'org-7'"), "365\n");
}

}  // namespace
