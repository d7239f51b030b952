// Days that come back: other numbers, the same ones in another order, far fewer, or no answer at all.

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class Changes : public sync_test {
protected:
    std::string report_path(const std::string& date) const {
        return "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + date;
    }
    /// What the database holds of a day equals what the vendor serves now.
    void expect_holds_what_is_served(const std::string& date) {
        const outcome out = run({"export", "--format", "ndjson", "--from", date, "--to", date});
        EXPECT_EQ(records_of(out.ended.out),
                  records_of(test_support::download_report(simulator().api_url(), report_path(date))));
    }
    /// Which physical rows a table consists of: changes when rows are written again with equal content.
    std::string physical_rows() {
        if (!on_postgres()) return "";
        return database()
            .value(
                "SELECT md5(string_agg(xmin::text || ctid::text, ',' ORDER BY ctid)) FROM "
                "copilot_user_metrics_daily")
            .value_or("");
    }
};

TEST_P(Changes, ARepublishedDayIsReplacedAndTheRestatementIsWrittenDown) {
    start_simulator({.users = 40});
    ASSERT_EQ(sync().code(), 0);
    const std::string restated = day(2);
    const auto old_users = users(restated);
    const std::string sums =
        "SELECT sum(loc_added_sum) FROM copilot_user_metrics_daily WHERE metrics_date = '" + restated + "'";
    const auto old_sum = database().value(sums);
    const auto old_people = database().query("SELECT user_key FROM copilot_user_metrics_daily WHERE metrics_date = '" +
                                             restated + "' ORDER BY 1");

    set_script({"day=" + restated + " revision=2 drop_users=5"});
    const outcome result = sync();
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("restatements"), 1);
    EXPECT_EQ(result.slices("completed"), 1);
    EXPECT_EQ(result.slices("unchanged"), 3);
    expect_holds_what_is_served(restated);
    EXPECT_EQ(users(restated), old_users - 5) << "nobody who vanished is left";
    EXPECT_NE(database().value(sums), old_sum);
    EXPECT_NE(database().query("SELECT user_key FROM copilot_user_metrics_daily WHERE metrics_date = '" + restated +
                               "' ORDER BY 1"),
              old_people);
    EXPECT_EQ(database().number(
                  "SELECT count(*) FROM copilot_user_breakdown_daily b WHERE NOT EXISTS (SELECT 1 FROM "
                  "copilot_user_metrics_daily u WHERE u.metrics_date = b.metrics_date AND u.user_key = b.user_key)"),
              0);

    const auto rows = database().query("SELECT metrics_date, was_final, old_totals, new_totals FROM restatements");
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0][0], restated);
    EXPECT_FALSE(sinks::as_bool(rows[0][1]));
    const std::string old_totals = rows[0][2].value_or(""), new_totals = rows[0][3].value_or("");
    EXPECT_NE(old_totals.find(old_sum.value_or("?")), std::string::npos) << old_totals;
    EXPECT_NE(new_totals.find(database().value(sums).value_or("?")), std::string::npos) << new_totals;
    EXPECT_EQ(status(restated).status, "completed");
    EXPECT_FALSE(status(restated).is_final);
}

TEST_P(Changes, ASettledDayThatChangedIsProvisionalUntilItIsReadUnchanged) {
    start_simulator({.users = 20});
    ASSERT_EQ(sync().code(), 0);
    const std::string old = day(10);
    ASSERT_TRUE(status(old).is_final);
    set_script({"day=" + old + " revision=3"});
    ASSERT_EQ(sync().count("rows_written"), 0) << "final days are not asked for";

    const outcome forced = backfill(10, 10, {"--force"});
    ASSERT_EQ(forced.code(), 0) << forced.ended.err;
    EXPECT_EQ(forced.count("restatements"), 1);
    EXPECT_FALSE(status(old).is_final);
    EXPECT_TRUE(sinks::as_bool(database().value("SELECT was_final FROM restatements")));
    expect_holds_what_is_served(old);

    const outcome next = sync();
    EXPECT_EQ(next.count("rows_written"), 0);
    EXPECT_EQ(next.slices("unchanged"), 5);
    EXPECT_TRUE(status(old).is_final);
}

TEST_P(Changes, AnotherOrderOfShardsAndLinesIsNoChange) {
    start_simulator({.users = 30, .shards = 4});
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    const std::string physical = physical_rows();
    for (const std::string rule :
         {"shard_order=reversed", "line_order=reversed", "shards=3", "shards=1 line_order=reversed"}) {
        set_script({rule});
        const outcome result = sync();
        ASSERT_EQ(result.code(), 0) << rule;
        EXPECT_EQ(result.slices("unchanged"), 4) << rule;
        EXPECT_EQ(result.count("rows_written"), 0) << rule;
        EXPECT_EQ(difference(before, dump_tables(database())), "") << rule;
    }
    EXPECT_EQ(physical_rows(), physical);
    EXPECT_EQ(rows("restatements"), 0);
}

/// A loaded, unsettled day whose next read goes wrong.
struct mishap {
    std::string rule;
    std::string reason;
    int exit_code;
};

TEST_P(Changes, ALoadedDayStaysLoadedWhenItsReportAnswersBadly) {
    start_simulator({.users = 20, .shards = 4});
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    const std::string hit = day(2);
    for (const mishap& one :
         {mishap{"on=api status=404", "vanished", 0}, mishap{"on=api status=502 retry_after=0", "server_error", 3},
          mishap{"missing_parts=2", "part_missing", 3}, mishap{"missing_parts=4", "vanished", 0},
          mishap{"on=api answer=empty_links", "vanished", 0},
          mishap{"part=1 status=503 retry_after=0", "server_error", 3}}) {
        set_script({"report=users-1-day day=" + hit + " " + one.rule});
        const outcome result = sync();
        EXPECT_EQ(result.code(), one.exit_code) << one.rule << result.ended.err;
        EXPECT_EQ(status(hit).status, "completed") << one.rule;
        EXPECT_EQ(status(hit).reason, one.reason) << one.rule;
        EXPECT_NE(status(hit).message, "") << one.rule;
        EXPECT_EQ(result.problem(hit), one.reason) << one.rule;
        EXPECT_EQ(result.slices("unchanged"), 3) << one.rule;
        EXPECT_EQ(result.count("rows_written"), 0) << one.rule;
        EXPECT_GT(users(hit), 0) << one.rule;
        auto now = dump_tables(database());
        now["sync_status"] = before.at("sync_status");
        EXPECT_EQ(difference(before, now), "") << one.rule;
    }
    set_script({});
    EXPECT_EQ(sync().code(), 0);
    EXPECT_EQ(status(hit).reason, "");
    EXPECT_EQ(difference(before, dump_tables(database())), "");
}

TEST_P(Changes, AReportThatLostMostUsersIsRefusedUntilItIsAccepted) {
    start_simulator({.users = 40});
    set_script({"users=40"});
    ASSERT_EQ(sync().code(), 0);
    const auto before = dump_tables(database());
    const std::string hit = day(1);
    set_script({"users=40", "day=" + hit + " users=19"});
    const outcome refused = sync();
    EXPECT_EQ(refused.code(), 7) << refused.ended.err;
    EXPECT_EQ(status(hit).status, "completed");
    EXPECT_EQ(status(hit).reason, "shrunk");
    EXPECT_NE(status(hit).message.find("--accept-shrink"), std::string::npos);
    EXPECT_EQ(users(hit), 40);
    EXPECT_EQ(rows("restatements"), 0);

    const outcome again = sync();
    EXPECT_EQ(again.code(), 7) << "still refused";
    const outcome accepted = sync({"--accept-shrink"});
    EXPECT_EQ(accepted.code(), 0) << accepted.ended.err;
    EXPECT_EQ(users(hit), 19);
    EXPECT_EQ(accepted.count("restatements"), 1);
    EXPECT_EQ(sync().code(), 0);

    set_script({"users=40", "day=" + hit + " users=10"});
    EXPECT_EQ(sync().code(), 0) << "more than half of 19";
    EXPECT_EQ(users(hit), 10);
}

ON_BOTH_ENGINES(Changes);

}  // namespace
