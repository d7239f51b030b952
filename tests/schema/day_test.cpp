#include "schema/day.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

namespace schema {
namespace {

TEST(Day, ReadsExactlyTenCharactersThatNameADay) {
    for (const char* text : {"2026-11-21", "2000-02-29", "2024-02-29", "1970-01-01", "0001-01-01", "9999-12-31"}) {
        const auto parsed = day::parse(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(parsed->text(), text);
    }
}

TEST(Day, RefusesEveryOtherSpelling) {
    for (const char* text : {"",           "2026",          "2026-1-5",    "2026-1-05",
                             "26-11-21",   "2026-11-21 ",   " 2026-11-21", "2026-11-21T00:00:00Z",
                             "2026/11/21", "2026-11/21",    "20261121",    "2026-1121-",
                             "+026-11-21", "-026-11-21",    "2026-+1-21",  "2026-11--1",
                             "2026-1a-21", "2026-11-2\xD9", "2026-11-2\n", "today",
                             "٢٠٢٦"})
        EXPECT_FALSE(day::parse(text)) << "'" << text << "'";
    EXPECT_FALSE(day::parse(std::string_view("2026-11-2\0", 10)));
}

TEST(Day, RefusesDaysThatDoNotExist) {
    for (const char* text : {"2026-02-29", "2026-02-30", "1900-02-29", "2100-02-29", "2026-04-31", "2026-13-01",
                             "2026-00-10", "2026-10-00", "2026-10-32"})
        EXPECT_FALSE(day::parse(text)) << text;
}

TEST(Day, ComesFromATimeByItsUtcDayWhateverTheMachinesTimeZone) {
    const char* before = std::getenv("TZ");
    const std::string kept = before ? before : "";
    ::setenv("TZ", "America/Los_Angeles", 1);
    ::tzset();
    const auto midnight = std::chrono::sys_days{std::chrono::year{2026} / 3 / 8};
    EXPECT_EQ(day::of(midnight), day(2026, 3, 8));
    EXPECT_EQ(day::of(midnight - std::chrono::microseconds{1}), day(2026, 3, 7));
    EXPECT_EQ(day::of(midnight + std::chrono::hours{24} - std::chrono::microseconds{1}), day(2026, 3, 8));
    before ? ::setenv("TZ", kept.c_str(), 1) : ::unsetenv("TZ");
    ::tzset();
}

TEST(Day, OfATimeBeforeTheEpochIsRoundedDown) {
    EXPECT_EQ(day::of(std::chrono::system_clock::time_point{std::chrono::seconds{-1}}), day(1969, 12, 31));
}

TEST(Day, CountsInWholeDaysOverMonthsAndLeapDays) {
    EXPECT_EQ(day(2024, 2, 28) + 1, day(2024, 2, 29));
    EXPECT_EQ(day(2024, 3, 1) - 1, day(2024, 2, 29));
    EXPECT_EQ(day(2026, 12, 31) + 1, day(2027, 1, 1));
    EXPECT_EQ(day(2025, 3, 1) - day(2024, 3, 1), 365);
    EXPECT_EQ(day(2024, 3, 1) - day(2025, 3, 1), -365);
    day next{2026, 2, 28};
    EXPECT_EQ(++next, day(2026, 3, 1));
    EXPECT_LT(day(2026, 9, 30), day(2026, 10, 1));
}

TEST(OneYearBefore, IsTheSameDateOrTheEndOfFebruary) {
    EXPECT_EQ(one_year_before(day(2026, 11, 21)), day(2025, 11, 21));
    EXPECT_EQ(one_year_before(day(2024, 2, 29)), day(2023, 2, 28));
    EXPECT_EQ(one_year_before(day(2025, 2, 28)), day(2024, 2, 28));
    EXPECT_EQ(one_year_before(day(2025, 3, 1)), day(2024, 3, 1));
    EXPECT_EQ(one_year_before(day(2026, 1, 1)), day(2025, 1, 1));
}

TEST(DayRange, IncludesBothEnds) {
    const day_range range{day(2026, 2, 27), day(2026, 3, 2)};
    EXPECT_EQ(range.size(), 4);
    EXPECT_FALSE(range.empty());
    EXPECT_TRUE(range.contains(day(2026, 2, 27)));
    EXPECT_TRUE(range.contains(day(2026, 3, 2)));
    EXPECT_FALSE(range.contains(day(2026, 2, 26)));
    EXPECT_FALSE(range.contains(day(2026, 3, 3)));
}

TEST(DayRange, ThatEndsBeforeItBeginsIsEmpty) {
    const day_range range{day(2026, 3, 2), day(2026, 3, 1)};
    EXPECT_TRUE(range.empty());
    EXPECT_EQ(range.size(), 0);
    EXPECT_FALSE(range.contains(day(2026, 3, 1)));
    EXPECT_EQ((day_range{day(2026, 3, 2), day(2026, 3, 2)}).size(), 1);
}

}  // namespace
}  // namespace schema
