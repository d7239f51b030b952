// How two canonical totals of a day are compared, for people.

#include "sinks/stored_totals.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "sinks/day_totals.hpp"
#include "sinks/slice_totals.hpp"

namespace sinks {
namespace {

std::string totals_of(std::initializer_list<const char*> users, std::optional<std::int64_t> added) {
    day_totals totals;
    for (const char* user : users) {
        schema::user_row row;
        row.user_key = user;
        row.activity.values[5] = added;
        totals.add(row);
    }
    return totals.json();
}

TEST(TotalsDifference, OfEqualTotalsIsEmpty) {
    EXPECT_EQ(totals_difference(totals_of({"1", "2"}, 5), totals_of({"2", "1"}, 5)), "");
    EXPECT_EQ(totals_difference(scope_totals{}.json(), scope_totals{}.json()), "");
}

TEST(TotalsDifference, NamesEachMemberWithBothValues) {
    EXPECT_EQ(totals_difference(totals_of({"1"}, 5), totals_of({"1"}, 7)), "loc_added_sum is 7 where 5 was loaded");
    EXPECT_EQ(totals_difference(totals_of({"1"}, 0), totals_of({"1"}, std::nullopt)),
              "loc_added_sum is null where 0 was loaded");
    const std::string key = totals_difference(totals_of({"1"}, 5), totals_of({"2"}, 5));
    EXPECT_TRUE(key.starts_with("keys_fingerprint is \"")) << key;
    const std::string rows = totals_difference(totals_of({"1", "2"}, 5), totals_of({"1"}, 5));
    for (const char* part : {"user_rows is 1 where 2 was loaded", "loc_added_sum is 5 where 10 was loaded", "; "})
        EXPECT_NE(rows.find(part), std::string::npos) << rows;
}

TEST(TotalsDifference, HoldsSumsBeyondSixtyFourBits) {
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    EXPECT_EQ(totals_difference(totals_of({"1", "2", "3"}, most), totals_of({"1", "2", "3"}, most - 1)),
              "loc_added_sum is 27670116110564327418 where 27670116110564327421 was loaded");
}

TEST(TotalsDifference, SaysWhereATextIsNotOurs) {
    for (const char* text : {"", "{}", "gone", "{", "{\"user_rows\"}", "[1,2]"})
        EXPECT_NE(totals_difference(text, totals_of({"1"}, 5)).find("no text that this program wrote"),
                  std::string::npos)
            << text;
    EXPECT_NE(totals_difference(R"({"other":1})", totals_of({"1"}, 5)).find("user_rows is 1 where nothing was loaded"),
              std::string::npos);
}

TEST(TotalsDifference, IsToldWhereOnlyTheRecordedTotalsKnowAMember) {
    std::string more = totals_of({"1"}, 5);
    more.insert(more.size() - 1, ",\"later\":1");
    EXPECT_NE(totals_difference(more, totals_of({"1"}, 5)), "");
}

}  // namespace
}  // namespace sinks
