#include "transforms/users_decoder.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "users_support.hpp"

namespace {

using transforms::drift_entry;
using transforms::users_decoder;
using transforms_test::expect_round_trip;
using transforms_test::padded;
using transforms_test::test_day;
using transforms_test::user_with;

/// A decoder with one record decoded, and the bytes that its row looks into.
struct decoded {
    explicit decoded(const std::string& record) : bytes(record), decoder(test_day) {
        EXPECT_TRUE(decoder.decode(bytes.view())) << decoder.error().message;
    }
    const schema::user_row& row() const { return decoder.row(); }
    padded bytes;
    users_decoder decoder;
};

TEST(UsersDecoder, FillsTheColumns) {
    const decoded got(
        R"({"day":"2026-11-18","enterprise_id":"24601","organization_id":"9","user_id":7,"user_login":"mona",)"
        R"("user_initiated_interaction_count":1,"code_generation_activity_count":2,"code_acceptance_activity_count":3,)"
        R"("loc_suggested_to_add_sum":4,"loc_suggested_to_delete_sum":5,"loc_added_sum":6,"loc_deleted_sum":7,)"
        R"("used_agent":true,"used_chat":false,"used_copilot_code_review_active":null,"used_vscode_agent":true,)"
        R"("ai_credits_used":12.50,"ai_adoption_phase":{"phase_number":2,"phase":"Phase 2","version":"v1"},)"
        R"("totals_by_cli":{"session_count":1,"request_count":2,"prompt_count":3,)"
        R"("token_usage":{"output_tokens_sum":4,"prompt_tokens_sum":2301396300,"avg_tokens_per_request":1.5}}})");
    const schema::user_row& row = got.row();
    EXPECT_EQ(row.user_key, "7");
    EXPECT_EQ(row.user_login, "mona");
    EXPECT_EQ(row.user_kind, "user");
    EXPECT_EQ(row.user_email, std::nullopt);
    EXPECT_EQ(row.enterprise_id, "24601");
    EXPECT_EQ(row.organization_id, "9");
    for (std::size_t i = 0; i < 7; ++i) EXPECT_EQ(row.activity.values[i], static_cast<std::int64_t>(i + 1));
    EXPECT_EQ(row.flags[0], true);
    EXPECT_EQ(row.flags[1], false);
    EXPECT_EQ(row.flags[2], std::nullopt);
    EXPECT_EQ(row.flags[5], std::nullopt);
    EXPECT_EQ(row.flags[8], true);
    EXPECT_EQ(row.ai_credits_used, "12.50");
    EXPECT_EQ(row.ai_adoption_phase_number, 2);
    EXPECT_EQ(row.ai_adoption_phase, "Phase 2");
    EXPECT_EQ(row.ai_adoption_phase_version, "v1");
    EXPECT_EQ(row.cli, (std::array<std::optional<std::int64_t>, 5>{1, 2, 3, 4, 2301396300}));
    EXPECT_EQ(
        row.extra,
        R"({"used_copilot_code_review_active":null,"totals_by_cli":{"token_usage":{"avg_tokens_per_request":1.5}}})");
    EXPECT_TRUE(row.breakdown.empty());
    EXPECT_TRUE(got.decoder.drift().empty());
}

TEST(UsersDecoder, LeavesAbsentFieldsUnmeasured) {
    const decoded got(user_with(""));
    EXPECT_EQ(got.row().activity, schema::activity{});
    EXPECT_EQ(got.row().user_login, std::nullopt);
    EXPECT_EQ(got.row().ai_credits_used, std::nullopt);
    EXPECT_EQ(got.row().extra, "");
}

TEST(UsersDecoder, KeepsExplicitNullsApartFromAbsentFields) {
    users_decoder decoder(test_day);
    const std::string record = user_with(
        R"(,"user_login":null,"enterprise_id":null,"loc_added_sum":null,"used_chat":null,"ai_credits_used":null,)"
        R"("totals_by_cli":null,"totals_by_ide":null,"ai_adoption_phase":{"phase":null},"etl_id":null)");
    expect_round_trip(decoder, record);
    EXPECT_EQ(decoder.row().extra,
              R"({"user_login":null,"enterprise_id":null,"loc_added_sum":null,"used_chat":null,"ai_credits_used":null,)"
              R"("totals_by_cli":null,"totals_by_ide":null,"ai_adoption_phase":{"phase":null},"etl_id":null})");
    EXPECT_TRUE(decoder.drift().empty());
}

TEST(UsersDecoder, KeepsEmptyArraysAndObjects) {
    users_decoder decoder(test_day);
    const std::string extra = R"("totals_by_ide":[],"totals_by_skill":[],"ai_adoption_phase":{},)"
                              R"("totals_by_cli":{"token_usage":{}},"totals_by_copilot_app":{})";
    expect_round_trip(decoder, user_with("," + extra));
    EXPECT_EQ(decoder.row().extra, "{" + extra + "}");
}

TEST(UsersDecoder, TakesIdsOfBothTypes) {
    users_decoder decoder(test_day);
    for (const char* ids :
         {R"("user_id":7,"enterprise_id":"1","organization_id":"2")",
          R"("user_id":"7","enterprise_id":1,"organization_id":2)",
          R"("user_id":"mona","enterprise_id":"","organization_id":null)", R"("user_id":"007")", R"("user_id":-5)",
          R"("user_id":123456789012345678901234567890)", R"("user_id":"-5")", R"("user_id":"a\"b\\\u00e4")"}) {
        expect_round_trip(decoder, std::string(R"({"day":"2026-11-18",)") + ids + "}");
    }
    const decoded text(R"({"day":"2026-11-18","user_id":"42","enterprise_id":1})");
    EXPECT_EQ(text.row().user_key, "42");
    EXPECT_EQ(text.row().enterprise_id, "1");
    EXPECT_EQ(text.row().extra, R"({"user_id":"42","enterprise_id":1})");
    EXPECT_EQ(decoded(R"({"day":"2026-11-18","user_id":42})").row().extra, "");
}

TEST(UsersDecoder, TakesTheWholeRangeOf64Bits) {
    const decoded got(user_with(R"(,"loc_added_sum":9223372036854775807,"loc_deleted_sum":-9223372036854775808)"));
    EXPECT_EQ(got.row().activity.values[5], std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(got.row().activity.values[6], std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(decoded(user_with(R"(,"loc_added_sum":-3)")).row().activity.values[5], -3);
    EXPECT_EQ(decoded(user_with(R"(,"loc_added_sum" : 0 )")).row().activity.values[5], 0);
}

TEST(UsersDecoder, ResolvesEscapesInColumnsAndNames) {
    const decoded got(R"({"d\u0061y":"2026-11-\u0031\u0038","user\u005fid":7,"user_login":"m\u00f6\"na",)"
                      R"("totals_by_ide":[{"ide":"vs\/code","n\u0065w":"\u00e4"}]})");
    EXPECT_EQ(got.row().user_login, "m\xC3\xB6\"na");
    ASSERT_EQ(got.row().breakdown.size(), 1U);
    EXPECT_EQ(got.row().breakdown[0].ide, "vs/code");
    EXPECT_EQ(got.row().breakdown[0].extra, R"({"n\u0065w":"\u00e4"})");
    EXPECT_EQ(got.decoder.drift().entries(), (std::vector<drift_entry>{{"totals_by_ide[].new", "string", 1}}));
}

TEST(UsersDecoder, SortsTheBreakdown) {
    const decoded got(
        user_with(R"(,"totals_by_model_feature":[{"model":"b","feature":"x"},{"model":"a","feature":"y"},)"
                  R"({"feature":"x","model":"a"}],)"
                  R"("totals_by_ide":[{"ide":"zed"},{"ide":"Zed"},{"ide":"vscode","loc_added_sum":5}],)"
                  R"("totals_by_language_model":[{"language":"c","model":"m"}],"totals_by_feature":[{"feature":"f"}],)"
                  R"("totals_by_language_feature":[{"language":"c","feature":"f"}])"));
    std::vector<std::string> keys;
    for (const auto& row : got.row().breakdown) {
        std::string key(row.breakdown);
        for (const std::string_view part : {row.ide, row.feature, row.language, row.model})
            key.append("|").append(part);
        keys.push_back(key);
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"feature||f||", "ide|Zed|||", "ide|vscode|||", "ide|zed|||",
                                              "language_feature||f|c|", "language_model|||c|m", "model_feature||x||a",
                                              "model_feature||x||b", "model_feature||y||a"}));
    EXPECT_EQ(got.row().breakdown[2].activity.values[5], 5);
    EXPECT_EQ(got.row().breakdown[2].activity.values[0], std::nullopt);
}

TEST(UsersDecoder, SumsEntriesWithTheSameKeyAndKeepsThemForTheWayBack) {
    users_decoder decoder(test_day);
    const std::string record = user_with(
        R"(,"totals_by_ide":[{"ide":"x","loc_added_sum":5,"loc_suggested_to_add_sum":4,"loc_deleted_sum":null},)"
        R"( {"ide":"y"}, {"ide" : "x", "loc_added_sum":6 , "code_generation_activity_count":1,"new":[1, 2]}])");
    expect_round_trip(decoder, record);
    const padded bytes(record);
    ASSERT_TRUE(decoder.decode(bytes.view()));
    ASSERT_EQ(decoder.row().breakdown.size(), 2U);
    const auto& row = decoder.row().breakdown[0];
    EXPECT_EQ(row.activity.values[5], 11);
    EXPECT_EQ(row.activity.values[1], 1);
    EXPECT_EQ(row.activity.values[3], 4);
    EXPECT_EQ(row.activity.values[6], std::nullopt);
    EXPECT_EQ(row.extra,
              R"({"$entries":[{"ide":"x","loc_added_sum":5,"loc_suggested_to_add_sum":4,"loc_deleted_sum":null},)"
              R"({"ide":"x","loc_added_sum":6,"code_generation_activity_count":1,"new":[1,2]}]})");
    EXPECT_EQ(decoder.row().breakdown[1].extra, "");
}

TEST(UsersDecoder, IsNotFooledByAMemberNamedLikeItsOwn) {
    users_decoder decoder(test_day);
    expect_round_trip(decoder, user_with(R"(,"totals_by_ide":[{"ide":"x","$entries":[{"ide":"y"}]}],"$entries":[1])"));
}

TEST(UsersDecoder, KeepsUnknownMembersAndCountsThemAsDrift) {
    users_decoder decoder(test_day);
    const std::string record = user_with(
        R"(,"new_count":5,"new_object":{"a":{"b":[1,2]}},"new_null":null,"totals_by_ide":[{"ide":"x","speed":1.5},)"
        R"({"ide":"y","speed":2,"last_known_ide_version":{"ide_version":"1","channel":"beta"}}],)"
        R"("totals_by_cli":{"session_count":1,"mode":"x","token_usage":{"cached":true}},)"
        R"("totals_by_skill":[{"skill":"s","rank":1}],"totals_by_copilot_app":{"token_usage":{"cached":1}})");
    expect_round_trip(decoder, record);
    EXPECT_EQ(decoder.drift().entries(),
              (std::vector<drift_entry>{{"new_count", "integer", 1},
                                        {"new_null", "null", 1},
                                        {"new_object", "object", 1},
                                        {"totals_by_cli.mode", "string", 1},
                                        {"totals_by_cli.token_usage.cached", "boolean", 1},
                                        {"totals_by_copilot_app.token_usage.cached", "integer", 1},
                                        {"totals_by_ide[].last_known_ide_version.channel", "string", 1},
                                        {"totals_by_ide[].speed", "integer", 1},
                                        {"totals_by_ide[].speed", "number", 1},
                                        {"totals_by_skill[].rank", "integer", 1}}));
    expect_round_trip(decoder, record);
    EXPECT_EQ(decoder.drift().entries().front().count, 2U);
    ASSERT_EQ(decoder.row().breakdown.size(), 2U);
    EXPECT_EQ(decoder.row().breakdown[0].extra, R"({"speed":1.5})");
}

TEST(UsersDecoder, KeepsADocumentedMemberOfAnotherTypeAndCountsIt) {
    users_decoder decoder(test_day);
    expect_round_trip(decoder, user_with(R"(,"totals_by_skill":{"a":1},"etl_id":5,"totals_by_vscode_agent":[{"x":1}],)"
                                         R"("distinct_mcp_use_count":1.5,"totals_by_mcp":["x",null],)"
                                         R"("totals_by_cli":{"last_known_cli_version":"1.0"})"));
    EXPECT_EQ(decoder.drift().entries(),
              (std::vector<drift_entry>{{"distinct_mcp_use_count", "number", 1},
                                        {"etl_id", "integer", 1},
                                        {"totals_by_cli.last_known_cli_version", "string", 1},
                                        {"totals_by_mcp[]", "null", 1},
                                        {"totals_by_mcp[]", "string", 1},
                                        {"totals_by_skill", "object", 1},
                                        {"totals_by_vscode_agent", "array", 1}}));
}

TEST(UsersDecoder, KeepsDocumentedMembersWithoutAColumnWithoutDrift) {
    users_decoder decoder(test_day);
    expect_round_trip(
        decoder,
        user_with(
            R"(,"report_start_day":"2026-10-22","report_end_day":"2026-11-18","etl_id":"x","day_partition":"y",)"
            R"("entity_id_partition":5,"created_at":"2026-11-19T00:00:00Z","totals_by_copilot_app":{"session_count":1,)"
            R"("request_count":2,"prompt_count":3,"token_usage":{"output_tokens_sum":1,"prompt_tokens_sum":2,)"
            R"("avg_tokens_per_request":null}},"totals_by_vscode_agent":{"session_count":1,"total_user_messages":2},)"
            R"("totals_by_3rd_party_agent":[{"agent_id":"1","agent_name":"x","user_initiated_interaction_count":1}],)"
            R"("totals_by_skill":[{"skill":"s","interaction_count":1}],"totals_by_custom_agent":[],)"
            R"("totals_by_mcp":[{"mcp":"m","user_initiated_interaction_count":1}],"distinct_skill_use_count":1)"));
    EXPECT_TRUE(decoder.drift().empty());
    EXPECT_NE(decoder.row().extra, "");
}

TEST(UsersDecoder, TakesAnyDayWhenNoneIsAskedFor) {
    users_decoder decoder(std::nullopt);
    EXPECT_TRUE(decoder.decode(padded(R"({"day":"2025-02-28","user_id":7})").view()));
    EXPECT_EQ(decoder.day(), (schema::day{2025, 2, 28}));
    EXPECT_FALSE(decoder.decode(padded(R"({"day":"2025-02-29","user_id":7})").view()));
    EXPECT_EQ(decoder.error().reason, "wrong_day");
    EXPECT_FALSE(decoder.decode(padded(R"({"user_id":7})").view()));
    EXPECT_EQ(decoder.error().reason, "missing_field");
}

TEST(UsersDecoder, TakesMembersInAnyOrderAndWithBlanks) {
    users_decoder decoder(test_day);
    const std::string record =
        "{ \"used_chat\" : true , \"totals_by_ide\" : [ { \"loc_added_sum\" : 5 , \"ide\" : \"x\" } ] ,\t\"user_id\" : "
        "7 ,"
        "\"ai_credits_used\" : 1e1 , \"day\" : \"2026-11-18\" , \"zzz\" : [ ] }";
    expect_round_trip(decoder, record);
    EXPECT_EQ(decoder.row().extra, R"({"zzz":[]})");
    EXPECT_EQ(decoded(record).row().ai_credits_used, "1e1");
}

}  // namespace
