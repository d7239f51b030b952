// The views over what a run has loaded: teams by the membership of the day, four weeks, coverage and gaps.

#include <algorithm>
#include <chrono>

#include "tests/e2e/datasets_fixture.hpp"

namespace {

using namespace e2e;

/// Today by the clock (UTC), which is what the views go by.
std::string clock_day() {
    const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    return (schema::day{1970, 1, 1} + static_cast<int>(today.time_since_epoch().count())).text();
}

std::string membership(const std::string& date, int user, const std::string& team) {
    return "{\"day\":\"" + date + "\",\"organization_id\":\"1\",\"user_id\":" + std::to_string(user) +
           ",\"user_login\":\"u" + std::to_string(user) + "\",\"team_id\":" + (team == "red" ? "71" : "72") +
           ",\"slug\":\"" + team + "\"}\n";
}

std::string usage(const std::string& date, int user, int added) {
    return "{\"day\":\"" + date + "\",\"organization_id\":\"1\",\"user_id\":" + std::to_string(user) +
           ",\"user_login\":\"u" + std::to_string(user) + "\",\"loc_added_sum\":" + std::to_string(added) + "}\n";
}

class Views : public datasets_test {
protected:
    void SetUp() override {
        datasets_test::SetUp();
        environment["GITHUB_ENTERPRISE"] = "";
    }
    /// Program and simulator work on a day counted from today by the clock.
    void move_to_clock(int days_ago) {
        set_today((*schema::day::parse(clock_day()) - days_ago).text());
        start_octo();
    }
    std::string gaps(const std::string& dataset, const std::string& before) {
        return list("SELECT CAST(metrics_date AS text) || '=' || reason FROM sync_gaps WHERE dataset = '" + dataset +
                    "' AND metrics_date < '" + before + "' ORDER BY 1");
    }
};

TEST_P(Views, TeamsAreCountedByTheMembershipOfTheDay) {
    start_octo();
    const std::string monday = "2026-11-16", tuesday = "2026-11-17";
    put("teams1", membership(monday, 1, "red") + membership(monday, 2, "red") + membership(monday, 2, "blue") +
                      membership(monday, 3, "blue"));
    put("teams2", membership(tuesday, 1, "blue") + membership(tuesday, 2, "red") + membership(tuesday, 3, "blue"));
    put("users1", usage(monday, 1, 10) + usage(monday, 2, 20) + usage(monday, 9, 1000));
    put("users2", usage(tuesday, 1, 100) + usage(tuesday, 3, 300));
    set_script({"report=user-teams-1-day day=2026-11-16 raw_file=teams1",
                "report=user-teams-1-day day=2026-11-17 raw_file=teams2",
                "report=users-1-day day=2026-11-16 raw_file=users1",
                "report=users-1-day day=2026-11-17 raw_file=users2"});
    ASSERT_EQ(backfill(5, 4).code(), 0);
    const auto team = [this](const std::string& date) {
        std::string text;
        for (const auto& row :
             database().query("SELECT team_slug, loc_added_sum, daily_active_users, team_members, scope FROM "
                              "copilot_team_metrics_daily WHERE scope_identifier = 'octo' AND metrics_date = '" +
                              date + "' ORDER BY team_slug"))
            for (const auto& column : row) text += column.value_or("NULL") + " ";
        return text;
    };
    EXPECT_EQ(team(monday), "blue 20 1 2 team-organization red 30 2 2 team-organization ");
    EXPECT_EQ(team(tuesday), "blue 400 2 2 team-organization red NULL 0 1 team-organization ");
}

TEST_P(Views, TeamsAddUpWhatTheirSimulatedMembersDid) {
    environment["GITHUB_ENTERPRISE"] = "octo";
    start_octo({.users = 60});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_GT(database().number("SELECT count(*) FROM copilot_team_metrics_daily"), 2 * 6 * 4);
    for (const std::string kind : {"organization", "enterprise"}) {
        for (int ago = 1; ago <= 6; ++ago) {
            std::map<long long, long long> added;
            for (const std::string& line : lines_of(served("users-1-day?day=" + day(ago), kind + "/octo"))) {
                const json_value user = parse_json(line);
                added[user.at("user_id").integer()] = user.at("loc_added_sum").integer();
            }
            std::map<std::string, std::pair<long long, long long>> teams;  // lines, members
            for (const std::string& line : lines_of(served("user-teams-1-day?day=" + day(ago), kind + "/octo"))) {
                const json_value member = parse_json(line);
                auto& [lines, members] = teams[member.at("slug").text];
                const auto found = added.find(member.at("user_id").integer());
                lines += found == added.end() ? 0 : found->second;
                ++members;
            }
            const auto found = database().query(
                "SELECT team_slug, loc_added_sum, team_members FROM copilot_team_metrics_daily WHERE scope = 'team-" +
                kind + "' AND metrics_date = '" + day(ago) + "'");
            EXPECT_EQ(found.size(), teams.size());
            for (const auto& row : found) {
                EXPECT_EQ(sinks::as_integer(row[1]).value_or(0), teams[row[0].value_or("")].first)
                    << row[0].value_or("");
                EXPECT_EQ(sinks::as_integer(row[2]).value_or(0), teams[row[0].value_or("")].second);
            }
        }
    }
}

TEST_P(Views, FourWeeksAreTheSumOfTheirDays) {
    datasets = {"totals"};
    environment["SYNC_BACKFILL_DAYS"] = "40";
    start_octo();
    const std::string without = day(20);
    set_script({"day=" + without + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    for (const auto& [ago, complete] : {std::pair{1, true}, std::pair{8, true}, std::pair{30, false}}) {
        const std::string of =
            " FROM copilot_metrics_28d WHERE scope = 'organization' AND scope_identifier = 'octo' AND "
            "metrics_date = '" +
            day(ago) + "'";
        const std::string days =
            " FROM copilot_metrics_daily WHERE metrics_date BETWEEN '" + day(ago + 27) + "' AND '" + day(ago) + "'";
        for (const std::string column : {"loc_added_sum", "code_generation_activity_count", "total_code_acceptances"})
            EXPECT_EQ(database().number("SELECT " + column + of),
                      database().number("SELECT sum(" + column + ")" + days))
                << ago << column;
        EXPECT_EQ(database().number("SELECT days_present" + of), database().number("SELECT count(*)" + days));
        EXPECT_EQ(database().number("SELECT days_without_data" + of), ago == 30 ? 0 : 1) << ago;
        EXPECT_EQ(sinks::as_bool(database().value("SELECT complete" + of)), complete) << ago;
        EXPECT_EQ(list("SELECT first_date" + of), day(ago + 27));
    }
    EXPECT_FALSE(sinks::as_bool(
        database().value("SELECT is_final FROM copilot_metrics_28d WHERE metrics_date = '" + day(1) + "'")))
        << "its last days are not";
    EXPECT_EQ(rows("copilot_metrics_28d", without), 0);
}

TEST_P(Views, DaysThatNobodyReadAreGaps) {
    const std::string start = clock_day();
    move_to_clock(3);
    const std::string failed = day(6), three = day(0), two = day(-1), one = day(-2), today = day(-3);
    set_script({"report=repos-1-day day=" + failed + " bad_lines=50"});
    EXPECT_EQ(sync().code(), 7);
    for (const std::string dataset : {"totals", "users", "user_teams", "repos"}) {
        const std::string missing = three + "=not_attempted " + two + "=not_attempted " + one + "=not_attempted";
        EXPECT_EQ(gaps(dataset, today), (dataset == "repos" ? failed + "=bad_records " : "") + missing) << dataset;
        EXPECT_EQ(database().number("SELECT count(*) FROM sync_coverage WHERE status = 'missing' AND dataset = '" +
                                    dataset + "' AND metrics_date < '" + today + "'"),
                  3);
        EXPECT_EQ(database().number("SELECT count(*) FROM sync_coverage WHERE status = 'completed' AND dataset = '" +
                                    dataset + "'"),
                  dataset == "repos" ? 5 : 6);
    }
    EXPECT_EQ(gaps("seats", today), two + "=missed_snapshot " + one + "=missed_snapshot");
    EXPECT_EQ(gaps("engagement", today), "");

    move_to_clock(0);
    sync();
    for (const std::string dataset : {"totals", "users", "user_teams", "repos"})
        EXPECT_EQ(gaps(dataset, today), "") << dataset;
    EXPECT_EQ(gaps("engagement", today), three + "=missed_snapshot " + two + "=missed_snapshot")
        << "windows between two that were read";
    EXPECT_EQ(gaps("seats", today), two + "=missed_snapshot " + one + "=missed_snapshot") << "for ever";
    EXPECT_EQ(list("SELECT DISTINCT status FROM sync_coverage WHERE dataset <> 'seats' AND dataset <> 'engagement' AND "
                   "metrics_date < '" +
                   today + "'"),
              "completed");
    if (clock_day() != start) GTEST_SKIP() << "midnight came in between";
}

TEST_P(Views, DaysWithoutDataAreCoveredAndNoGaps) {
    const std::string start = clock_day();
    move_to_clock(0);
    set_script({"day=" + day(6) + " published=no", "day=" + day(1) + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(list("SELECT DISTINCT status FROM sync_coverage WHERE metrics_date = '" + day(6) + "'"), "no_data");
    EXPECT_EQ(
        list("SELECT DISTINCT status FROM sync_coverage WHERE dataset = 'users' AND metrics_date = '" + day(1) + "'"),
        "pending");
    for (const std::string& dataset : all_datasets) EXPECT_EQ(gaps(dataset, day(0)), "") << dataset;
    if (clock_day() != start) GTEST_SKIP() << "midnight came in between";
}

ON_BOTH_ENGINES(Views);

}  // namespace
