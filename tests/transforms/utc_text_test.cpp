#include "transforms/utc_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using transforms::append_utc;
using transforms::check_day;
using transforms::time_fault;

std::string utc(std::string_view text) {
    std::string out;
    EXPECT_EQ(append_utc(out, text), time_fault::none) << text;
    return out;
}

TEST(UtcText, TurnsOffsetsIntoUtc) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"2026-11-19T16:02:11Z", "2026-11-19T16:02:11Z"},      {"2026-01-12T08:15:30+01:00", "2026-01-12T07:15:30Z"},
        {"2021-08-03T18:00:00-06:00", "2021-08-04T00:00:00Z"}, {"2026-03-01T00:15:00+05:45", "2026-02-28T18:30:00Z"},
        {"2024-02-28T23:59:59-00:01", "2024-02-29T00:00:59Z"}, {"2026-01-01T00:00:00+14:00", "2025-12-31T10:00:00Z"},
        {"2026-11-19T16:02:11-0600", "2026-11-19T22:02:11Z"},  {"2026-11-19T16:02:11+05", "2026-11-19T11:02:11Z"},
        {"2026-11-19t16:02:11z", "2026-11-19T16:02:11Z"},      {"2026-11-19T16:02:11-00:00", "2026-11-19T16:02:11Z"},
    };
    for (const auto& [text, expected] : cases) EXPECT_EQ(utc(text), expected) << text;
}

TEST(UtcText, KeepsFractionsUpToMicroseconds) {
    EXPECT_EQ(utc("2026-11-20T04:12:37.000Z"), "2026-11-20T04:12:37.000Z");
    EXPECT_EQ(utc("2026-11-20T04:12:37.5-06:00"), "2026-11-20T10:12:37.5Z");
    EXPECT_EQ(utc("2026-12-31T23:59:59.999999999Z"), "2026-12-31T23:59:59.999999Z");
}

TEST(UtcText, RefusesAnotherForm) {
    for (const char* text : {"",
                             "2026-11-19",
                             "2026-11-19T16:02:11",
                             "2026-11-19 16:02:11Z",
                             "2026-11-19T16:02Z",
                             "20261119T160211Z",
                             "2026-11-19T16:02:11.Z",
                             "2026-11-19T16:02:11,5Z",
                             "2026-11-19T16:02:11.5",
                             "2026-11-19T16:02:11Zx",
                             "2026-11-19T16:02:11+1:00",
                             "2026-11-19T16:02:11+01:0",
                             "2026-11-19T16:02:11+01:000",
                             "2026-11-19T16:02:11 Z",
                             "2026-11-19T16:02:11+",
                             "1763568131",
                             "x026-11-19T16:02:11Z",
                             "2026-11-19T1x:02:11Z",
                             "2026-11-19T16.02.11Z",
                             "2026-11-19T16:02:11UTC",
                             "+2026-11-19T16:02:11Z",
                             "2026-11-19T16:02:11=01:00",
                             "2026-11-19T16:02:11\xC3\xA4"}) {
        std::string out = "kept";
        EXPECT_EQ(append_utc(out, text), time_fault::malformed) << text;
        EXPECT_EQ(out, "kept");
    }
}

TEST(UtcText, RefusesATimeThatDoesNotExist) {
    for (const char* text :
         {"2026-02-29T16:02:11Z", "2026-13-01T16:02:11Z", "2026-00-10T16:02:11Z", "2026-11-19T24:00:00Z",
          "2026-11-19T16:60:11Z", "2026-11-19T16:02:60Z", "2026-11-19T16:02:11+24:00", "2026-11-19T16:02:11-06:60",
          "0000-11-19T16:02:11Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01"}) {
        std::string out = "kept";
        EXPECT_EQ(append_utc(out, text), time_fault::out_of_range) << text;
        EXPECT_EQ(out, "kept");
    }
    EXPECT_EQ(utc("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z");
    EXPECT_EQ(utc("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z");
}

TEST(UtcText, ChecksDays) {
    for (const char* text : {"2026-12-01", "2024-02-29", "0001-01-01", "9999-12-31"}) {
        EXPECT_EQ(check_day(text), time_fault::none) << text;
    }
    for (const char* text : {"", "2026-12-1", "2026-12-01 ", "2026/12/01", "2026-12-01T00:00:00Z", "soon"}) {
        EXPECT_EQ(check_day(text), time_fault::malformed) << text;
    }
    for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "0000-01-01"}) {
        EXPECT_EQ(check_day(text), time_fault::out_of_range) << text;
    }
}

}  // namespace
