#include "schema/timestamp.hpp"

#include <gtest/gtest.h>

#include "schema/day.hpp"

namespace schema {
namespace {

using namespace std::chrono_literals;

time_point at(day d, std::chrono::microseconds in_day = 0us) { return time_point{d.sys_days()} + in_day; }

TEST(Timestamp, IsWrittenInUtcWithSixDigits) {
    EXPECT_EQ(timestamp_text(at({2026, 11, 21}, 6h + 51min + 123456us)), "2026-11-21T06:51:00.123456Z");
    EXPECT_EQ(timestamp_text(at({2026, 1, 2}, 1us)), "2026-01-02T00:00:00.000001Z");
    EXPECT_EQ(timestamp_text(at({2024, 2, 29}, 24h - 1us)), "2024-02-29T23:59:59.999999Z");
}

TEST(Timestamp, BeforeTheEpochIsWrittenRight) {
    EXPECT_EQ(timestamp_text(time_point{-1us}), "1969-12-31T23:59:59.999999Z");
}

TEST(Timestamp, DropsWhatIsFinerThanAMicrosecond) {
    EXPECT_EQ(timestamp_text(at({2026, 1, 2}) + std::chrono::duration_cast<time_point::duration>(1999ns)),
              "2026-01-02T00:00:00.000001Z");
}

TEST(Timestamp, ComesBackEqualAtEveryMicrosecond) {
    for (const auto time : {at({1970, 1, 1}), at({2026, 11, 21}, 6h + 51min + 7s + 120us), at({2024, 2, 29}, 24h - 1us),
                            at({1969, 12, 31}, 1us), at({2261, 12, 31}, 12h)})
        EXPECT_EQ(parse_timestamp(timestamp_text(time)), time) << timestamp_text(time);
}

TEST(Timestamp, ReadsWhatPostgresPrintsUnderUtc) {
    const auto base = at({2026, 11, 21}, 6h + 51min + 9s);
    EXPECT_EQ(parse_timestamp("2026-11-21 06:51:09+00"), base);
    EXPECT_EQ(parse_timestamp("2026-11-21 06:51:09.5+00"), base + 500ms);
    EXPECT_EQ(parse_timestamp("2026-11-21 06:51:09.123+00"), base + 123ms);
    EXPECT_EQ(parse_timestamp("2026-11-21 06:51:09.000001+00"), base + 1us);
    EXPECT_EQ(parse_timestamp("2026-11-21 06:51:09.123456+00:00"), base + 123456us);
}

TEST(Timestamp, ReadsASqliteSpellingWithoutFraction) {
    EXPECT_EQ(parse_timestamp("2026-11-21T06:51:09Z"), at({2026, 11, 21}, 6h + 51min + 9s));
}

TEST(Timestamp, IgnoresDigitsBeyondMicroseconds) {
    EXPECT_EQ(parse_timestamp("2026-11-21T06:51:09.123456789Z"), at({2026, 11, 21}, 6h + 51min + 9s + 123456us));
}

TEST(Timestamp, RefusesOtherZonesAndOtherForms) {
    for (const char* text : {"", "2026-11-21", "2026-11-21 06:51:09", "2026-11-21T06:51:09", "2026-11-21 06:51:09-08",
                             "2026-11-21 06:51:09+01", "2026-11-21 06:51:09 PST", "2026-11-21 06:51:09.1+00 BC",
                             "2026-02-30T06:51:09Z", "2026-11-21x06:51:09Z", "2026-11-21T06-51-09Z",
                             "2026-11-21T6:51:009Z", "21.11.2026 06:51:09.1+00", "infinity", "2026-11-21T06:51:09ZZ",
                             "9999-12-31T23:59:59Z", "3026-11-21T06:51:09Z", "1026-11-21T06:51:09Z"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

TEST(Timestamp, RefusesHoursMinutesAndSecondsThatDoNotExist) {
    for (const char* text : {"2026-11-21T24:00:00Z", "2026-11-21T06:60:00Z", "2026-11-21T06:51:61Z"})
        EXPECT_FALSE(parse_timestamp(text)) << text;
}

}  // namespace
}  // namespace schema
