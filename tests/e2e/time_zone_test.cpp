// A day is a UTC day: the time zones of the database, of its roles and of the machine change nothing.

#include "schema/timestamp.hpp"
#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class TimeZone : public sync_test {
protected:
    void set_zone(const std::string& zone) {
        environment["TZ"] = zone;
        environment["PGTZ"] = zone;
        if (on_postgres()) database().administer("ALTER DATABASE % SET timezone = '" + zone + "'");
    }
    /// Two runs on consecutive days, with oddities.
    void load() {
        set_today("2026-11-20");
        start_simulator();
        set_script({"day=2026-11-01 published=no", "day=2026-11-10 users=150 bad_lines=1 unknown_field=1"});
        ASSERT_EQ(sync().code(), 0);
        set_today("2026-11-21");
        start_simulator();
        set_script({"day=2026-11-18 revision=2"});
        ASSERT_EQ(sync().code(), 0);
    }
};

TEST_P(TimeZone, OfTheDatabaseChangesNothing) {
    set_zone("UTC");
    load();
    const auto expected = dump_tables(database());
    for (const std::string zone : {"America/Los_Angeles", "Pacific/Kiritimati"}) {
        const auto kept = use_new_database();
        set_zone(zone);
        load();
        EXPECT_EQ(difference(expected, dump_tables(database())), "") << zone;
        const outcome status = run({"status", "--as-of", "2026-11-21", "--format", "json"});
        EXPECT_EQ(parse_json(status.ended.out).at("coverage").elements.at(0).at("newest_loaded").text, "2026-11-20")
            << zone;
        EXPECT_EQ(run({"export", "--format", "ndjson", "--from", "2026-11-20", "--to", "2026-11-20"}).code(), 0);
    }
}

TEST_P(TimeZone, TimestampsAreTheClocksWhateverAsOfSays) {
    set_zone("America/Los_Angeles");
    const auto clock = [] {
        return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    };
    const double before = clock();
    set_today("2026-06-01");
    environment["SYNC_BACKFILL_DAYS"] = "3";
    start_simulator();
    ASSERT_EQ(sync().code(), 0);
    for (const std::string column : {"last_attempt_at", "completed_at"}) {
        const std::string expression =
            on_postgres() ? "extract(epoch FROM " + column + ")" : "(julianday(" + column + ") - 2440587.5) * 86400.0";
        for (const auto& row : database().query("SELECT " + expression + " FROM sync_status")) {
            EXPECT_GE(std::stod(row[0].value_or("0")), before - 1) << column;
            EXPECT_LE(std::stod(row[0].value_or("0")), clock() + 1) << column;
        }
    }
    EXPECT_EQ(database().value("SELECT as_of FROM sync_runs"), "2026-06-01");
}

TEST_P(TimeZone, DoesNotMoveTheTimesThatAreReadBack) {
    environment["SYNC_BACKFILL_DAYS"] = "3";
    environment["SYNC_CONCURRENCY"] = "1";
    for (const std::string zone : {"America/Los_Angeles", "Pacific/Kiritimati"}) {
        use_new_database();
        set_zone(zone);
        start_simulator();
        const auto seconds = [] {
            return schema::timestamp_text(std::chrono::system_clock::now()).substr(0, 19) + "Z";
        };
        const std::string before = seconds();
        set_script({"on=api day=" + day(2) + " status=429 retry_after=7200"});
        ASSERT_EQ(sync().code(), 3) << zone;
        const outcome status = run({"status", "--as-of", day(0), "--format", "json"});
        const json_value parsed = parse_json(status.ended.out);
        const std::string last = parsed.at("coverage").elements.at(0).at("last_success").text;
        EXPECT_GE(last, before) << zone;
        EXPECT_LE(last, seconds()) << zone;

        const std::string plan = run({"plan", "--as-of", day(0)}).ended.out;
        EXPECT_EQ(plan.find(day(2)), std::string::npos) << zone << ": two hours are not over: " << plan;
        const std::string past = schema::timestamp_text(std::chrono::system_clock::now() - std::chrono::minutes{1});
        database().execute("UPDATE sync_status SET next_attempt_at = '" + past + "' WHERE next_attempt_at IS NOT NULL");
        EXPECT_NE(run({"plan", "--as-of", day(0)}).ended.out.find(day(2)), std::string::npos)
            << zone << ": now they are";
    }
}

TEST_P(TimeZone, OfTheMachineDoesNotMoveToday) {
    environment["SYNC_BACKFILL_DAYS"] = "3";
    for (const std::string zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago"}) {  // 14 hours ahead, 11 behind
        use_new_database();
        set_zone(zone);
        start_simulator();  // its today is only the end of what it has; all days asked for are before or after it
        const auto today = [] { return schema::day::of(std::chrono::system_clock::now()); };
        const schema::day before = today();
        const outcome result = run({"plan"});
        ASSERT_EQ(result.code(), 0) << result.ended.err;
        const bool newest_is_yesterday = result.ended.out.find((before - 1).text()) != std::string::npos ||
                                         result.ended.out.find((today() - 1).text()) != std::string::npos;
        EXPECT_TRUE(newest_is_yesterday) << result.ended.out;
        EXPECT_EQ(result.ended.out.find((today()).text()), std::string::npos)
            << "today is not over: " << result.ended.out;
        EXPECT_NE(result.ended.out.find("3 days to read"), std::string::npos) << result.ended.out;
    }
}

ON_BOTH_ENGINES(TimeZone);

}  // namespace
