#include "transforms/json_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "json_value.hpp"

namespace {

using namespace transforms;

TEST(JsonText, EscapesEveryControlCharacterSoThatItComesBack) {
    std::string all;
    for (int c = 0; c < 128; ++c) all.push_back(static_cast<char>(c));
    all += "\xC3\xA4\xF0\x9F\x98\x80";
    std::string text;
    append_json_string(text, all);
    for (const char c : text) EXPECT_GE(static_cast<unsigned char>(c), 0x20);
    EXPECT_EQ(transforms_test::parse_json(text).text, all);
    EXPECT_NE(text.find("\\u0000\\u0001"), std::string::npos);
    EXPECT_NE(text.find("\\b\\t\\n\\u000b\\f\\r\\u000e"), std::string::npos);
    EXPECT_NE(text.find("\\u001f"), std::string::npos);
}

TEST(JsonText, ChecksEscapes) {
    for (const char* good : {"", "plain", R"(\"\\\/\b\f\n\r\t)", R"(\u0041\uD83D\uDE00\uffff)", R"(\\u0000)"}) {
        EXPECT_EQ(check_escapes(good), text_fault::none) << good;
    }
    for (const char* bad : {R"(\x)", R"(\u12)", R"(\u12G4)", R"(\)", R"(a\ b)", R"(\U0041)"}) {
        EXPECT_EQ(check_escapes(bad), text_fault::bad_escape) << bad;
    }
    EXPECT_EQ(check_escapes(R"(a\u0000b)"), text_fault::nul_character);
    for (const char* bad : {R"(\ud800)", R"(\udc00)", R"(\ud800\ud800)", R"(\ud800x\udc00)", R"(\udc00\ud800)",
                            R"(\ud800\n)", R"(\ud83d\ude00\ude00)"}) {
        EXPECT_EQ(check_escapes(bad), text_fault::unpaired_surrogate) << bad;
    }
}

TEST(JsonText, ResolvesEscapes) {
    std::string out;
    append_unescaped(out, R"(a\"\\\/\b\f\n\r\t\u0041\u00e4\u20ac\ud83d\ude00z)");
    EXPECT_EQ(out, "a\"\\/\b\f\n\r\tA\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80z");
}

TEST(JsonText, ClassifiesNumbers) {
    for (const char* text : {"0", "-0", "7", "-12345678901234567890123", "0 ", "10\n"}) {
        EXPECT_EQ(scan_number(text), number_kind::integer) << text;
    }
    for (const char* text : {"0.0", "-1.5e3", "1E+2", "1e-16383", "1e131071", "0.5e16000"}) {
        EXPECT_EQ(scan_number(text), number_kind::decimal) << text;
    }
    for (const char* text :
         {"", "-", "+1", "01", "-01", "1.", ".5", "1e", "1e+", "1 2", "0x1", "NaN", "1.5.5", "--1"}) {
        EXPECT_EQ(scan_number(text), number_kind::malformed) << text;
    }
    EXPECT_EQ(scan_number("1e131072"), number_kind::unstorable);
    EXPECT_EQ(scan_number("1e-16384"), number_kind::unstorable);
    EXPECT_EQ(scan_number("1e99999999999999999999999"), number_kind::unstorable);
    EXPECT_EQ(scan_number("0." + std::string(16383, '1')), number_kind::decimal);
    EXPECT_EQ(scan_number("0." + std::string(16384, '1')), number_kind::unstorable);
    EXPECT_EQ(scan_number(std::string(131072, '1')), number_kind::integer);
    EXPECT_EQ(scan_number(std::string(131073, '1')), number_kind::unstorable);
}

TEST(JsonText, CompactsOneValue) {
    std::string out;
    append_compact(out, "{ \"a b\" : [ 1 , { } , \" x \\\" \" ] } , 5");
    EXPECT_EQ(out, "{\"a b\":[1,{},\" x \\\" \"]}");
}

TEST(JsonText, SplitsMembersHoweverTheTextIsSpaced) {
    std::vector<json_member> members;
    ASSERT_TRUE(split_members(" { \"a\" : 1 ,\"b\\\"\": {\"c\": [1, \"}\"]}, \"d\":\"x\\\"\" } ", members));
    ASSERT_EQ(members.size(), 3U);
    EXPECT_EQ(members[0].key, "a");
    EXPECT_EQ(members[0].value, "1");
    EXPECT_EQ(members[1].key, "b\\\"");
    EXPECT_EQ(members[1].value, "{\"c\": [1, \"}\"]}");
    EXPECT_EQ(members[2].value, "\"x\\\"\"");
    EXPECT_TRUE(split_members("{}", members));
    EXPECT_TRUE(members.empty());
    for (const char* bad : {"", "[]", "null", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
                            "{\"a\":1 \"b\":2}", "{\"a\":\"}", "{\"a\":[}", "{\"a", "{,}"}) {
        EXPECT_FALSE(split_members(bad, members)) << bad;
    }
}

TEST(JsonText, SplitsElements) {
    std::vector<std::string_view> elements;
    ASSERT_TRUE(split_elements("[ {\"a\": 1}, 2,[3] ]", elements));
    EXPECT_EQ(elements, (std::vector<std::string_view>{"{\"a\": 1}", "2", "[3]"}));
    EXPECT_TRUE(split_elements("[]", elements));
    EXPECT_FALSE(split_elements("[1,]", elements));
    EXPECT_FALSE(split_elements("{}", elements));
}

}  // namespace
