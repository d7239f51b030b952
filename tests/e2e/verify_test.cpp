// What verify says of a database that is as it was loaded, and of one in which something was altered since.

#include <set>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

struct corruption {
    std::string what;
    std::vector<std::string> statements;
    std::set<std::string> found;  ///< the names of all differences that follow from it
};

class Verify : public sync_test {
protected:
    void SetUp() override {
        sync_test::SetUp();
        datasets = {};
        environment["SYNC_BACKFILL_DAYS"] = "9";
    }

    void load() {
        ASSERT_EQ(sync().code(), 0);
        ASSERT_EQ(days_with_status("completed"), 9 * 4 + 2);
    }

    json_value verify(int code, const arguments& more = {}) {
        const outcome result = run(with({"verify", "--format", "json"}, more));
        EXPECT_EQ(result.code(), code) << result.ended.err << result.ended.out;
        return parse_json(result.ended.out);
    }

    static std::set<std::string> names(const json_value& answer) {
        std::set<std::string> all;
        for (const json_value& one : answer.at("differences").elements) all.insert(one.at("difference").text);
        return all;
    }

    /// ` WHERE` for the rows of a day, of its first user where a user is meant.
    static std::string of(const std::string& day) { return " WHERE metrics_date = '" + day + "'"; }
    static std::string first_user(const std::string& day) {
        return of(day) + " AND user_key = (SELECT min(user_key) FROM copilot_user_metrics_daily" + of(day) + ")";
    }
    static std::string status_of(const std::string& dataset, const std::string& day) {
        return of(day) + " AND dataset = '" + dataset + "'";
    }
    /// A few rows of one key only, as LIMIT on DELETE is not SQL.
    static std::string one_breakdown(const std::string& table, const std::string& rows) {
        return "DELETE FROM " + table + rows + " AND breakdown = 'feature' AND feature = (SELECT min(feature) FROM " +
               table + rows + " AND breakdown = 'feature')";
    }
    std::string yes() const { return on_postgres() ? "true" : "1"; }
    std::string no() const { return on_postgres() ? "false" : "0"; }

    std::vector<corruption> lost_rows() const;
    std::vector<corruption> altered_rows() const;
    std::vector<corruption> strayed_rows() const;
    std::vector<corruption> altered_status() const;

    void expect_found(const std::vector<corruption>& all);
};

std::vector<corruption> Verify::lost_rows() const {
    const std::string day = this->day(7), users = "DELETE FROM copilot_user_metrics_daily";
    return {
        {"a user is lost, the breakdown is left",
         {users + first_user(day)},
         {"rows_written", "breakdown_without_user", "day_totals", "fewer_users_than_active"}},
        {"a user is lost whole",
         {"DELETE FROM copilot_user_breakdown_daily" + first_user(day), users + first_user(day)},
         {"rows_written", "day_totals", "fewer_users_than_active"}},
        {"a row of a user's breakdown is lost",
         {one_breakdown("copilot_user_breakdown_daily", of(day))},
         {"rows_written", "day_totals"}},
        {"a row of the totals' breakdown is lost",
         {one_breakdown("copilot_metrics_breakdown_daily", of(day))},
         {"rows_written", "day_totals"}},
        {"the users of a day are lost",
         {"DELETE FROM copilot_user_breakdown_daily" + of(day), users + of(day)},
         {"completed_without_rows", "day_totals"}},
        {"the totals of a day are lost, their breakdown is left",
         {"DELETE FROM copilot_metrics_daily" + of(day)},
         {"completed_without_rows", "breakdown_without_totals", "day_totals"}},
        {"a membership is lost",
         {"DELETE FROM copilot_user_teams" + of(day) + " AND user_key = (SELECT min(user_key) FROM copilot_user_teams" +
          of(day) + ")"},
         {"rows_written", "day_totals"}},
        {"a seat is lost", {"DELETE FROM copilot_seats WHERE seat_number = 1"}, {"rows_written", "day_totals"}},
    };
}

std::vector<corruption> Verify::altered_rows() const {
    const std::string day = this->day(7);
    return {
        {"a number of a user is altered",
         {"UPDATE copilot_user_metrics_daily SET loc_added_sum = coalesce(loc_added_sum, 0) + 1" + first_user(day)},
         {"day_totals"}},
        {"what was not measured is a zero",
         {"UPDATE copilot_metrics_daily SET loc_suggested_to_delete_sum = NULL" + of(day)},
         {"day_totals"}},
        {"a user is another one",
         {"UPDATE copilot_user_breakdown_daily SET user_key = '999999999'" + first_user(day),
          "UPDATE copilot_user_metrics_daily SET user_key = '999999999'" + first_user(day)},
         {"day_totals"}},
        {"credits are altered",
         {"UPDATE copilot_user_metrics_daily SET ai_credits_used = '12345.5'" + first_user(day)},
         {"day_totals"}},
        {"fewer active users than interacted",
         {"UPDATE copilot_metrics_daily SET daily_active_users = 1, total_active_users = 1" + of(day)},
         {"day_totals", "more_users_than_active"}},
        {"more active users than there are rows",
         {"UPDATE copilot_metrics_daily SET daily_active_users = 1000, total_active_users = 1000" + of(day)},
         {"day_totals", "fewer_users_than_active"}},
        {"an older column is not what it is taken from",
         {"UPDATE copilot_metrics_daily SET total_code_acceptances = total_code_acceptances + 1" + of(day)},
         {"older_columns"}},
        {"a repository's pull requests are altered",
         {"UPDATE copilot_repo_metrics_daily SET total_created = coalesce(total_created, 0) + 1" + of(day)},
         {"day_totals"}},
        {"a feature's engaged users are altered",
         {"UPDATE copilot_engagement_28d SET engaged_user_count = 0 WHERE feature <> ''"},
         {"day_totals"}},
        {"a seat has another holder",
         {"UPDATE copilot_seats SET user_key = '999999999' WHERE seat_number = 1"},
         {"day_totals"}},
        {"a membership is another user's",
         {"UPDATE copilot_user_teams SET user_key = '999999999'" + of(day) +
          " AND user_key = (SELECT min(user_key) FROM copilot_user_teams" + of(day) + ")"},
         {"day_totals"}},
    };
}

std::vector<corruption> Verify::strayed_rows() const {
    const std::string day = this->day(7);
    return {
        {"rows without a status", {"DELETE FROM sync_status" + status_of("users", day)}, {"rows_without_status"}},
        {"rows of a day that is said to have no data",
         {"UPDATE sync_status SET status = 'no_data', is_final = " + no() + status_of("user_teams", day)},
         {"rows_without_completed"}},
        {"a dataset that is no target", {"DELETE FROM sync_targets WHERE dataset = 'repos'"}, {"outside_target"}},
        {"days after the last one that is meant",
         {"UPDATE sync_targets SET until = '" + this->day(3) + "' WHERE dataset = 'user_teams'"},
         {"outside_target"}},
        {"days before the first one that is meant",
         {"UPDATE sync_targets SET since = '" + this->day(3) + "' WHERE dataset = 'user_teams'"},
         {"outside_target"}},
        {"totals of a team that nobody was in",
         {"INSERT INTO copilot_metrics_daily (source, scope, scope_identifier, team_slug, metrics_date, metrics_data, "
          "created_at, updated_at) VALUES ('github', 'team-organization', 'octo-org', 'ghosts', '" +
          day + "', '{}', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z')"},
         {"team_rows_of_unknown_day"}},
        {"no users where the totals count some",
         {"DELETE FROM copilot_user_breakdown_daily" + of(day), "DELETE FROM copilot_user_metrics_daily" + of(day),
          "UPDATE sync_status SET status = 'no_data', is_final = " + no() + status_of("users", day)},
         {"users_missing"}},
        {"no users at all where the totals count some",
         {"DELETE FROM copilot_user_breakdown_daily" + of(day), "DELETE FROM copilot_user_metrics_daily" + of(day),
          "UPDATE sync_status SET rows_written = 0" + status_of("users", day)},
         {"day_totals", "fewer_users_than_active"}},
        {"no totals where users have interacted",
         {"DELETE FROM copilot_metrics_breakdown_daily" + of(day), "DELETE FROM copilot_metrics_daily" + of(day),
          "UPDATE sync_status SET status = 'no_data', is_final = " + no() + status_of("totals", day)},
         {"totals_missing"}},
    };
}

std::vector<corruption> Verify::altered_status() const {
    const std::string day = this->day(7), recent = this->day(2);
    return {
        {"fewer rows are said to be written than there are",
         {"UPDATE sync_status SET rows_written = rows_written - 1" + status_of("repos", day)},
         {"rows_written"}},
        {"the loaded totals are forgotten",
         {"UPDATE sync_status SET day_totals = 'gone'" + status_of("users", day)},
         {"day_totals"}},
        {"when the day was loaded is forgotten",
         {"UPDATE sync_status SET completed_at = NULL" + status_of("users", day)},
         {"half_written_status"}},
        {"a status that is none",
         {"DELETE FROM copilot_repo_metrics_daily" + of(day),
          "UPDATE sync_status SET status = 'done', is_final = " + no() + status_of("repos", day)},
         {"unknown_status"}},
        {"a day of users is final too early",
         {"UPDATE sync_status SET is_final = " + yes() + status_of("users", recent)},
         {"final_too_early"}},
        {"today's seats are final",
         {"UPDATE sync_status SET is_final = " + yes() + " WHERE dataset = 'seats'"},
         {"final_too_early"}},
        {"a failed day is final",
         {"DELETE FROM copilot_repo_metrics_daily" + of(day),
          "UPDATE sync_status SET status = 'failed'" + status_of("repos", day)},
         {"final_without_rows"}},
        {"a day is final by the read that changed it",
         {"INSERT INTO restatements SELECT source, scope, scope_identifier, dataset, metrics_date, completed_at, "
          "run_id, " +
          no() + ", '{}', '{}' FROM sync_status" + status_of("users", day)},
         {"final_but_changed"}},
        {"readers of the totals are told another finality",
         {"UPDATE copilot_metrics_daily SET is_final = " + yes() + of(recent)},
         {"final_flags"}},
        {"the run that loaded a day had not seen its end",
         {"UPDATE sync_status SET run_id = 'early'" + status_of("repos", recent),
          "INSERT INTO sync_runs (run_id, command, program_version, as_of, started_at) VALUES ('early', 'sync', '1', "
          "'" +
              recent + "', '2026-11-19T05:00:00Z')"},
         {"loaded_before_its_end"}},
    };
}

void Verify::expect_found(const std::vector<corruption>& all) {
    start_simulator();
    const std::string manual = test_support::read_file(TEST_DATA_DIR "/../../docs/verify.md");
    for (const corruption& one : all) {
        SCOPED_TRACE(one.what);
        for (const std::string& name : one.found)
            EXPECT_NE(manual.find("`" + name + "`"), std::string::npos) << name << " is not explained";
        use_new_database();
        ASSERT_NO_FATAL_FAILURE(load());
        for (const std::string& statement : one.statements) database().execute(statement);
        EXPECT_EQ(names(verify(7)), one.found);
    }
}

TEST_P(Verify, WhatWasLoadedAgreesAfterEveryKindOfRun) {
    start_simulator({.users = 30, .shards = 3});
    set_script({"day=" + day(3) + " published=no", "day=" + day(8) + " published=no"});
    ASSERT_EQ(sync().code(), 0);
    EXPECT_EQ(verify(0).at("slices_checked").integer(), days_with_status("completed"));
    set_script({"day=" + day(2) + " drop_users=1"});
    set_today("2026-11-22");
    start_simulator({.users = 31});
    ASSERT_EQ(sync().code(), 0) << "another day, other numbers of the provisional ones";
    ASSERT_EQ(backfill(6, 6, {"--force"}).code(), 0);
    const json_value after = verify(0);
    EXPECT_TRUE(after.at("differences").elements.empty());
    EXPECT_EQ(after.at("slices_checked").integer(), days_with_status("completed"));
    EXPECT_EQ(after.at("rows_checked").integer(),
              database().number("SELECT sum(rows_written) FROM sync_status WHERE status = 'completed'"));
    const outcome text = run({"verify"});
    EXPECT_EQ(text.code(), 0);
    EXPECT_NE(text.ended.out.find("everything agrees"), std::string::npos) << text.ended.out;
}

TEST_P(Verify, FindsLostRows) { expect_found(lost_rows()); }
TEST_P(Verify, FindsAlteredRows) { expect_found(altered_rows()); }
TEST_P(Verify, FindsRowsThatBelongToNothing) { expect_found(strayed_rows()); }
TEST_P(Verify, FindsAStatusThatIsNotTrue) { expect_found(altered_status()); }

TEST_P(Verify, NamesTheSliceAndTheNumbersAndListensToFilters) {
    start_simulator();
    load();
    database().execute("UPDATE copilot_user_metrics_daily SET loc_added_sum = 1000000" + first_user(day(7)));
    const json_value found =
        verify(7, {"--dataset", "users", "--scope", "Organization/Octo-Org", "--source", "github"});
    ASSERT_EQ(found.at("differences").elements.size(), 1u);
    const json_value& one = found.at("differences").elements.front();
    EXPECT_EQ(one.at("source").text, "github");
    EXPECT_EQ(one.at("scope").text, "organization");
    EXPECT_EQ(one.at("scope_identifier").text, "octo-org");
    EXPECT_EQ(one.at("dataset").text, "users");
    EXPECT_EQ(one.at("day").text, day(7));
    EXPECT_NE(one.at("detail").text.find("loc_added_sum is "), std::string::npos) << one.at("detail").text;

    const outcome text = run({"verify"});
    EXPECT_EQ(text.code(), 7);
    EXPECT_NE(text.ended.out.find("github organization/octo-org users " + day(7) + ": loc_added_sum is "),
              std::string::npos)
        << text.ended.out;
    EXPECT_NE(text.ended.out.find("1 difference"), std::string::npos) << text.ended.out;

    EXPECT_EQ(verify(0, {"--dataset", "totals"}).at("slices_checked").integer(), 9);
    EXPECT_EQ(run({"verify", "--scope", "octo-orc"}).code(), 2);
}

TEST_P(Verify, WhatItFoundIsRepairedAsItsDocumentationSays) {
    start_simulator();
    load();
    const auto tables = dump_tables(database());
    database().execute("UPDATE copilot_user_metrics_daily SET loc_added_sum = 1000000" + first_user(day(7)));
    database().execute("DELETE FROM copilot_user_breakdown_daily" + of(day(6)));
    ASSERT_EQ(verify(7).at("differences").elements.size(), 3u) << "one altered number, and one day's rows and sums";
    for (const int ago : {7, 6}) database().execute("DELETE FROM sync_status" + status_of("users", day(ago)));
    ASSERT_EQ(backfill(7, 6).code(), 0);
    verify(0);
    EXPECT_EQ(difference(tables, dump_tables(database())), "");
}

TEST_P(Verify, NeedsADatabaseWithOurTables) {
    use_new_database(test_support::database_role::owner);
    const outcome result = run({"verify"});
    EXPECT_EQ(result.code(), 2);
    EXPECT_NE(result.ended.err.find("sync"), std::string::npos) << result.ended.err;
}

ON_BOTH_ENGINES(Verify);

}  // namespace
