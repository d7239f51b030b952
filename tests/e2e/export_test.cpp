// The formats of `export` out of a mixed database, on both engines; what is known to be in the tables has to be in the
// files, obey the published schemas, and say which days it is made of.

#include "tests/e2e/export_fixture.hpp"

namespace {

using namespace e2e;

class Export : public export_test {};

/// The only row of a CSV file with these first cells; by column name.
std::map<std::string, std::string> csv_row(const std::vector<std::vector<std::string>>& rows, const std::string& date,
                                           const std::string& source, const std::string& scope,
                                           const std::string& user) {
    std::map<std::string, std::string> found;
    for (const auto& row : rows) {
        if (row[0] != date || row[1] != source || row[2] != scope || row[5] != user) continue;
        EXPECT_TRUE(found.empty()) << user << " comes twice on " << date;
        for (std::size_t i = 0; i < row.size(); ++i) found[rows.front()[i]] = row[i];
    }
    EXPECT_FALSE(found.empty()) << user << " is not there on " << date;
    return found;
}

TEST_P(Export, APlaceThatCannotBeWrittenIsAMistakeOfTheUser) {
    for (const char* format : {"csv", "json", "ndjson"}) {
        const outcome result =
            run({"export", "--format", format, "--from", "2026-11-16", "--to", "2026-11-20", "--out", "/proc/nowhere"});
        EXPECT_EQ(result.code(), 2) << format << result.ended.err;
        EXPECT_NE(result.ended.err.find("/proc/nowhere"), std::string::npos) << result.ended.err;
    }
}

TEST_P(Export, JsonIsAFileADayOfEveryScope) {
    const outcome result = export_to_files("json", 3);
    std::vector<std::string> names;
    for (int n = 16; n <= 20; ++n) names.push_back(daily_name(n));
    ASSERT_EQ(files().size(), names.size());
    EXPECT_EQ(violations("daily", names), "");

    const json_value day = parse_json(file(daily_name(16)));
    EXPECT_EQ(day.at("date").text, "2026-11-16");
    ASSERT_EQ(day.at("scopes").elements.size(), 3u);
    const json_value& octo = scope_of(day, "github", "organization");
    EXPECT_EQ(octo.at("scope_identifier").text, "octo");
    EXPECT_EQ(octo.at("totals").at("record").at("total_active_users").integer(), 7);
    const json_value& users = octo.at("users").at("records");
    ASSERT_EQ(users.elements.size(), 2u);
    const json_value& mona = with_member(users, "user_key", "101");
    EXPECT_EQ(mona.at("user_login").text, "mona");
    EXPECT_EQ(mona.at("loc_added_sum").integer(), 8);
    EXPECT_EQ(mona.at("ai_credits_used").text, parse_json("12.5").text);
    EXPECT_EQ(mona.at("extra"), parse_json(R"({"a":{"y":null,"z":"ü"},"b":1.5})"));
    const json_value& plan = with_member(mona.at("totals_by_feature"), "feature", "chat_panel_plan_mode");
    EXPECT_EQ(plan.at("user_initiated_interaction_count").integer(), 2);
    EXPECT_EQ(with_member(mona.at("totals_by_language_feature"), "language", "c#").at("feature").text,
              "code_completion");
}

TEST_P(Export, JsonHasAugmentsPeopleServiceAccountsAndEditors) {
    export_to_files("json", 3);
    const json_value day = parse_json(file(daily_name(18)));
    const json_value& users = scope_of(day, "augment", "organization").at("users").at("records");
    const json_value& mira = with_member(users, "user_email", "mira.okafor@example.com");
    EXPECT_EQ(mira.at("user_kind").text, "user");
    EXPECT_EQ(mira.at("user_login").type, json_value::kind::null);
    EXPECT_EQ(mira.at("extra").at("metrics").at("total_tool_calls").integer(), 118);
    const json_value& editor = with_member(mira.at("totals_by_language_ide"), "language", "python");
    EXPECT_EQ(editor.at("ide").text, "vscode");
    const json_value& robot = with_member(users, "user_kind", "service_account");
    EXPECT_EQ(robot.at("user_key").text, "nightly-refactor");
}

TEST_P(Export, JsonTellsADayThatIsNotLoadedFromOneWithoutActivity) {
    export_to_files("json", 3);
    const auto block = [&](int n, const std::string& source, const std::string& scope, const std::string& dataset) {
        return scope_of(parse_json(file(daily_name(n))), source, scope).at(dataset);
    };
    EXPECT_EQ(transforms_test::to_text(block(18, "github", "organization", "users")),
              R"({"is_final":false,"reason":"bad_records","records":null,"status":"failed"})");
    EXPECT_EQ(transforms_test::to_text(block(20, "github", "organization", "totals")),
              R"({"is_final":false,"reason":"not_published","record":null,"status":"pending"})");
    EXPECT_EQ(transforms_test::to_text(block(20, "github", "enterprise", "users")),
              R"({"is_final":false,"reason":null,"records":null,"status":"no_data"})");
    EXPECT_EQ(transforms_test::to_text(block(20, "augment", "organization", "users")),
              R"({"is_final":false,"reason":"not_attempted","records":null,"status":"missing"})");
    EXPECT_EQ(block(19, "github", "organization", "users").at("is_final").text, "false");
    EXPECT_EQ(block(17, "github", "enterprise", "users").at("records").elements.size(), 0u)
        << "loaded, and nobody there";
    EXPECT_EQ(block(17, "github", "enterprise", "totals").type, json_value::kind::null) << "no such target";
    EXPECT_EQ(parse_json(file(daily_name(16))).at("is_final").text, "true");
    EXPECT_EQ(parse_json(file(daily_name(19))).at("is_final").text, "false");
}

TEST_P(Export, ADayThatTheVendorPublishedWithoutARowHasNoNumbers) {
    database().execute("DELETE FROM copilot_metrics_daily WHERE source = 'augment' AND metrics_date = '2026-11-18'");
    export_to_files("json", 3);
    EXPECT_EQ(violations("daily", {daily_name(18)}), "");
    EXPECT_EQ(
        transforms_test::to_text(scope_of(parse_json(file(daily_name(18))), "augment", "organization").at("totals")),
        R"({"is_final":true,"reason":null,"record":null,"status":"completed"})");
    export_to_files("legacy", 3);
    const json_value day = parse_json(file(legacy_name("augment/organization/acme"))).elements.at(2);
    EXPECT_EQ(day.at("status").text, "completed");
    EXPECT_EQ(day.at("total_active_users").type, json_value::kind::null);
}

TEST_P(Export, CsvIsARowPerUserAndDay) {
    export_to_files("csv", 3);
    const auto rows = parse_csv(file(csv_name));
    EXPECT_EQ(static_cast<std::int64_t>(rows.size()), 1 + this->rows("copilot_user_metrics_daily"));
    const auto mona = csv_row(rows, "2026-11-19", "github", "organization", "101");
    EXPECT_EQ(mona.at("user_login"), "mona-renamed");
    EXPECT_EQ(mona.at("is_final"), "false");
    EXPECT_EQ(mona.at("loc_added_sum"), "16");
    EXPECT_EQ(mona.at("loc_suggested_to_delete_sum"), "");
    EXPECT_EQ(mona.at("ai_credits_used"), "0.2");
    EXPECT_EQ(mona.at("used_agent") + "|" + mona.at("used_chat"), "false|");
    EXPECT_EQ(mona.at("code_completion_acceptance_count") + "|" + mona.at("chat_interaction_count"), "4|2");
    EXPECT_EQ(mona.at("extra"), R"({"a":{"y":null,"z":"ü"},"b":1.5})");
    const auto idle = csv_row(rows, "2026-11-16", "github", "organization", "102");
    EXPECT_EQ(idle.at("code_generation_activity_count") + idle.at("chat_interaction_count"), "") << "unknown is no 0";
    EXPECT_EQ(csv_row(rows, "2026-11-16", "github", "enterprise", "101").at("is_final"), "true");
    const auto mira = csv_row(rows, "2026-11-18", "augment", "organization", "mira.okafor@example.com");
    EXPECT_EQ(mira.at("total_tool_calls") + "|" + mira.at("ide_agent_lines_of_code"), "118|412");
    EXPECT_EQ(mira.at("agent_edit_interaction_count") + "|" + mira.at("agent_edit_loc_added"), "27|448");
    EXPECT_EQ(csv_row(rows, "2026-11-18", "augment", "organization", "nightly-refactor").at("user_kind"),
              "service_account");
}

TEST_P(Export, CsvComesWithTheStateOfEachDay) {
    export_to_files("csv", 3);
    const auto rows = parse_csv(file("metrics_20261116_to_20261120.coverage.csv"));
    EXPECT_EQ(rows.size(), 1u + 3 * 5) << "users of three scopes";
    std::map<std::string, std::string> found;
    for (const auto& row : rows) found[row[0] + " " + row[1] + "/" + row[2]] = row[5] + " " + row[6] + " " + row[7];
    EXPECT_EQ(found["2026-11-18 github/organization"], "failed false bad_records");
    EXPECT_EQ(found["2026-11-19 github/organization"], "completed false ");
    EXPECT_EQ(found["2026-11-20 augment/organization"], "missing false not_attempted");
    EXPECT_EQ(found["2026-11-20 github/enterprise"], "no_data false ");
}

TEST_P(Export, AggregateSumsByUserOverTheRange) {
    export_to_files("aggregate", 3);
    EXPECT_EQ(violations("aggregate", {aggregate_name}), "");
    const json_value all = parse_json(file(aggregate_name));
    EXPECT_EQ(all.at("complete").text, "false");
    EXPECT_EQ(with_member(all.at("sources"), "source", "github").at("distinct_users").integer(), 2);
    EXPECT_EQ(with_member(all.at("sources"), "source", "augment").at("distinct_users").integer(), 2);

    const json_value& users = scope_of(all, "github", "organization").at("users");
    EXPECT_EQ(users.at("summary").at("distinct_users").integer(), 2);
    EXPECT_EQ(users.at("summary").at("loc_added_sum").integer(), 36);
    const json_value& mona = with_member(users.at("records"), "user_key", "101");
    EXPECT_EQ(mona.at("active_days").integer(), 3);
    EXPECT_EQ(mona.at("first_day").text + " " + mona.at("last_day").text, "2026-11-16 2026-11-19");
    EXPECT_EQ(mona.at("user_login").text, "mona-renamed");
    EXPECT_EQ(mona.at("code_generation_activity_count").integer(), 60);
    EXPECT_EQ(mona.at("loc_suggested_to_delete_sum").type, json_value::kind::null);
    EXPECT_EQ(mona.at("ai_credits_used").text, parse_json("12.8").text) << "exact, as decimals add up";
    EXPECT_EQ(mona.at("used_agent").text, "true");
    EXPECT_EQ(mona.at("used_chat").text, "false");
    EXPECT_EQ(mona.at("used_cli").type, json_value::kind::null);
    EXPECT_EQ(mona.at("ai_adoption_phase").text, "Phase 2");
    EXPECT_EQ(with_member(mona.at("totals_by_feature"), "feature", "code_completion").at("loc_added_sum").integer(),
              21);
    const json_value& language = mona.at("totals_by_language_feature").elements.at(0);
    EXPECT_EQ(language.at("user_initiated_interaction_count").type, json_value::kind::null);
    EXPECT_EQ(language.at("code_generation_activity_count").integer(), 24);

    const json_value& acme = scope_of(all, "augment", "organization").at("users");
    EXPECT_EQ(acme.at("summary").at("distinct_service_accounts").integer(), 1);
    EXPECT_EQ(acme.at("summary").at("vendor_metrics").at("total_tool_calls").integer(), 4 * 118 + 64);
    EXPECT_EQ(acme.at("summary").at("loc_deleted_sum").type, json_value::kind::null);
}

TEST_P(Export, AggregateSaysWhichDaysItIsMadeOf) {
    export_to_files("aggregate", 3);
    const json_value all = parse_json(file(aggregate_name));
    EXPECT_EQ(transforms_test::to_text(scope_of(all, "github", "organization").at("users").at("coverage")),
              R"({"days":5,"days_loaded":3,"missing":[{"day":"2026-11-18","reason":"bad_records","status":"failed"},)"
              R"({"day":"2026-11-20","reason":"not_published","status":"pending"}],)"
              R"("provisional":["2026-11-19"],"without_data":[]})");
    EXPECT_EQ(scope_of(all, "augment", "organization").at("totals").at("coverage").at("without_data").elements.size(),
              1u);
    export_to_files("aggregate", 0, {"--source", "github", "--scope", "enterprise/octo"});
    const json_value whole = parse_json(file(aggregate_name));
    EXPECT_EQ(whole.at("complete").text, "true");
    EXPECT_EQ(whole.at("is_final").text, "false") << "a day without data may still get some";
}

TEST_P(Export, AggregateOfAScopeWithoutALoadedDayHasNoNumbers) {
    add_target("github", "organization", "empty", "users");
    add_target("github", "organization", "empty", "totals");
    export_to_files("aggregate", 3, {"--scope", "empty"});
    EXPECT_EQ(violations("aggregate", {aggregate_name}), "");
    const json_value all = parse_json(file(aggregate_name));
    const json_value& scope = scope_of(all, "github", "organization");
    for (const char* member : {"records", "summary"})
        EXPECT_EQ(scope.at("users").at(member).type, json_value::kind::null) << member;
    EXPECT_EQ(scope.at("totals").at("record").type, json_value::kind::null);
    EXPECT_EQ(all.at("sources").elements.size(), 0u);
}

TEST_P(Export, LegacyIsAFileAScopeInTheOlderShape) {
    export_to_files("legacy", 3);
    ASSERT_EQ(files().size(), 2u);
    const std::string octo = legacy_name("github/organization/octo"), acme = legacy_name("augment/organization/acme");
    EXPECT_EQ(violations("legacy", {octo, acme}), "");
    const json_value days = parse_json(file(octo));
    ASSERT_EQ(days.elements.size(), 5u);
    EXPECT_EQ(days.elements[0].at("is_final").text, "true");
    EXPECT_EQ(days.elements[3].at("is_final").text, "false");
    EXPECT_EQ(transforms_test::to_text(days.elements[4]),
              R"({"copilot_dotcom_chat":null,"copilot_dotcom_pull_requests":null,"copilot_ide_chat":null,)"
              R"("copilot_ide_code_completions":null,"date":"2026-11-20","is_final":false,"reason":"not_published",)"
              R"("status":"pending","total_active_users":null,"total_engaged_users":null})");
    export_to_files("legacy", 0, {"--source", "github"});
}

TEST_P(Export, NdjsonComesWithTheStateOfEachDayAndAugmentsUsersInTheCommonShape) {
    export_to_files("ndjson", 3);
    const auto rows = parse_csv(file("records_20261116_to_20261120.coverage.csv"));
    EXPECT_EQ(rows.size(), 1u + 5 * 5);
    const json_value robot = parse_json(file("augment/organization/acme/users/2026-11-19.ndjson"));
    EXPECT_EQ(robot.at("user_email").text, "mira.okafor@example.com");
    const std::string octo = file("github/organization/octo/users/2026-11-17.ndjson");
    EXPECT_EQ(parse_json(octo).at("user_id").integer(), 101);
    EXPECT_FALSE(files().contains("github/organization/octo/users/2026-11-18.ndjson"));
}

TEST_P(Export, FiltersSayWhatIsRead) {
    export_to_files("csv", 0, {"--scope", "enterprise/octo"});
    for (const auto& row : parse_csv(file(csv_name)))
        EXPECT_TRUE(row[2] == "enterprise" || row[2] == "scope") << row[2];
    export_to_files("json", 3, {"--source", "augment", "--dataset", "users"});
    const json_value day = parse_json(file(daily_name(16)));
    ASSERT_EQ(day.at("scopes").elements.size(), 1u);
    EXPECT_EQ(day.at("scopes").elements[0].at("totals").type, json_value::kind::null);
    const outcome nobody = export_to_files("csv", 2, {"--source", "githug"});
    EXPECT_NE(nobody.ended.err.find("github"), std::string::npos) << "says what was probably meant";
    const outcome nothing = export_to_files("legacy", 2, {"--scope", "enterprise/octo"});
    EXPECT_NE(nothing.ended.err.find("totals"), std::string::npos) << nothing.ended.err;
    EXPECT_TRUE(files().empty());
}

TEST_P(Export, OneFileCanGoToStdout) {
    for (const std::string format : {"csv", "aggregate", "ndjson"}) {
        export_to_files(format, 3);
        const std::string expected = format == "csv" ? file(csv_name) : file(aggregate_name);
        const outcome out =
            run({"export", "--format", format, "--from", "2026-11-16", "--to", "2026-11-20", "--as-of", day(0)});
        EXPECT_EQ(out.code(), 3);
        if (format != "ndjson") {
            EXPECT_EQ(out.ended.out, expected) << format;
        }
        EXPECT_GT(out.ended.out.size(), 100u);
    }
    for (const std::string format : {"json", "legacy"}) {
        const outcome out = run({"export", "--format", format, "--from", "2026-11-16", "--to", "2026-11-20"});
        EXPECT_EQ(out.code(), 2);
        EXPECT_NE(out.ended.err.find("--out"), std::string::npos) << out.ended.err;
    }
}

TEST_P(Export, GzipHoldsTheSameBytes) {
    for (const std::string format : {"json", "csv", "aggregate", "legacy", "ndjson"}) {
        export_to_files(format, 3);
        const auto plain = files();
        export_to_files(format, 3, {"--compress", "gzip"});
        const auto packed = files();
        ASSERT_EQ(packed.size(), plain.size()) << format;
        for (const auto& [name, text] : plain) {
            ASSERT_TRUE(packed.contains(name + ".gz")) << name;
            const auto unpacked = test_support::run_process(
                {.command = {"/usr/bin/gzip", "-dc", (directory / ("out/" + name + ".gz")).string()},
                 .environment = {}});
            EXPECT_EQ(unpacked.exit_code, 0) << unpacked.err;
            EXPECT_TRUE(unpacked.out == text) << name;
        }
    }
    EXPECT_EQ(run({"export", "--format", "csv", "--last-28-days", "--compress", "zip"}).code(), 2);
}

TEST_P(Export, NeverLeavesHalfAFileWhereOneIsMeantToBe) {
    export_to_files("csv", 3);
    const std::string before = file(csv_name);
    database().execute("UPDATE copilot_user_metrics_daily SET extra = '[1]' WHERE user_key = 'nightly-refactor'");
    const outcome result =
        run({"export", "--format", "csv", "--from", "2026-11-16", "--to", "2026-11-20", "--out", "out"});
    EXPECT_EQ(result.code(), 6) << result.ended.err;
    EXPECT_NE(result.ended.err.find("nightly-refactor"), std::string::npos) << result.ended.err;
    EXPECT_EQ(file(csv_name), before) << "the file of the last export stands";
    for (const auto& [name, text] : files()) EXPECT_EQ(name.find(".tmp"), std::string::npos) << name;
}

ON_BOTH_ENGINES(Export);

}  // namespace
