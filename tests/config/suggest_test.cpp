#include "config/suggest.hpp"

#include <gtest/gtest.h>

namespace config {
namespace {

const std::vector<std::string> commands{"sync", "backfill", "plan", "status", "migrate", "export"};

TEST(Suggest, FindsTheNearestName) {
    EXPECT_EQ(nearest("synk", commands), "sync");
    EXPECT_EQ(nearest("bakfill", commands), "backfill");
    EXPECT_EQ(nearest("exprot", commands), "export");
    EXPECT_EQ(nearest("statsu", commands), "status");
    EXPECT_EQ(nearest("sync", commands), "sync");
}

TEST(Suggest, IgnoresCase) { EXPECT_EQ(nearest("SYNC", commands), "sync"); }

TEST(Suggest, TakesTheFirstOfEquallyNearNames) {
    EXPECT_EQ(nearest("octo-orx", std::vector<std::string>{"octo-ora", "octo-orb"}), "octo-ora");
}

TEST(Suggest, SaysNothingWhereNoNameIsNear) {
    EXPECT_FALSE(nearest("frobnicate", commands));
    EXPECT_FALSE(nearest("", commands));
    EXPECT_FALSE(nearest("sync", std::vector<std::string>{}));
}

TEST(Suggest, ReachesAThirdOfTheLongerNameAndNoFurther) {
    const std::vector<std::string> names{"abcdef"};
    EXPECT_TRUE(nearest("abcdxx", names));
    EXPECT_FALSE(nearest("abcxxx", names));
    EXPECT_TRUE(nearest("abcd", names));
    EXPECT_FALSE(nearest("abc", names));
}

TEST(Suggest, IsPhrasedAsAQuestionOrNotAtAll) {
    EXPECT_EQ(did_you_mean("synk", commands), " (did you mean sync?)");
    EXPECT_EQ(did_you_mean("frobnicate", commands), "");
}

}  // namespace
}  // namespace config
