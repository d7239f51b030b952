#include <gtest/gtest.h>

#include "pipelines/progress_line.hpp"
#include "pipelines/wait_notice.hpp"

namespace pipelines {
namespace {

using namespace std::chrono_literals;

TEST(WaitText, NamesTheSourceAndRoundsUp) {
    EXPECT_EQ(wait_text("augment", 5001ms), "augment waits 6s for its limit of calls");
    EXPECT_EQ(wait_text("augment", 120s), "augment waits 2m00s for its limit of calls");
}

TEST(ProgressLine, ShowsWhatTheRunStandsStillFor) {
    progress_counts counts{"sync", 1, 2, 3, 4};
    const std::string going = progress_line(counts, 10s, 120);
    counts.waiting = "augment waits 6s for its limit of calls";
    EXPECT_EQ(progress_line(counts, 10s, 120), going + "  augment waits 6s for its limit of calls");
    EXPECT_LT(progress_line(counts, 10s, 60).size(), 60u) << "never wider than the terminal";
}

}  // namespace
}  // namespace pipelines
