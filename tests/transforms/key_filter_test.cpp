#include "transforms/key_filter.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>
#include <unordered_set>

namespace {

using transforms::key_filter;
using transforms::user_key_hash;

constexpr std::uint64_t top_bit = std::uint64_t{1} << 63U;

TEST(UserKeyHash, IsTheNumberForPlainDecimalIds) {
    EXPECT_EQ(user_key_hash("0"), 0U);
    EXPECT_EQ(user_key_hash("31415926"), 31415926U);
    EXPECT_EQ(user_key_hash("9223372036854775807"), 9223372036854775807U);
}

TEST(UserKeyHash, KeepsEverythingElseApartByTheTopBit) {
    std::set<std::uint64_t> all;
    const std::vector<std::string> keys{"",
                                        "007",
                                        "00",
                                        "-1",
                                        "+1",
                                        "1 ",
                                        "9223372036854775808",
                                        "99999999999999999999",
                                        "1e5",
                                        "a",
                                        "b",
                                        "ab",
                                        "ba",
                                        "mona@example.com",
                                        std::string(500, 'x')};
    for (const std::string& key : keys) {
        EXPECT_NE(user_key_hash(key) & top_bit, 0U) << key;
        all.insert(user_key_hash(key));
    }
    EXPECT_EQ(all.size(), keys.size());
}

TEST(UserKeyHash, KeepsAMillionNamesApart) {
    std::unordered_set<std::uint64_t> all;
    for (int i = 0; i < 1'000'000; ++i) all.insert(user_key_hash("user-" + std::to_string(i) + "@example.com"));
    EXPECT_EQ(all.size(), 1'000'000U);
}

TEST(KeyFilter, NeverTakesAnOldKeyForANewOne) {
    std::mt19937_64 random(5);
    std::vector<std::uint64_t> keys{0, 1, top_bit, ~std::uint64_t{0}};
    for (int i = 0; i < 200'000; ++i) keys.push_back(random());
    key_filter filter;
    for (const std::uint64_t key : keys) filter.insert(key);
    for (const std::uint64_t key : keys) EXPECT_FALSE(filter.insert(key)) << key;
}

TEST(KeyFilter, SuspectsFewOfAMillionNewKeys) {
    key_filter filter;
    int suspected = 0;
    for (std::uint64_t id = 1; id <= 1'000'000; ++id) suspected += filter.insert(id * 7) ? 0 : 1;
    EXPECT_LE(suspected, 20);
    EXPECT_EQ(filter.size(), 1'000'000U - static_cast<std::size_t>(suspected));
}

TEST(KeyFilter, HoldsAMillionKeysInSevenBytesEach) {
    key_filter filter;
    for (std::uint64_t id = 1; id <= 1'000'000; ++id) filter.insert(id);
    EXPECT_LE(filter.memory_bytes(), 7'000'000U);
}

}  // namespace
