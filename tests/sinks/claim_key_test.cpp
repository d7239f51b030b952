#include "sinks/claim_key.hpp"

#include <gtest/gtest.h>

#include <set>

#include "sinks/slice_key.hpp"

namespace sinks {
namespace {

schema::slice slice_of(const std::string& slug, int day_number,
                       schema::scope_kind kind = schema::scope_kind::organization) {
    return {{"github", {kind, slug}, schema::dataset::users}, schema::day(2026, 1, 1) + day_number};
}

TEST(ClaimKey, IsTheSameForTheSameSliceInEveryProcessAndVersion) {
    EXPECT_EQ(claim_key(slice_of("octo-org", 0)), claim_key(slice_of("octo-org", 0)));
    EXPECT_EQ(claim_key(slice_of("octo-org", 0)), claim_key(slice_of("octo-org", 0)));
    // FNV-1a of "copilot-metrics-sync github organization/octo-org users 2026-01-01": another version must agree on it.
    std::uint64_t hash = 14695981039346656037u;
    for (const unsigned char c : std::string("copilot-metrics-sync github organization/octo-org users 2026-01-01")) {
        hash ^= c;
        hash *= 1099511628211u;
    }
    EXPECT_EQ(claim_key(slice_of("octo-org", 0)), static_cast<std::int64_t>(hash));
}

TEST(ClaimKey, DiffersForEveryMemberOfTheSlice) {
    std::set<std::int64_t> keys;
    std::size_t slices = 0;
    for (const char* slug : {"a", "b", "octo-org"})
        for (const auto kind : {schema::scope_kind::organization, schema::scope_kind::enterprise})
            for (int day = 0; day < 400; ++day, ++slices) keys.insert(claim_key(slice_of(slug, day, kind)));
    auto other = slice_of("a", 0);
    other.target.dataset = schema::dataset::totals;
    keys.insert(claim_key(other));
    other = slice_of("a", 0);
    other.target.source = "second";
    keys.insert(claim_key(other));
    EXPECT_EQ(keys.size(), slices + 2);
}

TEST(SliceKey, IsTheNaturalKeyInTheOrderOfThePlaceholders) {
    const auto text = [](const sql_value& value) { return std::get<std::string>(value); };
    const auto key = slice_key(slice_of("octo-org", 0));
    ASSERT_EQ(key.size(), 5u);
    EXPECT_EQ(text(key[0]), "github");
    EXPECT_EQ(text(key[1]), "organization");
    EXPECT_EQ(text(key[2]), "octo-org");
    EXPECT_EQ(text(key[3]), "users");
    EXPECT_EQ(text(key[4]), "2026-01-01");
    const auto day = day_key(slice_of("octo-org", 0));
    ASSERT_EQ(day.size(), 4u);
    EXPECT_EQ(text(day[3]), "2026-01-01");
}

TEST(Columns, AreReadBackAsWhatTheyMean) {
    EXPECT_TRUE(as_bool("t"));
    EXPECT_TRUE(as_bool("1"));
    for (const char* text : {"f", "0", "", "T"}) EXPECT_FALSE(as_bool(text)) << text;
    EXPECT_FALSE(as_bool(std::nullopt));
    EXPECT_EQ(as_integer("-9223372036854775808"), INT64_MIN);
    EXPECT_EQ(as_integer("9223372036854775807"), INT64_MAX);
    for (const char* text : {"", "1.0", "9223372036854775808", "1 ", "x"}) EXPECT_FALSE(as_integer(text)) << text;
    EXPECT_FALSE(as_integer(std::nullopt));
}

}  // namespace
}  // namespace sinks
