// Records that must not become rows, each with the reason and the place that the message names.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "users_support.hpp"

namespace {

using transforms_test::padded;
using transforms_test::test_day;
using transforms_test::user_with;

struct bad_record {
    std::string record;
    std::string reason;
    std::string message;  // what the message begins with
};

const std::string big = "9223372036854775808";
const std::string ide_entry = R"({"ide":"vscode","loc_added_sum":9223372036854775807})";

const std::vector<bad_record> bad_records{
    // not JSON
    {"", "malformed_json", ""},
    {"garbage", "malformed_json", ""},
    {R"({"day":"2026-11-18","user_id":7)", "malformed_json", ""},
    {user_with("") + "}", "malformed_json", ""},
    {user_with("") + user_with(""), "malformed_json", ""},
    {user_with(R"(,"new":[1,])"), "malformed_json", ""},
    {user_with(R"(,"new":"a":[]},"more":1)"), "malformed_json", ""},
    {user_with(R"(,"user_login":"a":[]},"more":1)"), "malformed_json", ""},
    {user_with(R"(,"new":oops)"), "malformed_json", "new: "},
    {user_with(R"(,"used_chat":tru)"), "malformed_json", "used_chat: "},
    {user_with(R"(,"used_chat":falsey)"), "malformed_json", "used_chat: "},
    {user_with(R"(,"used_chat":nul)"), "malformed_json", "used_chat: "},
    {user_with(R"(,"loc_added_sum":01)"), "malformed_json", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum":-)"), "malformed_json", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum":5x)"), "malformed_json", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum":5 6)"), "malformed_json", ""},
    {user_with(R"(,"loc_added_sum":nulll)"), "malformed_json", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum")"), "malformed_json", ""},
    {user_with(R"(,"loc_added_sum":1 "loc_deleted_sum":2)"), "malformed_json", ""},
    {user_with(R"(,"ai_credits_used":1.)"), "malformed_json", "ai_credits_used: "},
    {user_with(R"(,"user_login":"x\y")"), "malformed_json", "user_login: "},
    {user_with(R"(,"totals_by_ide":[{"ide":"x"},])"), "malformed_json", ""},
    {user_with(R"(,"totals_by_ide":[{"ide":"x"}})"), "malformed_json", ""},
    {user_with(",\"user_login\":\"a\nb\""), "malformed_json", ""},
    // not storable
    {user_with(",\"user_login\":\"\xFF\""), "invalid_utf8", ""},
    {user_with(R"(,"user_login":"x\u0000")"), "nul_character", "user_login: "},
    {user_with(R"(,"new":{"a":["\u0000"]})"), "nul_character", "new.a[]: "},
    {user_with(R"(,"ne\u0000w":1)"), "nul_character", ""},
    {user_with(R"(,"totals_by_feature":[{"feature":"\u0000"}])"), "nul_character", "totals_by_feature[].feature: "},
    {user_with(R"(,"user_login":"\ud800")"), "unpaired_surrogate", "user_login: "},
    {user_with(R"(,"new":"\udfff")"), "unpaired_surrogate", "new: "},
    {user_with(R"(,"ai_credits_used":1e200000)"), "out_of_range", "ai_credits_used: "},
    {user_with(R"(,"new":1e-20000)"), "out_of_range", "new: "},
    {user_with(",\"new\":" + std::string(128, '[') + std::string(128, ']')), "too_deep", "new[]"},
    {R"({"day":"2026-11-18","user_id":")" + std::string(513, 'x') + "\"}", "too_long", "user_id: "},
    {user_with(R"(,"totals_by_ide":[{"ide":")" + std::string(600, 'x') + "\"}]"), "too_long", "totals_by_ide[].ide: "},
    // twice
    {user_with(R"(,"user_id":7)"), "duplicate_key", "user_id: "},
    {user_with(R"(,"new":1,"other":2,"new":1)"), "duplicate_key", "new: "},
    {user_with(R"(,"n\u0065w":1,"new":1)"), "duplicate_key", "new: "},
    {user_with(R"(,"d\u0061y":"2026-11-18")"), "duplicate_key", "day: "},
    {user_with(R"(,"totals_by_ide":[{"ide":"x","ide":"x"}])"), "duplicate_key", "totals_by_ide[].ide: "},
    {user_with(R"(,"totals_by_cli":{"x":1,"x":1})"), "duplicate_key", "totals_by_cli.x: "},
    // not a record
    {"[]", "not_an_object", "expected an object, found an array"},
    {"17", "not_an_object", "expected an object, found an integer"},
    {R"("No report available")", "not_an_object", "expected an object, found a string"},
    {"{}", "missing_field", "day: "},
    // the key
    {R"({"user_id":7})", "missing_field", "day: expected "},
    {R"({"day":null,"user_id":7})", "missing_field", "day: expected "},
    {R"({"day":20261118,"user_id":7})", "wrong_type", "day: expected 2026-11-18, found an integer"},
    {R"({"day":"2026-11-17","user_id":7})", "wrong_day", "day: expected 2026-11-18, found \"2026-11-17\""},
    {R"({"day":"2026-11-18T00:00:00Z","user_id":7})", "wrong_day", "day: "},
    {R"({"day":"","user_id":7})", "wrong_day", "day: "},
    {R"({"day":"2026-11-18"})", "missing_field", "user_id: "},
    {R"({"day":"2026-11-18","user_id":null})", "missing_field", "user_id: "},
    {R"({"day":"2026-11-18","user_id":""})", "missing_field", "user_id: "},
    {R"({"day":"2026-11-18","user_id":7.0})", "wrong_type", "user_id: expected an integer or a string, found a number"},
    {R"({"day":"2026-11-18","user_id":{"id":7}})", "wrong_type", "user_id: "},
    {R"({"day":"2026-11-18","user_id":true})", "wrong_type", "user_id: "},
    // columns
    {user_with(R"(,"loc_added_sum":"5")"), "wrong_type", "loc_added_sum: expected an integer, found a string"},
    {user_with(R"(,"loc_added_sum":5.0)"), "wrong_type", "loc_added_sum: expected an integer, found a number"},
    {user_with(R"(,"loc_added_sum":5e0)"), "wrong_type", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum":[])"), "wrong_type", "loc_added_sum: expected an integer, found an array"},
    {user_with(R"(,"loc_added_sum":true)"), "wrong_type", "loc_added_sum: expected an integer, found a boolean"},
    {user_with(",\"loc_added_sum\":" + big), "out_of_range", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum":-9223372036854775809)"), "out_of_range", "loc_added_sum: "},
    {user_with(R"(,"loc_added_sum":100000000000000000000000)"), "out_of_range", "loc_added_sum: "},
    {user_with(R"(,"used_chat":1)"), "wrong_type", "used_chat: expected a boolean, found an integer"},
    {user_with(R"(,"used_chat":"true")"), "wrong_type", "used_chat: "},
    {user_with(R"(,"user_login":5)"), "wrong_type", "user_login: expected a string, found an integer"},
    {user_with(R"(,"enterprise_id":["1"])"), "wrong_type", "enterprise_id: "},
    {user_with(R"(,"ai_credits_used":"1.5")"), "wrong_type", "ai_credits_used: expected a number, found a string"},
    {user_with(R"(,"ai_adoption_phase":"Phase 1")"), "wrong_type", "ai_adoption_phase: expected an object"},
    {user_with(R"(,"ai_adoption_phase":{"phase_number":1.5})"), "wrong_type", "ai_adoption_phase.phase_number: "},
    {user_with(R"(,"ai_adoption_phase":{"phase":1})"), "wrong_type", "ai_adoption_phase.phase: "},
    {user_with(R"(,"totals_by_cli":[])"), "wrong_type", "totals_by_cli: expected an object, found an array"},
    {user_with(R"(,"totals_by_cli":{"token_usage":{"output_tokens_sum":"5"}})"), "wrong_type",
     "totals_by_cli.token_usage.output_tokens_sum: expected an integer, found a string"},
    // breakdowns
    {user_with(R"(,"totals_by_ide":{})"), "wrong_type", "totals_by_ide: expected an array, found an object"},
    {user_with(R"(,"totals_by_ide":["vscode"])"), "wrong_type", "totals_by_ide[]: expected an object, found a string"},
    {user_with(R"(,"totals_by_ide":[null])"), "wrong_type", "totals_by_ide[]: expected an object, found null"},
    {user_with(R"(,"totals_by_ide":[{}])"), "missing_field", "totals_by_ide[].ide: "},
    {user_with(R"(,"totals_by_ide":[{"ide":null}])"), "wrong_type",
     "totals_by_ide[].ide: expected a string, found null"},
    {user_with(R"(,"totals_by_ide":[{"ide":5}])"), "wrong_type", "totals_by_ide[].ide: "},
    {user_with(R"(,"totals_by_language_model":[{"language":"c"}])"), "missing_field",
     "totals_by_language_model[].model: "},
    {user_with(R"(,"totals_by_feature":[{"feature":"x","code_generation_activity_count":"5"}])"), "wrong_type",
     "totals_by_feature[].code_generation_activity_count: expected an integer, found a string"},
    {user_with(",\"totals_by_ide\":[" + ide_entry + "," + ide_entry + "]"), "out_of_range", ""},
};

TEST(MalformedUsers, AreRefusedWithAReasonAndAPlace) {
    transforms::users_decoder decoder(test_day);
    for (const bad_record& bad : bad_records) {
        const padded bytes(bad.record);
        EXPECT_FALSE(decoder.decode(bytes.view())) << bad.record;
        EXPECT_EQ(decoder.error().reason, bad.reason) << bad.record << "\n" << decoder.error().message;
        EXPECT_TRUE(decoder.error().message.starts_with(bad.message)) << bad.record << "\n" << decoder.error().message;
        EXPECT_FALSE(decoder.error().message.empty());
    }
}

TEST(MalformedUsers, DoNotSpoilTheNextRecord) {
    transforms::users_decoder decoder(test_day);
    for (const bad_record& bad : bad_records) {
        decoder.decode(padded(bad.record).view());
        const padded good(user_with(R"(,"loc_added_sum":3,"totals_by_ide":[{"ide":"zed","new":1}])"));
        ASSERT_TRUE(decoder.decode(good.view())) << "after " << bad.record;
        EXPECT_EQ(decoder.row().user_key, "7");
        EXPECT_EQ(decoder.row().activity.values[5], 3);
        EXPECT_EQ(decoder.row().extra, "");
        ASSERT_EQ(decoder.row().breakdown.size(), 1U);
        EXPECT_EQ(decoder.row().breakdown[0].extra, R"({"new":1})");
    }
}

TEST(MalformedUsers, AreQuotedBriefly) {
    transforms::users_decoder decoder(test_day);
    for (const std::string& record :
         {R"({"day":")" + std::string(3000, 'x') + "\"}", user_with(",\"new\":" + std::string(3000, 'x')),
          user_with(",\"" + std::string(3000, 'x') + "\":1e999999"),
          R"({"day":"\u00e4\u00e4\u00e4\n"})" + std::string()}) {
        EXPECT_FALSE(decoder.decode(padded(record).view()));
        EXPECT_LE(decoder.error().message.size(), 260U);
    }
}

}  // namespace
