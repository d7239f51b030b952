#include "transforms/record_walk.hpp"

#include <gtest/gtest.h>

#include <string>

#include "json_value.hpp"
#include "padded.hpp"

namespace {

using transforms::record_walk;
using transforms_test::padded;

/// The reason for refusing `record`, or "" when it is fine.
std::string reason(const std::string& record) {
    static record_walk walk;  // one for all, as a bad record must not spoil the next
    return walk.check(padded(record).view()) ? "" : walk.error().reason;
}

std::string nested(std::size_t levels, const std::string& open, const std::string& close) {
    std::string text;
    for (std::size_t i = 0; i < levels; ++i) text += open;
    text += "1";
    for (std::size_t i = 0; i < levels; ++i) text += close;
    return text;
}

TEST(RecordWalk, AcceptsWhatJsonAllows) {
    for (const char* good : {"{}", " {} ", R"({"":""})", R"({"a":[1,-0,1.5e-3,true,false,null,"x",{},[]]})",
                             "{\"a\" :\t1 ,\r\n\"b\": [ ] }", R"({"a":"\u0041\ud83d\ude00\n"})",
                             R"({"a\u0062":1,"a":2})", R"({"a":123456789012345678901234567890})",
                             R"({"a":{"b":1},"b":{"b":1}})", "{\"\xC3\xA4\":\"\xF0\x9F\x98\x80\"}"}) {
        EXPECT_EQ(reason(good), "") << good;
    }
}

TEST(RecordWalk, RefusesWhatJsonForbids) {
    for (const char* bad : {"",
                            "{",
                            "}",
                            R"({"a":1)",
                            R"({"a":1}})",
                            R"({"a":1}{"b":2})",
                            R"({"a":1} x)",
                            R"({"a":1},)",
                            R"({"a" 1})",
                            R"({"a":1 "b":2})",
                            R"({"a":1,})",
                            R"({,"a":1})",
                            R"({"a":"b":[]})",
                            R"({"a":"b":[]},"c":1})",
                            R"({"a":"b":{}},"c":1})",
                            R"({"a":"b" : [1]},"c":1})",
                            R"({"a":"b":1,"c":2})",
                            R"({"a":["b":1],"c":2]})",
                            R"({"a":oops})",
                            R"({"a":tru})",
                            R"({"a":truex})",
                            R"({"a":nul})",
                            R"({"a":01})",
                            R"({"a":1.})",
                            R"({"a":.5})",
                            R"({"a":+1})",
                            R"({"a":-})",
                            R"({"a":1e})",
                            R"({"a":1 2})",
                            R"({"a":NaN})",
                            R"({"a":'x'})",
                            R"({a:1})",
                            R"({1:2})",
                            R"({"a":[1,]})",
                            R"({"a":[1 2]})",
                            R"({"a":[1})",
                            R"({"a":"x)",
                            R"({"a":"\x"})",
                            R"({"a":"\u12"})",
                            R"({"\x":1})",
                            R"({"a"})",
                            R"({"a":})",
                            "{\"a\":\"x\ny\"}",
                            "{\"a\":\"x\ty\"}",
                            "{\"a\":[1,2}",
                            R"({"a":"b"x})",
                            R"({"a":12"x"})",
                            R"({+"a":1})",
                            "\xEF\xBB\xBF{}",
                            R"({"a":1/**/})",
                            R"({"a"::1})",
                            R"({"a":[,1]})",
                            R"({"a":{]}})"}) {
        EXPECT_EQ(reason(bad), "malformed_json") << bad;
    }
    EXPECT_EQ(reason(std::string("{\"a\":\0}", 7)), "malformed_json");
}

TEST(RecordWalk, RefusesWhatIsNoObject) {
    for (const char* bad : {"[]", "[{}]", "1", "\"x\"", "null", "true", "\"No report available\""}) {
        EXPECT_EQ(reason(bad), "not_an_object") << bad;
    }
}

TEST(RecordWalk, RefusesWhatDatabasesRefuse) {
    EXPECT_EQ(reason(R"({"a":"x\u0000y"})"), "nul_character");
    EXPECT_EQ(reason(R"({"x":[{"\u0000":1}]})"), "nul_character");
    EXPECT_EQ(reason(R"({"a":"\ud83d"})"), "unpaired_surrogate");
    EXPECT_EQ(reason(R"({"a":"\udE00"})"), "unpaired_surrogate");
    EXPECT_EQ(reason(R"({"\ud83dx":"y"})"), "unpaired_surrogate");
    EXPECT_EQ(reason(R"({"a":1e131072})"), "out_of_range");
    EXPECT_EQ(reason(R"({"a":[1e-16384]})"), "out_of_range");
    EXPECT_EQ(reason("{\"a\":" + std::string(140000, '9') + "}"), "out_of_range");
}

TEST(RecordWalk, RefusesInvalidUtf8) {
    for (const char* bad : {"{\"a\":\"\xFF\"}", "{\"a\":\"\xC3\"}", "{\"a\":\"\xED\xA0\x80\"}", "{\"\xC0\x80\":1}",
                            "{\"a\":\"\xF4\x90\x80\x80\"}"}) {
        EXPECT_EQ(reason(bad), "invalid_utf8") << bad;
    }
}

TEST(RecordWalk, RefusesADuplicateKeyAtAnyLevel) {
    EXPECT_EQ(reason(R"({"a":1,"b":2,"a":1})"), "duplicate_key");
    EXPECT_EQ(reason(R"({"x":[{"a":1,"a":2}]})"), "duplicate_key");
    EXPECT_EQ(reason(R"({"ab":1,"a\u0062":2})"), "duplicate_key");
    std::string many = "{\"k5000\":0";
    for (int i = 0; i < 20000; ++i) many += ",\"k" + std::to_string(i) + "\":0";
    EXPECT_EQ(reason(many + "}"), "duplicate_key");
}

TEST(RecordWalk, BoundsTheDepth) {
    EXPECT_EQ(reason("{\"a\":" + nested(127, "[", "]") + "}"), "");
    EXPECT_EQ(reason("{\"a\":" + nested(128, "[", "]") + "}"), "too_deep");
    EXPECT_EQ(reason(nested(128, "{\"a\":", "}")), "");
    EXPECT_EQ(reason(nested(129, "{\"a\":", "}")), "too_deep");
    EXPECT_EQ(reason(nested(100000, "{\"a\":[", "]}")), "too_deep");
}

TEST(RecordWalk, WritesTheRecordCompactly) {
    record_walk walk;
    std::string compact = "before ";
    const std::string record =
        " { \"a b\" : [ 1.50 , \" x \" ,{ } , [ ] ] ,\n\t\"c\\u0064\" : \"\\ud83d\\ude00\" , \"n\" : null } ";
    ASSERT_TRUE(walk.check(padded(record).view(), &compact));
    EXPECT_EQ(compact, R"(before {"a b":[1.50," x ",{},[]],"c\u0064":"\ud83d\ude00","n":null})");
    EXPECT_EQ(transforms_test::parse_json(record), transforms_test::parse_json(compact.substr(7)));
}

TEST(RecordWalk, NamesThePlaceAndQuotesLittle) {
    record_walk walk;
    EXPECT_FALSE(walk.check(padded(R"({"a":{"b":[{"c":1,"c":2}]}})").view()));
    EXPECT_EQ(walk.error().message, "a.b[].c: the name occurs twice in one object");
    EXPECT_FALSE(walk.check(padded("{\"" + std::string(5000, 'k') + "\":" + std::string(5000, 'x') + "}").view()));
    EXPECT_LE(walk.error().message.size(), 260U);
    EXPECT_FALSE(walk.check(padded(std::string("{\"a\":x\0y}", 9)).view()));
    EXPECT_EQ(walk.error().message.find('\0'), std::string::npos);
}

}  // namespace
