// Reports that are not as they should be: what is set aside and counted, what is loaded all the same, what is refused.

#include <algorithm>

#include "tests/e2e/sync_fixture.hpp"

namespace {

using namespace e2e;

class BadInput : public sync_test {
protected:
    /// One day's report of exactly `users` people, changed by `rule`, loaded with `backfill`.
    outcome load_day(int ago, const std::string& rule) {
        set_script({"day=" + day(ago) + " " + rule});
        return backfill(ago, ago);
    }
    std::vector<sinks::sql_row> rejects(const std::string& date) {
        const std::string raw = on_postgres() ? "convert_from(raw, 'LATIN1')" : "raw";
        return database().query("SELECT part, line_number, reason, message, " + raw +
                                " FROM rejected_records WHERE metrics_date = '" + date +
                                "' ORDER BY part, line_number");
    }
    std::string report_path(const std::string& date) const {
        return "/orgs/octo-org/copilot/metrics/reports/users-1-day?day=" + date;
    }
};

TEST_P(BadInput, EqualCopiesOfAUserAreDropped) {
    start_simulator();
    const outcome result = load_day(8, "users=20 duplicate_users=4 shards=2");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(day(8)), 20);
    EXPECT_EQ(result.count("records_rejected"), 0);
    EXPECT_TRUE(rejects(day(8)).empty());
}

TEST_P(BadInput, OtherCopiesOfAUserAreSetAside) {
    start_simulator();
    const std::string date = day(8);
    const outcome result = load_day(8, "users=200 conflicting_users=2 shards=2");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(date), 200);
    EXPECT_EQ(result.count("records_rejected"), 2);
    EXPECT_EQ(status(date).rejected, 2);
    const auto found = rejects(date);
    ASSERT_EQ(found.size(), 2u);
    const std::string served = test_support::download_report(simulator().api_url(), report_path(date));
    for (std::size_t part = 0; part < 2; ++part) {  // the second copies are the last lines of the two files
        const sinks::sql_row& row = found[part];
        EXPECT_EQ(row[0], std::to_string(part));
        EXPECT_EQ(row[1], "101");
        EXPECT_NE(row[2].value_or("").find("duplicate"), std::string::npos);
        EXPECT_NE(served.find("\n" + row[4].value_or("?") + "\n"), std::string::npos) << "raw is the line as it came";
        const json_value record = parse_json(row[4].value_or("{}"));
        const std::string user = std::to_string(record.at("user_id").integer());
        EXPECT_NE(row[3].value_or("").find(user), std::string::npos) << row[3].value_or("");
        EXPECT_NE(database().number(
                      "SELECT code_generation_activity_count FROM copilot_user_metrics_daily WHERE user_key = '" +
                      user + "'"),
                  record.at("code_generation_activity_count").integer())
            << "the first one is loaded";
    }
}

TEST_P(BadInput, AFewMalformedLinesAreSetAsideAndTheRestIsLoaded) {
    start_simulator();
    const std::string date = day(8);
    const outcome result = load_day(8, "users=200 bad_lines=3");  // ceil(0.01 x 203) may be set aside
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(date), 200);
    EXPECT_EQ(status(date).status, "completed");
    EXPECT_EQ(status(date).rejected, 3);
    const auto found = rejects(date);
    ASSERT_EQ(found.size(), 3u);
    for (const auto& row : found) {
        EXPECT_EQ(row[0], "0");
        EXPECT_NE(row[4].value_or(""), "");
    }
    EXPECT_NE(found[0][1], found[1][1]);
}

TEST_P(BadInput, TooManyMalformedLinesLeaveTheDayAsItWas) {
    start_simulator();
    const std::string fresh = day(2), loaded = day(1);
    set_script({"users=200"});
    ASSERT_EQ(backfill(1, 1).code(), 0);
    const auto before = dump_tables(database());
    set_script({"users=200 bad_lines=4"});
    const outcome result = backfill(2, 1);
    EXPECT_EQ(result.code(), 7) << result.ended.err;
    EXPECT_EQ(result.count("rows_written"), 0);
    EXPECT_EQ(status(fresh).status, "failed");
    EXPECT_EQ(status(loaded).status, "completed");
    for (const std::string& date : {fresh, loaded}) {
        EXPECT_EQ(status(date).reason, "bad_records");
        EXPECT_EQ(result.problem(date), "bad_records");
        EXPECT_EQ(rejects(date).size(), 4u) << "so that one can see what was wrong";
    }
    const auto now = dump_tables(database());
    for (const char* table : {"copilot_user_metrics_daily", "copilot_user_breakdown_daily", "restatements"})
        EXPECT_EQ(now.at(table), before.at(table)) << table;
    EXPECT_EQ(backfill(2, 1).code(), 7) << "and again";
    set_script({"users=200"});
    EXPECT_EQ(backfill(2, 1).code(), 0);
    for (const std::string& date : {fresh, loaded}) {
        EXPECT_TRUE(rejects(date).empty()) << "rejects are those of the last read";
        EXPECT_EQ(status(date).rejected, 0);
    }
    EXPECT_EQ(rows("restatements"), 0) << "the day is as it was";
}

TEST_P(BadInput, AWrongTypeNamesItsField) {
    start_simulator();
    const outcome result = load_day(8, "users=300 wrong_type=3");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(day(8)), 297);
    const auto found = rejects(day(8));
    ASSERT_EQ(found.size(), 3u);
    for (const auto& row : found)
        EXPECT_NE(row[3].value_or("").find("code_generation_activity_count"), std::string::npos) << row[3].value_or("");
}

TEST_P(BadInput, ARecordOfAnotherDayIsSetAside) {
    start_simulator();
    const outcome result = load_day(8, "users=200 wrong_day=2");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(day(8)), 198);
    EXPECT_EQ(rows("copilot_user_metrics_daily"), 198) << "and not loaded under its own day";
    const auto found = rejects(day(8));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_NE(found[0][3].value_or("").find("day"), std::string::npos);
}

TEST_P(BadInput, AReportOfNothingButBadRecordsFails) {
    start_simulator();
    const outcome result = load_day(8, "users=1 wrong_type=1");
    EXPECT_EQ(result.code(), 7) << "one bad record is allowed, but not as the only one";
    EXPECT_EQ(status(day(8)).reason, "bad_records");
}

TEST_P(BadInput, UnknownFieldsAreKeptAndReported) {
    start_simulator();
    const outcome result = load_day(8, "users=10 unknown_field=1");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(result.count("records_rejected"), 0);
    EXPECT_EQ(database().number("SELECT count(*) FROM copilot_user_metrics_daily WHERE CAST(extra AS text) LIKE "
                                "'%totals_by_quantum_pair%'"),
              10);
    EXPECT_GT(database().number("SELECT count(*) FROM copilot_user_breakdown_daily WHERE breakdown = 'ide' AND "
                                "CAST(extra AS text) LIKE '%open_window_count%'"),
              0);
    const auto drift =
        database().query("SELECT json_path, first_day, last_day, record_count FROM schema_drift ORDER BY 1");
    std::string paths;
    for (const auto& row : drift) {
        paths += row[0].value_or("") + " ";
        EXPECT_EQ(row[1], day(8));
        EXPECT_EQ(row[2], day(8));
    }
    EXPECT_NE(paths.find("totals_by_quantum_pair"), std::string::npos) << paths;
    EXPECT_NE(paths.find("totals_by_ide[].open_window_count"), std::string::npos) << paths;
    const outcome out = run({"export", "--format", "ndjson", "--from", day(8), "--to", day(8)});
    EXPECT_EQ(records_of(out.ended.out),
              records_of(test_support::download_report(simulator().api_url(), report_path(day(8)))));
}

TEST_P(BadInput, EveryFormOfTheSameRecordsLoadsTheSame) {
    start_simulator({.users = 15});
    ASSERT_EQ(backfill(8, 8).code(), 0);
    auto expected = dump_tables(database());
    expected.erase("sync_status");  // the content's hash is that of the records' bytes
    for (const std::string form : {"crlf", "blank_lines", "no_final_newline", "bom", "array", "pretty", "gzip_none"}) {
        const auto before = use_new_database();
        const outcome result = load_day(8, "format=" + form);
        EXPECT_EQ(result.code(), 0) << form << result.ended.err;
        EXPECT_EQ(result.count("records_rejected"), 0) << form;
        auto now = dump_tables(database());
        now.erase("sync_status");
        EXPECT_EQ(difference(expected, now), "") << form;
    }
}

TEST_P(BadInput, AFileWrittenForPeopleIsReadAsWell) {
    start_simulator();
    const auto file = simulator().directory() / "one.json";
    for (const std::string text : {"{\n  \"day\": \"2026-11-13\",\n  \"user_id\": 7,\n  \"user_login\": \"a\"\n}\n",
                                   "[\n {\"day\": \"2026-11-13\", \"user_id\": 7, \"user_login\": \"a\"}\n]",
                                   "\xEF\xBB\xBF{\"day\":\"2026-11-13\",\"user_id\":7,\"user_login\":\"a\"}"}) {
        use_new_database();
        test_support::write_file(file, text);
        EXPECT_EQ(load_day(8, "raw_file=one.json").code(), 0) << text;
        EXPECT_EQ(database().value("SELECT user_key FROM copilot_user_metrics_daily"), "7") << text;
        EXPECT_EQ(database().value("SELECT loc_added_sum FROM copilot_user_metrics_daily"), std::nullopt)
            << "absent is NULL, not 0";
    }
}

TEST_P(BadInput, AnArrayThatLostItsEndIsNotLoaded) {
    start_simulator();
    std::string array;
    for (int i = 1; i <= 150; ++i)
        array += (i == 1 ? "[" : ",\n") + std::string(R"({"day":"2026-11-13","user_id":)") + std::to_string(i) + R"(,"user_login":"a"})";
    for (const std::string end : {"", ",", "\n", " ,\n "}) {
        use_new_database();
        test_support::write_file(simulator().directory() / "cut.json", array + end);
        const outcome result = load_day(8, "raw_file=cut.json");
        EXPECT_EQ(result.code(), 3) << end << result.ended.err;
        EXPECT_EQ(status(day(8)).status, "failed") << end;
        EXPECT_EQ(status(day(8)).reason, "download_failed") << end;
        EXPECT_EQ(users(day(8)), 0) << end;
    }
    use_new_database();
    test_support::write_file(simulator().directory() / "cut.json", array + "]");
    EXPECT_EQ(load_day(8, "raw_file=cut.json").code(), 0);
    EXPECT_EQ(users(day(8)), 150);
}

TEST_P(BadInput, ALineOfMegabytesIsLoadedAndOneBeyondTheLimitIsSetAside) {
    start_simulator();
    const outcome result = load_day(8, "users=10 line_bytes=5000000");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(day(8)), 10);
    EXPECT_GT(database().number("SELECT max(length(CAST(extra AS text))) FROM copilot_user_metrics_daily"), 4900000);
    const outcome out = run({"export", "--format", "ndjson", "--from", day(8), "--to", day(8)});
    EXPECT_EQ(records_of(out.ended.out),
              records_of(test_support::download_report(simulator().api_url(), report_path(day(8)))));
    said.clear();  // 5 MB that were looked at

    const outcome longer = load_day(9, "users=10 line_bytes=17000000");
    EXPECT_EQ(longer.code(), 0) << longer.ended.err;
    EXPECT_EQ(users(day(9)), 9);
    const auto found = rejects(day(9));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_LE(found[0][4].value_or("").size(), 65536u);
}

TEST_P(BadInput, WhatADatabaseCannotStoreIsSetAsideNotFatal) {
    start_simulator();
    std::string text;
    for (int i = 0; i < 400; ++i)
        text += "{\"day\":\"2026-11-13\",\"user_id\":" + std::to_string(i) + ",\"user_login\":\"a\"}\n";
    text += "{\"day\":\"2026-11-13\",\"user_id\":1001,\"user_login\":\"nul \\u0000\"}\n";
    text += "{\"day\":\"2026-11-13\",\"user_id\":1002,\"user_login\":\"half \\ud800\"}\n";
    text += "{\"day\":\"2026-11-13\",\"user_id\":1003,\"user_login\":\"b\",\"loc_added_sum\":99999999999999999999}\n";
    text += "{\"day\":\"2026-11-13\",\"user_id\":1004,\"user_login\":\"not utf-8 \xff\"}\n";
    test_support::write_file(simulator().directory() / "odd.ndjson", text);
    const outcome result = load_day(8, "raw_file=odd.ndjson");
    EXPECT_EQ(result.code(), 0) << result.ended.err;
    EXPECT_EQ(users(day(8)), 400);
    EXPECT_EQ(rejects(day(8)).size(), 4u);
}

ON_BOTH_ENGINES(BadInput);

}  // namespace
