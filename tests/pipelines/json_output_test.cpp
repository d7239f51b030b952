#include "pipelines/json_output.hpp"

#include <gtest/gtest.h>

#include "json_check.hpp"

namespace pipelines::testing {
namespace {

/// What a reader gets back for `text`.
std::string round_trip(const std::string& text) { return json_check("{\"x\":" + json_quoted(text) + "}").text("/x"); }

TEST(JsonOutput, GivesEveryTextBackEqual) {
    for (const char* text :
         {"", "plain", "a \"quoted\" word", "back\\slash", "tab\tnewline\nreturn\r", "\b\f\x01\x1f\x7f", "</script>",
          "Zoë 李雷 🦀", "{\"not\":\"nested\"}", "\\u0041", "C:\\new\\table"})
        EXPECT_EQ(round_trip(text), text);
    const std::string with_nul("a\0b", 3);
    EXPECT_EQ(round_trip(with_nul), with_nul);
}

TEST(JsonOutput, EscapesControlCharactersAsFourHexDigits) {
    EXPECT_EQ(json_escaped("\x01\x1f"), "\\u0001\\u001f");
    EXPECT_EQ(json_quoted("a\"b"), "\"a\\\"b\"");
}

TEST(JsonOutput, KeepsTheBordersOfUtf8) {
    for (const char* text : {"\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                             "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
        EXPECT_EQ(json_escaped(text), text);
}

TEST(JsonOutput, IsValidForBytesThatAreNoUtf8) {
    const std::pair<const char*, const char*> cases[] = {
        {"a\xff"
         "b",
         "a\uFFFD"
         "b"},
        {"cut \xe2\x82", "cut \uFFFD\uFFFD"},
        {"latin \xe9t\xe9", "latin \uFFFDt\uFFFD"},
        {"\xc0\x80", "\uFFFD\uFFFD"},                      // an overlong NUL
        {"\xe0\x9f\xbf", "\uFFFD\uFFFD\uFFFD"},            // overlong
        {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},            // a surrogate
        {"\xf4\x90\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"},  // beyond U+10FFFF
        {"\xc3\"", "\uFFFD\""}};
    for (const auto& [bytes, shown] : cases) EXPECT_EQ(round_trip(bytes), shown);
}

TEST(JsonOutput, IsValidForEveryPairOfBytes) {
    std::string all = "{";
    for (int a = 0; a < 256; ++a)
        for (int b = 0; b < 256; ++b) {
            const char pair[] = {static_cast<char>(a), static_cast<char>(b)};
            all += (all.size() > 1 ? ",\"" : "\"") + std::to_string(a * 256 + b) + "\":" + json_quoted({pair, 2});
        }
    json_check checked(all + "}");
    EXPECT_EQ(checked.members("").size(), 65536u);
}

}  // namespace
}  // namespace pipelines::testing
