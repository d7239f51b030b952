#include "transforms/decimal_sum.hpp"

#include <gtest/gtest.h>

namespace {

using transforms::decimal_sum;

std::optional<std::string> sum(std::initializer_list<std::optional<std::string_view>> values) {
    decimal_sum total;
    for (const auto& value : values) total.add(value);
    return total.text();
}

TEST(DecimalSum, AddsExactly) {
    EXPECT_EQ(sum({"0.1", "0.2"}), "0.3");
    EXPECT_EQ(sum({"12.50", "0.10", "1e1"}), "22.6");
    EXPECT_EQ(sum({"1e-9", "1e9"}), "1000000000.000000001");
    EXPECT_EQ(sum({"5", "-7.25"}), "-2.25");
    EXPECT_EQ(sum({"9007199254740993", "0.5"}), "9007199254740993.5");
}

TEST(DecimalSum, IsUnknownWhileNothingWasMeasured) {
    EXPECT_EQ(sum({}), std::nullopt);
    EXPECT_EQ(sum({std::nullopt, std::nullopt}), std::nullopt);
    EXPECT_EQ(sum({std::nullopt, "0"}), "0");
}

TEST(DecimalSum, IsUnknownRatherThanWrong) {
    EXPECT_EQ(sum({"1", "1e-19"}), std::nullopt);
    EXPECT_EQ(sum({"1e38", "1"}), std::nullopt);
    EXPECT_EQ(sum({"1", "no number"}), std::nullopt);
    EXPECT_EQ(sum({"1e30", "1e-18"}), std::nullopt);
    EXPECT_EQ(sum({"1e30", "1e-7"}), "1.0000000000000000000000000000000000001e30");
}

}  // namespace
