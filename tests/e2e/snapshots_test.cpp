// Seats and engagement: what has no past. One snapshot a day, paged; one window at a time, under the day that it ends.

#include "tests/e2e/datasets_fixture.hpp"

namespace {

using namespace e2e;

/// Seats 1 to `count`: the fifth has nobody, the seventh is the sixth one's other, from another organization.
std::string make_seats(int count) {
    std::string text;
    for (int i = 1; i <= count; ++i) {
        const int person = i == 7 ? 6 : i;
        const std::string assignee = i == 5 ? "null"
                                            : "{\"login\":\"p" + std::to_string(person) +
                                                  "\",\"id\":" + std::to_string(1000 + person) + ",\"type\":\"User\"}";
        text += "{\"created_at\":\"2026-01-12T08:15:30Z\",\"assignee\":" + assignee +
                ",\"organization\":{\"login\":\"" + (i == 7 ? "labs" : "octo") + "\"}}\n";
    }
    return text;
}

class Snapshots : public datasets_test {
protected:
    void SetUp() override {
        datasets_test::SetUp();
        environment["GITHUB_ENTERPRISE"] = "";
        datasets = {"seats"};
    }
    int calls(const std::string& report) {
        int count = 0;
        for (const auto& request : simulator().requests()) count += request.host == "api" && request.report == report;
        return count;
    }
    /// Simulator and program move on to that day.
    void move_to(const std::string& today) {
        set_today(today);
        start_octo();
    }
};

TEST_P(Snapshots, OfSeatsAreReadPageByPage) {
    start_octo();
    const std::string seats = make_seats(250);
    set_script({"report=seats raw_file=" + put("seats.ndjson", seats)});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(calls("seats"), 3);
    datasets.clear();
    EXPECT_EQ(difference_of(to_bag(seats), exported("seats", day(0), day(0))), "");
    EXPECT_EQ(rows("copilot_seats"), 250);
    EXPECT_EQ(database().number("SELECT count(DISTINCT seat_number) FROM copilot_seats"), 250);
    EXPECT_EQ(list("SELECT organization_login FROM copilot_seats WHERE user_key = '1006' ORDER BY seat_number"),
              "octo labs");
    EXPECT_EQ(list("SELECT user_login FROM copilot_seats WHERE user_key = ''"), "NULL");
    EXPECT_EQ(list("SELECT DISTINCT snapshot_date FROM copilot_seats"), day(0));
}

TEST_P(Snapshots, OfSeatsEndWithTheLinksNotWithTotalSeats) {
    environment["GITHUB_ENTERPRISE"] = "octo";
    environment["GITHUB_ORG"] = "";
    start_octo({.users = 298});  // 298 people and 8 seats of nobody: total_seats is 306, and there are 312
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(calls("seats"), 4);
    EXPECT_EQ(rows("copilot_seats"), 312);
    EXPECT_EQ(database().number("SELECT count(DISTINCT user_key) FROM copilot_seats WHERE user_key <> ''"), 298);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_seats WHERE user_key = ''"), 8);
}

TEST_P(Snapshots, OfSeatsWhosePagesRunInACircleAreRefused) {
    start_octo({.users = 120});
    for (const std::string trick : {"repeat_page=1", "bad_next=1", "bad_next={blob}/seats?page=2"}) {
        set_script({"report=seats " + trick});
        const outcome result = sync();
        EXPECT_EQ(result.code(), 3) << trick << result.ended.err;
        EXPECT_EQ(state("seats", day(0)).status, "failed") << trick;
        EXPECT_EQ(rows("copilot_seats"), 0) << trick;
    }
    for (const auto& request : simulator().requests()) EXPECT_FALSE(request.host == "blob" && request.authorization);
}

TEST_P(Snapshots, AreOneADayAndTheLastOneStays) {
    start_octo({.users = 45});
    ASSERT_EQ(sync().code(), 0);
    const std::string before = list("SELECT seat_data FROM copilot_seats WHERE seat_number = 2");
    const std::int64_t seats = rows("copilot_seats");
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(calls("seats"), 2) << "a snapshot of today is read again";
    EXPECT_EQ(rows("copilot_seats"), seats);
    set_script({"report=seats revision=2 drop_users=3"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(rows("copilot_seats"), seats - 3) << "in the place of the former";
    EXPECT_NE(list("SELECT seat_data FROM copilot_seats WHERE seat_number = 2"), before);
    EXPECT_EQ(list("SELECT DISTINCT snapshot_date FROM copilot_seats"), day(0));
    EXPECT_FALSE(state("seats", day(0)).is_final);
}

TEST_P(Snapshots, AreFinalOnceTheirDayHasPassedAndNotReadAgain) {
    move_to("2026-11-21");
    ASSERT_EQ(sync().code(), 0);
    EXPECT_FALSE(state("seats", "2026-11-21").is_final);
    move_to("2026-11-22");
    set_script({"report=seats revision=2"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(calls("seats"), 1);
    EXPECT_TRUE(state("seats", "2026-11-21").is_final);
    EXPECT_FALSE(state("seats", "2026-11-22").is_final);
    EXPECT_EQ(list("SELECT DISTINCT snapshot_date FROM copilot_seats ORDER BY 1"), "2026-11-21 2026-11-22");
}

TEST_P(Snapshots, ThatNobodyTookAreListedAndNotDue) {
    move_to("2026-11-21");
    ASSERT_EQ(sync().code(), 0);
    move_to("2026-11-24");
    const outcome plan = run({"plan", "--as-of", "2026-11-24"});
    EXPECT_NE(plan.ended.out.find("1 days to read"), std::string::npos) << plan.ended.out;
    const outcome result = sync();
    EXPECT_EQ(calls("seats"), 1) << "only today's can be had";
    for (const std::string missed : {"2026-11-22", "2026-11-23"}) {
        EXPECT_EQ(state("seats", missed).status, "failed");
        EXPECT_EQ(state("seats", missed).reason, "missed_snapshot");
        EXPECT_NE(state("seats", missed).message, "");
    }
    EXPECT_EQ(state("seats", "2026-11-24").status, "completed");
    EXPECT_EQ(list("SELECT metrics_date FROM sync_gaps WHERE dataset = 'seats' AND reason = 'missed_snapshot' AND "
                   "metrics_date < '2026-11-24' ORDER BY 1"),
              "2026-11-22 2026-11-23");
    for (const std::string missed : {"2026-11-22", "2026-11-23"}) EXPECT_EQ(result.problem(missed), "missed_snapshot");
    EXPECT_NE(run({"status", "--as-of", "2026-11-24"}).ended.out.find("missed_snapshot"), std::string::npos);
}

TEST_P(Snapshots, OfAnOrganizationWithoutSeatsAreRead) {
    start_octo({.users = 0});
    set_script({"report=seats raw_file=" + put("none.ndjson", "")});
    const outcome result = sync();
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    const std::string first = day(0);
    EXPECT_NE(state("seats", first).status, "pending") << "that list is not published later";
    move_to("2026-11-24");
    set_script({"report=seats raw_file=" + put("none.ndjson", "")});
    const outcome next = sync();
    EXPECT_EQ(next.problem(first), "") << "it was read";
    EXPECT_NE(state("seats", first).status, "failed");
}

TEST_P(Snapshots, OfEngagementThatAreRefusedAreNoGreenRun) {
    datasets = {"engagement"};
    start_octo({.users = 40});
    const std::string late = "day=" + day(1) + " published=no";  // the newest window ends the day before yesterday
    set_script({late, "report=organization-28-day raw_file=" + put("bad.ndjson", "{bad}\n")});
    const outcome first = sync();
    EXPECT_EQ(first.code(), 7) << first.ended.err;
    EXPECT_EQ(first.problem(day(2)), "bad_records");
    EXPECT_EQ(first.problem(day(1)), "") << "nobody waits for that one";
    EXPECT_EQ(run({"status", "--as-of", day(0)}).ended.out.find("every day is loaded"), std::string::npos);
    set_script({late});
    ASSERT_EQ(sync().code(), 0);
    const outcome status = run({"status", "--as-of", day(0), "--max-lag-days", "3"});
    EXPECT_EQ(status.code(), 0) << status.ended.out;
    EXPECT_NE(status.ended.out.find(day(2)), std::string::npos) << "the window that is loaded: " << status.ended.out;
}

TEST_P(Snapshots, OfEngagementAreKeptUnderTheEndOfTheirWindow) {
    datasets = {"engagement"};
    start_octo({.users = 40});
    set_script({"day=" + day(1) + " published=no"});  // the newest processed day is the one before
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(list("SELECT DISTINCT report_end_day FROM copilot_engagement_28d"), day(2));
    EXPECT_EQ(list("SELECT DISTINCT report_start_day FROM copilot_engagement_28d"), day(29));
    EXPECT_EQ(state("engagement", day(2)).status, "completed");
    EXPECT_TRUE(state("engagement", day(2)).is_final) << "a window that has ended";
    const auto before = dump_tables(database());
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(difference(before, dump_tables(database())), "") << "the same window again";
    set_script({});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(list("SELECT DISTINCT report_end_day FROM copilot_engagement_28d ORDER BY 1"), day(2) + " " + day(1));
    datasets.clear();
    EXPECT_EQ(difference_of(to_bag(served("organization-28-day/latest")), exported("engagement", day(1), day(1))), "");
    EXPECT_EQ(database().number("SELECT active_user_count FROM copilot_engagement_28d WHERE feature = '' AND "
                                "report_end_day = '" +
                                day(1) + "'"),
              parse_json(served("organization-28-day/latest"))
                  .at("copilot_feature_engagement")
                  .at("active_user_count")
                  .integer());
}

ON_BOTH_ENGINES(Snapshots);

}  // namespace
