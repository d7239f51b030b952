// Every known defect of the tools that wrote these files before, as a test that it is not ours. Two converters of
// Augment's data and the viewer that turns GitHub's new reports into the older API's shape.
//
// Those that show in a file are below. Those in the reading of Augment (by their numbers in the reference) are where a
// vendor can be made to misbehave:
//   4  limits and dates of the wrong endpoint   AugmentSource.AsksOneDayOfUsersPageByPage
//   5  has_more ignored, an endless cursor      AugmentSource.ARepeatedCursorIsAnErrorAndNotALoop,
//                                               .MoreWithoutACursorIsAnErrorAndNotTheEnd
//   6  no array read as nobody                  AugmentSource.AMissingArrayIsNoEmptyDay
//   7  a null or a text stops everything        AugmentUsersDecoder.NotSentAndNullAreNotMeasured,
//                                               .BadRecordsAreSetAside
//   8  refusals not told apart, words not shown AugmentSource.EachRefusalHasItsReasonReachAndTheVendorsWords,
//                                               .ALimitIsWaitedOutAsTheVendorAsks
//  13  identities twice, spellings kept apart   AugmentUsersDecoder.SpellingsOfAnEmailAreAddedUp,
//                                               AugmentDays.OddRowsAreSetAsideOrDroppedAndUnknownFieldsKept
//  14  half-written files, live formulas        FileOutput.AppearsOnlyWhenItIsWhole,
//                                               HostileNames.AreDefusedInCsvAndComeBackFromIt

#include <algorithm>
#include <chrono>
#include <set>

#include "tests/e2e/export_fixture.hpp"

namespace {

using namespace e2e;

constexpr auto null = json_value::kind::null;

class OlderTools : public export_test {
protected:
    json_value daily(int n) { return parse_json(file(daily_name(n))); }
    json_value aggregate() { return parse_json(file(aggregate_name)); }
    json_value legacy_day() { return parse_json(file(legacy_name("github/organization/octo"))).elements.at(0); }

    /// A counter of all leaves of a legacy group.
    static long long sum_of_leaves(const json_value& node, const std::string& name) {
        long long sum = node.has(name) && node.at(name).type == json_value::kind::number ? node.at(name).integer() : 0;
        for (const auto& [key, member] : node.members) sum += sum_of_leaves(member, name);
        for (const json_value& element : node.elements) sum += sum_of_leaves(element, name);
        return sum;
    }
};

// ---- the converter of Augment's API

TEST_P(OlderTools, ActiveUsersAreTheVendorsCountAndNotRaisedToTheEngaged) {
    export_to_files("json", 3);
    const json_value totals = scope_of(daily(16), "augment", "organization").at("totals").at("record");
    EXPECT_EQ(totals.at("total_active_users").integer(), 3) << "one person has a row, three were active";
    EXPECT_EQ(totals.at("total_engaged_users").type, null);
}

TEST_P(OlderTools, DailyActiveUsersAreNotAddedUpOverTheRange) {
    export_to_files("aggregate", 3);
    const json_value scope = scope_of(aggregate(), "augment", "organization");
    EXPECT_EQ(scope.at("users").at("summary").at("distinct_users").integer(), 2) << "3 + 3 + 3 of the days would be 9";
    for (const char* count : {"daily_active_users", "total_active_users", "total_engaged_users"})
        EXPECT_FALSE(scope.at("totals").at("record").has(count)) << count;
}

TEST_P(OlderTools, EveryDayHasItsOwnDateAndNumbers) {
    export_to_files("json", 3);
    std::set<std::string> numbers;
    for (const int n : {16, 17, 19}) {
        const json_value day = daily(n);
        EXPECT_EQ(day.at("date").text, "2026-11-" + std::to_string(n));
        const json_value mona =
            with_member(scope_of(day, "github", "organization").at("users").at("records"), "user_key", "101");
        EXPECT_EQ(mona.at("day").text, day.at("date").text) << "not the end of the window in every file";
        numbers.insert(mona.at("loc_added_sum").text);
    }
    EXPECT_EQ(numbers.size(), 3u) << "not one sum over the range";
}

TEST_P(OlderTools, TheCsvHasTheDay) {
    export_to_files("csv", 3);
    const auto rows = parse_csv(file(csv_name));
    EXPECT_EQ(rows.front().front(), "date");
    std::set<std::string> days;
    for (std::size_t i = 1; i < rows.size(); ++i) days.insert(rows[i][0]);
    EXPECT_EQ(days, (std::set<std::string>{"2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19"}));
}

TEST_P(OlderTools, AMissingReportIsNotReadAsNobodyAndExitsNotWithZero) {
    export_to_files("json", 3);
    EXPECT_EQ(scope_of(daily(20), "augment", "organization").at("users").at("records").type, null);
}

TEST_P(OlderTools, ANullCounterStopsNothingAndStaysNull) {
    for (const std::string format : {"json", "csv", "aggregate", "legacy", "ndjson"}) export_to_files(format, 3);
    export_to_files("aggregate", 3);
    const json_value idle =
        with_member(scope_of(aggregate(), "github", "organization").at("users").at("records"), "user_key", "102");
    EXPECT_EQ(idle.at("loc_added_sum").type, null);
    EXPECT_EQ(idle.at("ai_credits_used").type, null);
}

TEST_P(OlderTools, DeletedLinesThatNobodyCountsAreNotZero) {
    export_to_files("json", 3);
    const json_value mira = scope_of(daily(16), "augment", "organization").at("users").at("records").elements.at(0);
    EXPECT_EQ(mira.at("loc_deleted_sum").type, null);
    EXPECT_EQ(mira.at("loc_suggested_to_delete_sum").type, null);
}

TEST_P(OlderTools, UnpaddedDatesAreRefused) {
    for (const char* day : {"2026-1-5", "2026-11-5"}) {
        const outcome result = run({"export", "--format", "csv", "--from", day, "--to", "2026-11-20", "--out", "out"});
        EXPECT_EQ(result.code(), 2);
        EXPECT_NE(result.ended.err.find("YYYY-MM-DD"), std::string::npos);
    }
}

TEST_P(OlderTools, TheLast28DaysAreThoseOfUtcWhateverTheClockOfTheMachine) {
    std::set<std::string> ranges;
    for (const char* zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"}) {
        environment["TZ"] = zone;
        std::filesystem::remove_all(directory / "out");
        run({"export", "--format", "aggregate", "--last-28-days", "--as-of", "2026-11-21", "--out", "out"});
        for (const auto& [name, text] : files()) ranges.insert(name);
    }
    EXPECT_EQ(ranges, (std::set<std::string>{"aggregated_metrics_20261024_to_20261120.json"}));
    const auto utc_day = [] { return schema::day::of(std::chrono::system_clock::now()); };
    const schema::day before = utc_day();
    environment["TZ"] = "Pacific/Kiritimati";
    std::filesystem::remove_all(directory / "out");
    run({"export", "--format", "json", "--last-28-days", "--out", "out"});
    if (utc_day() == before) {
        EXPECT_TRUE(files().contains("daily_exports_" + (before - 28).text() + "_to_" + (before - 1).text() +
                                     "/metrics_" + (before - 1).text() + ".json"));
    }
}

TEST_P(OlderTools, AUserOfSeveralDaysIsOneUserUnderTheirLastName) {
    export_to_files("aggregate", 3);
    const json_value users = scope_of(aggregate(), "github", "organization").at("users").at("records");
    EXPECT_EQ(users.elements.size(), 2u);
    EXPECT_EQ(with_member(users, "user_key", "101").at("user_login").text, "mona-renamed");
}

TEST_P(OlderTools, ServiceAccountsAreToldFromPeople) {
    export_to_files("csv", 3);
    bool found = false;
    for (const auto& row : parse_csv(file(csv_name)))
        if (row[5] == "nightly-refactor") found = row[8] == "service_account";
    EXPECT_TRUE(found);
}

TEST_P(OlderTools, NothingThatAugmentSentIsLostInTheConversion) {
    export_to_files("json", 3);
    const json_value mira = scope_of(daily(16), "augment", "organization").at("users").at("records").elements.at(0);
    EXPECT_EQ(mira.at("loc_suggested_to_add_sum").integer(), 305);
    const json_value metrics = mira.at("extra").at("metrics");
    EXPECT_EQ(metrics.at("total_messages").integer(), 34);
    EXPECT_EQ(metrics.at("ide_agent_messages").integer(), 23);
    EXPECT_EQ(metrics.at("cli_agent_interactive_lines_of_code").integer(), 36);
    EXPECT_EQ(mira.at("totals_by_language_ide").elements.at(0).at("language").text, "python");
    EXPECT_EQ(mira.at("totals_by_language_ide").elements.at(0).at("ide").text, "vscode");
    EXPECT_NE(scope_of(daily(16), "augment", "organization").at("totals").at("record").type, null);
    export_to_files("csv", 3);
    const auto header = parse_csv(file(csv_name)).front();
    for (const char* name :
         {"total_messages", "total_tool_calls", "remote_agent_messages", "remote_agent_lines_of_code",
          "cli_agent_interactive_lines_of_code", "cli_agent_non_interactive_lines_of_code"})
        EXPECT_NE(std::find(header.begin(), header.end(), name), header.end()) << name;
}

TEST_P(OlderTools, TheTextEncodingIsUtf8UnderAnyLocale) {
    add_user("103", "zoë-李雷");
    for (const char* locale : {"C", "POSIX", "tr_TR.ISO-8859-9"}) {
        environment["LC_ALL"] = locale;
        export_to_files("csv", 3);
        EXPECT_NE(file(csv_name).find("zoë-李雷"), std::string::npos) << locale;
    }
}

TEST_P(OlderTools, AnExportWithoutUsersIsAFileWithItsHeader) {
    database().execute("DELETE FROM copilot_user_metrics_daily");
    export_to_files("csv", 3);
    EXPECT_EQ(parse_csv(file(csv_name)).size(), 1u);
}

TEST_P(OlderTools, ADayThatCannotBeReadIsNamedAndNotASilentlyLowTotal) {
    const outcome result = export_to_files("aggregate", 3);
    EXPECT_NE(result.ended.err.find("2026-11-18..2026-11-18 status=failed reason=bad_records"), std::string::npos)
        << result.ended.err;
    const json_value coverage = scope_of(aggregate(), "github", "organization").at("users").at("coverage");
    EXPECT_EQ(with_member(coverage.at("missing"), "day", "2026-11-18").at("reason").text, "bad_records");
}

TEST_P(OlderTools, AnIdentityIsTheVendorsAndNotADigestOfTheEmail) {
    export_to_files("ndjson", 3);
    const json_value mona = parse_json(file("github/organization/octo/users/2026-11-17.ndjson"));
    EXPECT_EQ(mona.at("user_id").integer(), 101);
    EXPECT_EQ(mona.at("user_login").text, "mona");
}

// ---- the viewer's conversion into the older API's shape

TEST_P(OlderTools, LegacyLeavesAddUpToTheDayAndAreNotMultipliedByEditorsAndModels) {
    export_to_files("legacy", 3);
    const json_value day = legacy_day();
    const json_value completions = day.at("copilot_ide_code_completions");
    EXPECT_EQ(sum_of_leaves(completions, "total_code_suggestions"), 90) << "three editors are no 270";
    EXPECT_EQ(sum_of_leaves(completions, "total_code_acceptances"), 40);
    EXPECT_EQ(sum_of_leaves(completions, "total_code_lines_suggested"), 180);
    EXPECT_EQ(sum_of_leaves(completions, "total_code_lines_accepted"), 70);
    EXPECT_EQ(sum_of_leaves(day.at("copilot_ide_chat"), "total_chats"), 7);
}

TEST_P(OlderTools, LegacyEngagedUsersAreUnknownAndNeitherZeroNorTheActiveOnes) {
    export_to_files("legacy", 3);
    const json_value day = legacy_day();
    EXPECT_EQ(day.at("total_active_users").integer(), 7);
    EXPECT_EQ(day.at("total_engaged_users").type, null);
    EXPECT_EQ(day.at("copilot_ide_code_completions").at("total_engaged_users").type, null);
    EXPECT_EQ(day.at("copilot_ide_chat").at("total_engaged_users").type, null) << "not the 28-day number";
}

TEST_P(OlderTools, LegacyChatsIncludeThePlanMode) {
    export_to_files("legacy", 3);
    EXPECT_EQ(sum_of_leaves(legacy_day().at("copilot_ide_chat"), "total_chats"), 3 + 4);
}

TEST_P(OlderTools, LegacyInsertionsAndCopiesAreUnknownAndNotTheGenerations) {
    export_to_files("legacy", 3);
    const json_value models = legacy_day().at("copilot_ide_chat").at("editors").elements.at(0).at("models");
    ASSERT_FALSE(models.elements.empty());
    for (const json_value& model : models.elements) {
        EXPECT_EQ(model.at("total_chat_insertion_events").type, null);
        EXPECT_EQ(model.at("total_chat_copy_events").type, null);
    }
}

TEST_P(OlderTools, LegacyGroupsThatNobodyReportsAreNullAndNotZero) {
    export_to_files("legacy", 3);
    EXPECT_EQ(legacy_day().at("copilot_dotcom_chat").type, null);
    EXPECT_EQ(legacy_day().at("copilot_dotcom_pull_requests").type, null);
}

ON_BOTH_ENGINES(OlderTools);

}  // namespace
