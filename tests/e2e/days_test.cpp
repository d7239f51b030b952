// Which days are read, when, and when a day is final.

#include <set>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Days : public sync_test {
protected:
    /// Days whose report links were asked for since the last `forget_requests`.
    std::set<std::string> asked_days() {
        std::set<std::string> days;
        for (const auto& call : simulator().envelopes()) days.insert(call.day);
        return days;
    }
    std::set<std::string> days(int first_days_ago, int last_days_ago) {
        std::set<std::string> list;
        for (int ago = first_days_ago; ago >= last_days_ago; --ago) list.insert(day(ago));
        return list;
    }
};

TEST_P(Days, FourWeeksAreLoadedInOneRun) {
    start_simulator();
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("planned"), 28);
    EXPECT_EQ(result.slices("completed"), 28);
    EXPECT_EQ(asked_days(), days(28, 1));
    EXPECT_EQ(result.count("rows_written"), rows("copilot_user_metrics_daily") + rows("copilot_user_breakdown_daily"));
    EXPECT_EQ(database().number("SELECT sum(rows_written) FROM sync_status"), result.count("rows_written"));
    for (int ago = 1; ago <= 28; ++ago) {
        EXPECT_EQ(status(day(ago)).status, "completed") << day(ago);
        EXPECT_EQ(status(day(ago)).is_final, ago > 4) << day(ago);
        EXPECT_GE(users(day(ago)), 3) << day(ago);
    }
}

TEST_P(Days, ASecondRunWritesNothingAndAsksOnlyForUnsettledDays) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    simulator().forget_requests();
    const outcome again = sync();
    ASSERT_EQ(again.code(), 0) << again.ended.err;
    EXPECT_EQ(again.count("rows_written"), 0);
    EXPECT_EQ(again.slices("unchanged"), 4);
    EXPECT_EQ(again.slices("planned"), 4);
    EXPECT_EQ(asked_days(), days(4, 1));
    EXPECT_EQ(difference(before, dump_tables(database())), "");
}

TEST_P(Days, AMissingDayInTheMiddleIsFoundAndFilled) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    for (const char* table : {"sync_status", "copilot_user_metrics_daily", "copilot_user_breakdown_daily"})
        database().execute("DELETE FROM " + std::string(table) + " WHERE metrics_date = '" + day(15) + "'");
    ASSERT_NE(difference(before, dump_tables(database())), "");
    simulator().forget_requests();
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 1);
    EXPECT_TRUE(asked_days().contains(day(15)));
    EXPECT_EQ(difference(before, dump_tables(database())), "");
}

TEST_P(Days, AnOutageOfFortyDaysIsRefilled) {
    set_today("2026-10-12");
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    set_today("2026-11-21");
    start_simulator();
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.slices("completed"), 40);
    EXPECT_EQ(asked_days(), days(44, 1)) << "40 new days, and the 4 that had not settled before";
    EXPECT_EQ(days_with_status("completed"), 68);
    for (int ago = 1; ago <= 68; ++ago) EXPECT_EQ(status(day(ago)).is_final, ago > 4) << day(ago);
}

TEST_P(Days, ADayPublishedLateIsNotFinalAtItsFirstLoad) {
    start_simulator();
    const std::string late = "2026-11-20";
    set_script({"day=" + late + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(status(late).status, "pending");
    EXPECT_EQ(status(late).reason, "not_published");

    set_today("2026-11-25");  // five days after it: past settle_days
    start_simulator();
    set_script({"day=" + late + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(status(late).status, "no_data");
    EXPECT_FALSE(status(late).is_final);

    set_script({});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(status(late).status, "completed");
    EXPECT_FALSE(status(late).is_final) << "its first data may still be half of it";
    EXPECT_TRUE(status("2026-11-19").is_final) << "an old day without such a story is final at once";

    ASSERT_EQ(sync().code(), 0);
    EXPECT_TRUE(status(late).is_final) << "read again, and unchanged";
}

TEST_P(Days, ADayIsFinalWithTheFirstReadPastSettleDays) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    const std::string young = day(4);
    ASSERT_FALSE(status(young).is_final);
    set_today("2026-11-22");
    start_simulator();
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0);
    EXPECT_TRUE(status(young).is_final);
    EXPECT_EQ(result.slices("completed"), 1);
    EXPECT_EQ(result.slices("unchanged"), 4);
}

TEST_P(Days, ABackfillReachesFurtherBackAndMovesTheStart) {
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    simulator().forget_requests();
    const outcome result = backfill(40, 35);
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(asked_days(), days(40, 35));
    EXPECT_EQ(database().value("SELECT since FROM sync_targets WHERE dataset = 'users'"), day(40));
    const outcome rest = sync();  // what lies between was never meant to be left out
    EXPECT_EQ(rest.code(), 0);
    EXPECT_EQ(days_with_status("completed"), 40);
}

TEST_P(Days, TwoScopesOfOneSlugAreKeptApart) {
    start_simulator({.users = 6, .more = {"--org", "same", "--enterprise", "same"}});
    environment["GITHUB_ORG"] = "Same";
    environment["GITHUB_ENTERPRISE"] = "SAME";
    environment["SYNC_BACKFILL_DAYS"] = "3";
    ASSERT_EQ(sync().code(), 0);
    for (const char* scope : {"organization", "enterprise"})
        EXPECT_EQ(
            database().number("SELECT count(*) FROM sync_status WHERE status = 'completed' AND scope_identifier = "
                              "'same' AND scope = '" +
                              std::string(scope) + "'"),
            3);
    simulator().forget_requests();
    ASSERT_EQ(sync({"--scope", "enterprise/same"}).code(), 0);
    for (const auto& call : simulator().envelopes()) EXPECT_EQ(call.scope, "enterprise/same");
}

ON_BOTH_ENGINES(Days);

}  // namespace
