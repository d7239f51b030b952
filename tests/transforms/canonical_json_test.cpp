#include "transforms/canonical_json.hpp"

#include <gtest/gtest.h>

#include <string>

#include "json_value.hpp"

namespace {

using namespace transforms;

std::string canonical(std::string_view text) {
    std::string out = "before ";
    EXPECT_TRUE(append_canonical_json(out, text)) << text;
    return out.substr(7);
}

std::string number(std::string_view text) {
    std::string out;
    EXPECT_TRUE(append_canonical_number(out, text)) << text;
    return out;
}

TEST(CanonicalJson, IsOneSpellingOfWhatIsEqual) {
    const std::string expected = R"({"":[],"a":[1,-0.5,100,"ü/\n"],"b":{"x":null,"y":true}})";
    for (const char* text :
         {R"({"a":[1,-0.5,1e2,"ü/\n"],"b":{"y":true,"x":null},"":[]})",
          R"( { "b" : {"x": null, "y": true}, "" : [ ], "a": [1.0, -5e-1, 100, "\u00fc\/\u000a"] } )",
          R"({"": [], "\u0061": [1.00, -0.500, 1.00E+2, "\u00FC/\n"], "b": {"x": null, "y": true}})"})
        EXPECT_EQ(canonical(text), expected) << text;
    EXPECT_EQ(transforms_test::parse_json(expected),
              transforms_test::parse_json(R"({"a":[1,-0.5,1e2,"ü/\n"],"b":{"y":true,"x":null},"":[]})"));
    EXPECT_EQ(canonical(expected), expected);
}

TEST(CanonicalJson, SortsNamesByWhatTheyMeanAndNotByTheirSpelling) {
    EXPECT_EQ(canonical(R"({"b":1,"\u0061":2,"B":3,"aa":4,"é":5})"), R"({"B":3,"a":2,"aa":4,"b":1,"é":5})");
}

TEST(CanonicalJson, WritesNumbersWithoutSuperfluousDigits) {
    const std::pair<const char*, const char*> cases[]{{"0", "0"},
                                                      {"-0", "0"},
                                                      {"0.000", "0"},
                                                      {"0e5", "0"},
                                                      {"12.50", "12.5"},
                                                      {"1e2", "100"},
                                                      {"1.5E+3", "1500"},
                                                      {"120", "120"},
                                                      {"0.000001", "0.000001"},
                                                      {"1e-7", "1e-7"},
                                                      {"12e-9", "1.2e-8"},
                                                      {"1e20", "100000000000000000000"},
                                                      {"1e21", "1e21"},
                                                      {"-1.50e30", "-1.5e30"},
                                                      {"9223372036854775807", "9223372036854775807"},
                                                      {"0.1", "0.1"},
                                                      {"100.010", "100.01"}};
    for (const auto& [spelled, expected] : cases) EXPECT_EQ(number(spelled), expected) << spelled;
    EXPECT_EQ(number("123456789012345678901234567890.5"), "1.234567890123456789012345678905e29") << "never rounded";
}

TEST(CanonicalJson, RefusesWhatIsNoJsonAndLeavesTheTextAlone) {
    for (const char* text : {"", " ", "{", "{\"a\":}", "{\"a\" 1}", "[1,]", "nul", "tru", "01", "1.", "\"", "\"\\x\"",
                             "{\"a\":1}}", "{\"a\":\"\\ud800\"}", "{\"a\":NaN}", "1e99999999999999999999"}) {
        std::string out = "kept";
        EXPECT_FALSE(append_canonical_json(out, text)) << text;
        EXPECT_EQ(out, "kept") << text;
    }
    std::string deep(300, '['), out;
    deep += std::string(300, ']');
    EXPECT_FALSE(append_canonical_json(out, deep));
}

}  // namespace
