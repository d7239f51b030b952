// Augment's identities: the samples with their cross-checks, and every way in which a row can be odd.
#include "transforms/augment_users_decoder.hpp"

#include <gtest/gtest.h>

#include <set>

#include "augment_support.hpp"

namespace {

using namespace transforms_test;
using transforms::augment_users_decoder;
using decoded = decoded_by<augment_users_decoder>;

const std::string full_metrics =
    R"({"total_modified_lines_of_code":1,"total_messages":2,"total_tool_calls":3,"completions_count":4,)"
    R"("completions_accepted":5,"completions_lines_of_code":6,"completions_suggested_lines_of_code":7,)"
    R"("chat_messages":8,"remote_agent_messages":9,"remote_agent_lines_of_code":10,"ide_agent_messages":11,)"
    R"("ide_agent_lines_of_code":12,"cli_agent_interactive_messages":13,"cli_agent_interactive_lines_of_code":14,)"
    R"("cli_agent_non_interactive_messages":15,"cli_agent_non_interactive_lines_of_code":16})";

std::string user(const std::string& identity, const std::string& metrics = full_metrics, const std::string& more = "") {
    return "{" + identity + R"(,"active_days":1,"metrics":)" + metrics + more + "}";
}
std::string editor(const std::string& identity, const std::string& editor_name, const std::string& language,
                   const std::string& metrics = full_metrics) {
    return "{" + identity + R"(,"language":")" + language + R"(","editor":")" + editor_name + R"(","metrics":)" +
           metrics + "}";
}
const std::string mira = R"("user_email":"Mira@Example.com")";

/// The breakdown's keys, `breakdown|ide|feature|language`.
std::vector<std::string> keys(const schema::user_row& row) {
    std::vector<std::string> all;
    for (const auto& part : row.breakdown)
        all.push_back(std::string(part.breakdown) + "|" + std::string(part.ide) + "|" + std::string(part.feature) +
                      "|" + std::string(part.language) + std::string(part.model));
    return all;
}

TEST(AugmentUsersDecoder, FillsTheColumns) {
    const decoded got(user_record({user(mira)}, {editor(mira, "VSCode", "C#")}));
    const schema::user_row& row = got.row();
    EXPECT_EQ(row.user_key, "mira@example.com");
    EXPECT_EQ(row.user_email, "Mira@Example.com");
    EXPECT_EQ(row.user_kind, "user");
    EXPECT_FALSE(row.user_login);
    using values = decltype(row.activity.values);
    EXPECT_EQ(row.activity.values, (values{8 + 9 + 11 + 13 + 15, 4, 5, 7, std::nullopt, 1, std::nullopt}));
    EXPECT_EQ(row.flags[0], true);
    EXPECT_EQ(row.flags[1], true);
    EXPECT_EQ(row.flags[2], true);
    for (std::size_t i = 3; i < row.flags.size(); ++i) EXPECT_FALSE(row.flags[i]) << i;
    EXPECT_EQ(row.cli[2], 13 + 15);
    EXPECT_FALSE(row.cli[0] || row.cli[1] || row.cli[3] || row.cli[4]);
    EXPECT_FALSE(row.ai_credits_used);
    EXPECT_EQ(row.extra,
              R"({"active_days":1,"metrics":{"total_messages":2,"total_tool_calls":3,"remote_agent_messages":9,)"
              R"("remote_agent_lines_of_code":10,"ide_agent_messages":11,"ide_agent_lines_of_code":12,)"
              R"("cli_agent_interactive_messages":13,"cli_agent_interactive_lines_of_code":14,)"
              R"("cli_agent_non_interactive_messages":15,"cli_agent_non_interactive_lines_of_code":16}})");
    EXPECT_EQ(keys(row), (std::vector<std::string>{"feature||agent_edit|", "feature||chat_panel|",
                                                   "feature||code_completion|", "language_ide|vscode||c#"}));
    EXPECT_EQ(row.breakdown[0].activity.values[0], 9 + 11 + 13 + 15);
    EXPECT_EQ(row.breakdown[0].activity.values[5], 10 + 12 + 14 + 16);
    EXPECT_EQ(row.breakdown[3].activity, row.activity);
    EXPECT_TRUE(
        row.breakdown[3].extra.starts_with(R"({"editor":"VSCode","language":"C#","metrics":{"total_messages":2,)"));
    EXPECT_NE(row.breakdown[3].extra.find(R"("completions_lines_of_code":6)"), std::string::npos);
    EXPECT_NE(row.breakdown[3].extra.find(R"("chat_messages":8)"), std::string::npos);
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(AugmentUsersDecoder, NoCounterOfARowIsLost) {
    const decoded got(user_record({user(mira)}, {editor(mira, "VSCode", "Go")}));
    for (const bool with_features : {true, false}) {
        std::multiset<std::int64_t> found;
        const auto add = [&found](const schema::activity& activity) {
            for (const auto& value : activity.values)
                if (value) found.insert(*value);
        };
        const schema::user_row& row = got.row();
        add(with_features ? row.activity : row.breakdown[3].activity);
        for (std::size_t i = 0; with_features && i < 3; ++i) add(row.breakdown[i].activity);
        const json_value extra = parse_json(std::string(with_features ? row.extra : row.breakdown[3].extra));
        for (const auto& [name, value] : extra.at("metrics").members) found.insert(value.integer());
        for (std::int64_t counter = 1; counter <= 16; ++counter) EXPECT_TRUE(found.contains(counter)) << counter;
    }
}

TEST(AugmentUsersDecoder, TheSameEditorAndLanguageAgainCountsOnceWhereItIsEqual) {
    const std::string go = editor(mira, "VSCode", "Go");
    const decoded once(user_record({user(mira)}, {go})), twice(user_record({user(mira)}, {go, go}));
    EXPECT_EQ(once.decoder.duplicates(), 0);
    EXPECT_EQ(twice.decoder.duplicates(), 1);
    EXPECT_EQ(keys(twice.row()), keys(once.row()));
    EXPECT_EQ(twice.row().breakdown.back().activity, once.row().breakdown.back().activity);
    std::string other = go;
    other.replace(other.find("\"completions_accepted\":"), 24, "\"completions_accepted\":9");
    expect_refused<augment_users_decoder>(
        {{user_record({user(mira)}, {go, other}), "duplicate_row", "records[]: VSCode and Go come twice"}},
        user_record({user(mira)}, {go}));
}

TEST(AugmentUsersDecoder, ServiceAccountsAreMarkedAndNamed) {
    const decoded got(user_record({user(R"("service_account_name":"CI-Release-Bot","user_email":null)")}));
    EXPECT_EQ(got.row().user_key, "CI-Release-Bot");
    EXPECT_EQ(got.row().user_kind, "service_account");
    EXPECT_FALSE(got.row().user_email);
}

TEST(AugmentUsersDecoder, NotSentAndNullAreNotMeasured) {
    const decoded got(user_record({user(mira, R"({"completions_count":0,"chat_messages":null})")}));
    using values = decltype(got.row().activity.values);
    EXPECT_EQ(got.row().activity.values,
              (values{std::nullopt, 0, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt}));
    EXPECT_FALSE(got.row().flags[0] || got.row().flags[1] || got.row().cli[2]);
    EXPECT_EQ(got.row().extra, R"({"active_days":1,"metrics":{"chat_messages":null}})");
    EXPECT_EQ(keys(got.row()), std::vector<std::string>{"feature||code_completion|"});
    EXPECT_EQ(decoded(user_record({user(mira, "null")})).row().extra, R"({"active_days":1,"metrics":null})");
    EXPECT_EQ(decoded(user_record({user(mira, R"({"ide_agent_messages":0})")})).row().flags[0], false);
}

TEST(AugmentUsersDecoder, UnknownMembersAreDriftAndKept) {
    const decoded got(user_record({user(mira, R"({"telepathy_count":5,"chat_messages":1})", R"(,"mood":"bright")")},
                                  {editor(mira, "VSCode", "Go", R"({"telepathy_count":2.5})")}));
    EXPECT_EQ(got.row().extra, R"({"active_days":1,"mood":"bright","metrics":{"telepathy_count":5}})");
    EXPECT_EQ(got.row().breakdown[1].extra, R"({"editor":"VSCode","language":"Go","metrics":{"telepathy_count":2.5}})");
    std::vector<std::string> paths;
    for (const auto& entry : got.decoder.drift().entries()) paths.push_back(entry.path + " " + std::string(entry.type));
    EXPECT_EQ(paths, (std::vector<std::string>{"records[].metrics.telepathy_count number",
                                               "users[].metrics.telepathy_count integer", "users[].mood string"}));
}

TEST(AugmentUsersDecoder, SpellingsOfAnEmailAreAddedUp) {
    const std::string other = R"("user_email":"mira@example.com")";
    const decoded got(user_record({user(mira, R"({"chat_messages":3,"total_tool_calls":1})"),
                                   user(other, R"({"chat_messages":4,"completions_count":2,"total_tool_calls":5})")}));
    EXPECT_EQ(got.row().user_key, "mira@example.com");
    EXPECT_EQ(got.row().activity.values[0], 7);
    EXPECT_EQ(got.row().activity.values[1], 2);
    const json_value extra = parse_json(std::string(got.row().extra));
    EXPECT_EQ(extra.at("$entries").elements.size(), 2u);
    EXPECT_EQ(extra.at("metrics").at("total_tool_calls").integer(), 6);
}

TEST(AugmentUsersDecoder, NamesThatDifferInSpellingAreOneRow) {
    const decoded got(user_record({}, {editor(mira, "Visual Studio", "C++", R"({"chat_messages":3})"),
                                       editor(mira, "visualstudio", "c++", R"({"chat_messages":4})")}));
    EXPECT_EQ(keys(got.row()), std::vector<std::string>{"language_ide|visualstudio||c++"});
    EXPECT_EQ(got.row().breakdown[0].activity.values[0], 7);
    const json_value extra = parse_json(std::string(got.row().breakdown[0].extra));
    EXPECT_EQ(extra.at("$entries").elements.size(), 2u);
    EXPECT_EQ(got.row().activity, schema::activity{})
        << "no row of user-activity: nothing is measured of the day itself";
}

TEST(AugmentUsersDecoder, BadRecordsAreSetAside) {
    const std::string both = R"("user_email":"a@x","service_account_name":"b")";
    const std::string long_name = R"("user_email":")" + std::string(513, 'x') + "\"";
    expect_refused<augment_users_decoder>(
        {{"", "malformed_json", ""},
         {"[]", "not_an_object", ""},
         {R"({"users":[]})", "missing_field", "day: expected a day"},
         {R"({"day":"2026-11-17","users":[]})", "wrong_day", "day: "},
         {R"({"day":"2026-11-18"})", "missing_field", "users: expected a row"},
         {R"({"day":"2026-11-18","users":[]})", "missing_field", "users: expected a row"},
         {R"({"day":"2026-11-18","users":{}})", "wrong_type", "users: expected an array"},
         {R"({"day":"2026-11-18","records":7})", "wrong_type", "records: expected an array"},
         {user_record({"7"}), "not_an_object", "users[]: "},
         {user_record({user(both)}), "bad_identity", "a row has both"},
         {user_record({user(R"("n":1)")}), "bad_identity", "a row has neither"},
         {user_record({user(R"("user_email":"")")}), "bad_identity", "a row has neither"},
         {user_record({}, {editor(R"("n":1)", "VSCode", "Go")}), "bad_identity", "a row has neither"},
         {user_record({user(mira), user(R"("user_email":"b@x")")}), "bad_identity", "the rows of one record"},
         {user_record({user(mira)}, {editor(R"("user_email":"b@x")", "VSCode", "Go")}), "bad_identity", "the rows of"},
         {user_record({user(R"("user_email":5)")}), "wrong_type", "users[]: user_email: expected a string"},
         {user_record({user(long_name)}), "too_long", "the identity"},
         {user_record({user(mira, R"({"chat_messages":"3"})")}), "wrong_type",
          "users[]: metrics.chat_messages: expected"},
         {user_record({user(mira, R"({"chat_messages":1.5})")}), "wrong_type",
          "users[]: metrics.chat_messages: expected"},
         {user_record({user(mira, "[]")}), "wrong_type", "users[]: metrics: expected an object"},
         {user_record({user(mira, R"({"chat_messages":9223372036854775807,"ide_agent_messages":1})")}), "out_of_range",
          "a sum"},
         {user_record({user(mira, R"({"chat_messages":1,"chat_messages":2})")}), "duplicate_key", ""},
         {user_record({user(mira, "{}", R"(,"note":"\u0000")")}), "nul_character", ""},
         {user_record({user(mira, "{}", R"(,"note":"\ud800")")}), "unpaired_surrogate", ""},
         {user_record({user(mira)}, {"{" + mira + R"(,"language":"Go"})"}), "missing_field", "records[].editor"},
         {user_record({user(mira)}, {"{" + mira + R"(,"editor":"VSCode"})"}), "missing_field", "records[].language"},
         {user_record({user(mira)}, {editor(mira, std::string(513, 'x'), "Go")}), "too_long", "an editor"}},
        user_record({user(mira)}));
}

TEST(AugmentUsersDecoder, NoBeginningOfARecordIsTakenForARecord) {
    expect_no_beginning_taken<augment_users_decoder>(user_record({user(mira)}, {editor(mira, "VSCode", "Go")}));
}

/// Sums over breakdown rows of one kind.
schema::activity summed(const schema::user_row& row, std::string_view breakdown) {
    schema::activity sum;
    for (const auto& part : row.breakdown)
        for (std::size_t i = 0; part.breakdown == breakdown && i < 7; ++i)
            if (part.activity.values[i]) sum.values[i] = sum.values[i].value_or(0) + *part.activity.values[i];
    return sum;
}

TEST(AugmentSamples, TheUsersLoadAndTheirCrossChecksHold) {
    const auto records = sample_user_records();
    ASSERT_EQ(records.size(), 3u);
    schema::activity of_all;
    for (const auto& [key, record] : records) {
        const decoded got(record);
        const schema::user_row& row = got.row();
        EXPECT_EQ(row.user_key, key);
        EXPECT_EQ(row.user_kind, key == "ci-release-bot" ? "service_account" : "user");
        EXPECT_TRUE(got.decoder.drift().empty()) << key;
        EXPECT_EQ(summed(row, "language_ide"), row.activity) << key << ": editors and languages add up to the day";
        const schema::activity features = summed(row, "feature");
        for (const std::size_t i : {0, 1, 2, 3, 5}) EXPECT_EQ(features.values[i], row.activity.values[i]) << key << i;
        for (std::size_t i = 0; i < 7; ++i)
            if (row.activity.values[i]) of_all.values[i] = of_all.values[i].value_or(0) + *row.activity.values[i];
    }
    using values = decltype(of_all.values);
    EXPECT_EQ(of_all.values, (values{66, 142, 51, 305, std::nullopt, 873, std::nullopt})) << "the day in daily-usage";
    EXPECT_EQ(keys(decoded(records.at("mira.okafor@example.com")).row()),
              (std::vector<std::string>{"feature||agent_edit|", "feature||chat_panel|", "feature||code_completion|",
                                        "language_ide|cli||python", "language_ide|vscode||python",
                                        "language_ide|vscode||typescript"}));
}

}  // namespace
