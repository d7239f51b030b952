// Days of Augment in the common tables: the samples, sums, empty days, days not published, days that change.
#include "tests/e2e/augment_fixture.hpp"

namespace {

using namespace e2e;

class AugmentDays : public augment_test {};

TEST_P(AugmentDays, TheSamplesLoadAndTheirCrossChecksHold) {
    start_augment();
    for (const char* file : {"dau-count", "daily-usage", "daily-user-activity-by-editor-language",
                             "user-activity.page1", "user-activity.page2"})
        std::filesystem::copy_file(std::string(TEST_DATA_DIR) + "/augment/" + file + ".json",
                                   simulator().directory() / (std::string(file) + ".json"));
    set_script({"report=dau-count body_file=dau-count.json", "report=daily-usage body_file=daily-usage.json",
                "report=user-activity nth=1 body_file=user-activity.page1.json",
                "report=user-activity nth=2 body_file=user-activity.page2.json",
                "report=" + list_of_editors + " body_file=daily-user-activity-by-editor-language.json"});
    const outcome totals =
        run({"backfill", "--as-of", "2026-11-21", "--from", "2026-11-14", "--to", "2026-11-18", "--dataset", "totals"});
    ASSERT_EQ(totals.code(), 0) << totals.ended.err;
    const outcome users_of_day =
        run({"backfill", "--as-of", "2026-11-21", "--from", "2026-11-18", "--to", "2026-11-18", "--dataset", "users"});
    ASSERT_EQ(users_of_day.code(), 0) << users_of_day.ended.err;
    EXPECT_EQ(calls("dau-count").size(), 1u) << "one range for all days";
    EXPECT_EQ(calls("daily-usage").size(), 1u);

    for (const char* empty : {"2026-11-14", "2026-11-15"}) {
        EXPECT_EQ(status_of("totals", empty).status, "completed") << empty;
        EXPECT_EQ(rows("copilot_metrics_daily", empty), 0) << "nobody was active, and no zero is invented";
    }
    EXPECT_EQ(
        database().number("SELECT daily_active_users FROM copilot_metrics_daily WHERE metrics_date = '2026-11-16'"), 3);
    EXPECT_EQ(sums("copilot_metrics_daily", "metrics_date = '2026-11-16'"), "NULL|NULL|NULL|NULL|NULL|");
    EXPECT_EQ(sums("copilot_metrics_daily", "metrics_date = '2026-11-17'"), "18|60|22|120|225|");

    const std::string day18 = "metrics_date = '2026-11-18'";
    EXPECT_EQ(sums("copilot_metrics_daily", day18), "66|142|51|305|873|");
    EXPECT_EQ(sums("copilot_user_metrics_daily", day18), "66|142|51|305|873|") << "the identities add up to the day";
    EXPECT_EQ(sums("copilot_user_breakdown_daily", day18 + " AND breakdown = 'language_ide'"), "66|142|51|305|873|");
    EXPECT_EQ(sums("copilot_metrics_breakdown_daily", day18 + " AND breakdown = 'feature'"), "66|142|51|305|873|");
    EXPECT_EQ(database().number("SELECT daily_active_users FROM copilot_metrics_daily WHERE " + day18), 3);
    EXPECT_EQ(database().number("SELECT total_code_lines_accepted FROM copilot_metrics_daily WHERE " + day18), 88);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_metrics_daily WHERE loc_deleted_sum IS NOT NULL OR "
                                "total_engaged_users IS NOT NULL"),
              0);
    const auto kinds = database().query("SELECT user_kind, user_key FROM copilot_user_metrics_daily ORDER BY user_key");
    ASSERT_EQ(kinds.size(), 3u);
    EXPECT_EQ(kinds[0], (sinks::sql_row{"service_account", "ci-release-bot"}));
    EXPECT_EQ(kinds[1], (sinks::sql_row{"user", "mira.okafor@example.com"}));
    EXPECT_EQ(rows("schema_drift"), 0);
    const outcome verified = run({"verify"});
    EXPECT_EQ(verified.code(), 0) << "service accounts and days without anybody are as they should be\n"
                                  << verified.ended.out;
}

TEST_P(AugmentDays, BothDatasetsOfSomeDaysAgreeAndAreReadOnce) {
    start_augment();
    const outcome result = backfill(9, 5);
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    const outcome verified = run({"verify"});
    EXPECT_EQ(verified.code(), 0) << verified.ended.out;
    EXPECT_EQ(result.slices("completed"), 10);
    EXPECT_EQ(result.count("requests"), 12) << "two for each day of users, two for all totals";
    for (int ago = 9; ago >= 5; --ago) {
        const std::string of_day = "metrics_date = '" + day(ago) + "'";
        const std::string expected = sums("copilot_metrics_daily", of_day);
        EXPECT_EQ(sums("copilot_user_metrics_daily", of_day), expected);
        EXPECT_EQ(sums("copilot_user_breakdown_daily", of_day + " AND breakdown = 'language_ide'"), expected);
        EXPECT_EQ(users(day(ago)),
                  database().number("SELECT daily_active_users FROM copilot_metrics_daily WHERE " + of_day));
        for (const char* dataset : {"totals", "users"}) {
            EXPECT_EQ(status_of(dataset, day(ago)).status, "completed");
            EXPECT_TRUE(status_of(dataset, day(ago)).is_final);
        }
    }
    EXPECT_GT(database().number("SELECT count(*) FROM copilot_user_metrics_daily WHERE user_kind = 'service_account'"),
              0);
    const outcome again = backfill(9, 5);
    EXPECT_EQ(again.slices("planned"), 0) << "final days are not asked for again";
}

TEST_P(AugmentDays, AnUnsettledDayIsReadAgainAndItsChangeIsARestatement) {
    start_augment();
    ASSERT_EQ(backfill(2, 2).code(), 0);
    const auto before = dump_tables(database());
    const outcome same = backfill(2, 2);
    EXPECT_EQ(same.slices("unchanged"), 2) << same.ended.err;
    EXPECT_EQ(difference(before, dump_tables(database())), "");
    set_script({"line_order=reversed"});
    EXPECT_EQ(backfill(2, 2).slices("unchanged"), 2) << "the order of rows says nothing";
    set_script({"revision=2"});
    const outcome changed = backfill(2, 2);
    EXPECT_EQ(changed.code(), 0) << changed.ended.err;
    EXPECT_EQ(changed.count("restatements"), 2);
    EXPECT_FALSE(status_of("users", day(2)).is_final);
}

TEST_P(AugmentDays, ADayWithoutAnybodyIsCompletedWithoutRowsAndBecomesFinal) {
    start_augment();
    set_script({"day=" + day(6) + " users=0"});
    const outcome result = backfill(7, 5);
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    for (const char* dataset : {"totals", "users"}) {
        EXPECT_EQ(status_of(dataset, day(6)).status, "completed") << dataset;
        EXPECT_TRUE(status_of(dataset, day(6)).is_final) << dataset;
    }
    EXPECT_EQ(users(day(6)) + rows("copilot_metrics_daily", day(6)), 0);
    EXPECT_EQ(database().number("SELECT count(*) FROM sync_gaps WHERE metrics_date = '" + day(6) + "'"), 0);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_assistants_daily"), 3);
    EXPECT_EQ(
        database().number("SELECT days_without_data FROM copilot_metrics_28d WHERE metrics_date = '" + day(5) + "'"),
        1);
    EXPECT_EQ(database().number("SELECT days_present FROM copilot_metrics_28d WHERE metrics_date = '" + day(5) + "'"),
              2);
}

TEST_P(AugmentDays, ALoadedDayThatComesBackEmptyIsRefusedAsShrunken) {
    start_augment({.users = 30});
    ASSERT_EQ(backfill(2, 2).code(), 0);
    const std::int64_t before = users(day(2));
    ASSERT_GE(before, 10);
    set_script({"users=0"});
    const outcome result = backfill(2, 2);
    EXPECT_EQ(result.code(), 7);
    EXPECT_EQ(status_of("users", day(2)).reason, "shrunk");
    EXPECT_EQ(users(day(2)), before);
    EXPECT_EQ(backfill(2, 2, {"--accept-shrink"}).code(), 0);
    EXPECT_EQ(users(day(2)), 0);
    EXPECT_EQ(status_of("users", day(2)).status, "completed");
}

TEST_P(AugmentDays, ADayThatIsNotPublishedIsPendingAndThenWithoutData) {
    start_augment();
    set_script({"published=no"});
    const outcome result = backfill(5, 4);
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    for (const char* dataset : {"totals", "users"}) {
        EXPECT_EQ(status_of(dataset, day(4)).status, "pending") << dataset;
        EXPECT_EQ(status_of(dataset, day(4)).reason, "not_published") << dataset;
        EXPECT_EQ(status_of(dataset, day(5)).status, "no_data") << dataset;
    }
    set_script({});
    ASSERT_EQ(backfill(5, 4).code(), 0);
    EXPECT_EQ(status_of("users", day(4)).status, "completed");
    EXPECT_FALSE(status_of("users", day(5)).is_final) << "data after an answer without data settles at the next read";
}

TEST_P(AugmentDays, OddRowsAreSetAsideOrDroppedAndUnknownFieldsKept) {
    start_augment({.users = 40});
    set_script({"users=40 duplicate_users=2 unknown_field=1 bad_lines=1"});
    const outcome result = backfill(5, 5, {"--dataset", "users"});
    ASSERT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(day(5)), 40) << "the same identity twice is dropped";
    EXPECT_EQ(status_of("users", day(5)).rejected, 1);
    EXPECT_EQ(database().value("SELECT reason FROM rejected_records"), "bad_identity");
    EXPECT_EQ(
        database().number("SELECT count(*) FROM schema_drift WHERE source = 'augment' AND json_path IN "
                          "('users[].metrics.telepathy_count', 'users[].mood', 'records[].metrics.telepathy_count')"),
        3);
    set_script({"users=40 conflicting_users=1"});
    ASSERT_EQ(backfill(6, 6, {"--dataset", "users"}).code(), 0);
    EXPECT_EQ(users(day(6)), 40);
    EXPECT_EQ(database().value("SELECT reason FROM rejected_records WHERE metrics_date = '" + day(6) + "'"),
              "duplicate_user");
    set_script({"users=40 wrong_type=2"});
    EXPECT_EQ(backfill(7, 7, {"--dataset", "users"}).code(), 7);
    EXPECT_EQ(status_of("users", day(7)).reason, "bad_records");
    EXPECT_EQ(users(day(7)), 0);
}

TEST_P(AugmentDays, ProvenanceTellsWhatTheSourcesNumbersAre) {
    start_augment();
    ASSERT_EQ(backfill(5, 5, {"--dataset", "totals"}).code(), 0);
    const auto of = [this](const std::string& column) {
        return database().value(
            "SELECT provenance FROM metric_provenance WHERE source = 'augment' AND table_name = "
            "'copilot_metrics_daily' AND column_name = '" +
            column + "'");
    };
    EXPECT_EQ(of("daily_active_users"), "measured");
    EXPECT_EQ(of("loc_added_sum"), "derived");
    EXPECT_EQ(of("loc_deleted_sum"), "not_available");
}

ON_BOTH_ENGINES(AugmentDays);

}  // namespace
