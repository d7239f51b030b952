#include "pipelines/exit_code.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace pipelines {
namespace {

/// In the order of the contract: earlier wins.
const std::vector<exit_code> by_precedence{
    exit_code::bug,      exit_code::usage,       exit_code::interrupted,   exit_code::refused,  exit_code::data_quality,
    exit_code::database, exit_code::source_down, exit_code::slices_failed, exit_code::deadline, exit_code::complete};

TEST(ExitCode, HasTheNumbersOfTheContract) {
    const std::pair<exit_code, int> numbers[] = {
        {exit_code::complete, 0},      {exit_code::bug, 1},          {exit_code::usage, 2},
        {exit_code::slices_failed, 3}, {exit_code::refused, 4},      {exit_code::source_down, 5},
        {exit_code::database, 6},      {exit_code::data_quality, 7}, {exit_code::deadline, 9},
        {exit_code::interrupted, 130}, {exit_code::terminated, 143}};
    for (const auto& [code, number] : numbers) EXPECT_EQ(static_cast<int>(code), number);
}

TEST(ExitCode, OfTwoIsTheOneThatComesFirstInTheContract) {
    for (std::size_t i = 0; i < by_precedence.size(); ++i) {
        for (std::size_t j = i; j < by_precedence.size(); ++j) {
            EXPECT_EQ(worse(by_precedence[i], by_precedence[j]), by_precedence[i]);
            EXPECT_EQ(worse(by_precedence[j], by_precedence[i]), by_precedence[i]);
        }
    }
}

TEST(ExitCode, OfTheTwoSignalsHaveOneRank) {
    EXPECT_EQ(precedence(exit_code::interrupted), precedence(exit_code::terminated));
    EXPECT_EQ(worse(exit_code::terminated, exit_code::refused), exit_code::terminated);
    EXPECT_EQ(worse(exit_code::deadline, exit_code::terminated), exit_code::terminated);
}

}  // namespace
}  // namespace pipelines
