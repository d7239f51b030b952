#include "pipelines/progress.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <unistd.h>

#include <cstdio>

#include "pipelines/progress_sink.hpp"

namespace pipelines {
namespace {

using namespace std::chrono_literals;

TEST(ProgressLine, SaysHowFarItIs) {
    const progress_counts counts{"sync", 35, 140, 1234567, 12'345'678};
    EXPECT_EQ(progress_line(counts, 30s, 100),
              "sync [=====>              ] 35/140 days  1,234,567 rows  12.3 MB  1m30s left");
    EXPECT_EQ(progress_line({"sync", 0, 3, 0, 0}, 5s, 100), "sync [>                   ] 0/3 days  0 rows  0 B");
    EXPECT_EQ(progress_line({"import", 3, 3, 9, 999}, 5s, 100),
              "import [====================] 3/3 days  9 rows  999 B");
}

TEST(ProgressLine, NeverWraps) {
    const progress_counts counts{"sync", 35, 140, 1234567, 12'345'678};
    EXPECT_EQ(progress_line(counts, 30s, 20), "sync [=====>       ");
    EXPECT_EQ(progress_line(counts, 30s, 1), "");
}

TEST(ProgressLine, Words) {
    for (const auto& [bytes, text] : {std::pair<std::int64_t, const char*>{0, "0 B"},
                                      {999, "999 B"},
                                      {1000, "1.0 KB"},
                                      {999'949, "999.9 KB"},
                                      {999'950, "1.0 MB"},
                                      {4'000'000'000, "4.0 GB"},
                                      {4'000'000'000'000, "4.0 TB"}})
        EXPECT_EQ(bytes_text(bytes), text);
    for (const auto& [number, text] : {std::pair<std::int64_t, const char*>{0, "0"},
                                       {999, "999"},
                                       {1000, "1,000"},
                                       {-1000, "-1,000"},
                                       {-100, "-100"},
                                       {1234567, "1,234,567"}})
        EXPECT_EQ(grouped(number), text);
    for (const auto& [time, text] :
         {std::pair{0s, "0s"}, {59s, "59s"}, {60s, "1m00s"}, {3599s, "59m59s"}, {3600s, "1h00m"}, {7500s, "2h05m"}})
        EXPECT_EQ(duration_text(time), text);
}

TEST(ProgressLine, TimeLeftNeedsAPace) {
    EXPECT_EQ(time_left(0, 10, 5s), std::nullopt);
    EXPECT_EQ(time_left(10, 10, 5s), std::nullopt);
    EXPECT_EQ(time_left(5, 10, 5s), 5s);
    EXPECT_EQ(time_left(1, 101, 2s), 200s);
}

TEST(Progress, IsOnlyForTerminalsThatNobodyWantsQuiet) {
    EXPECT_TRUE(shows_progress({.terminal = true, .term = "xterm"}));
    EXPECT_FALSE(shows_progress({.terminal = false, .term = "xterm"}));
    EXPECT_FALSE(shows_progress({.terminal = true, .term = "dumb"}));
    EXPECT_FALSE(shows_progress({.terminal = true, .term = ""}));
    EXPECT_FALSE(shows_progress({.terminal = true, .term = "xterm", .quiet = true}));
    EXPECT_FALSE(shows_progress({.terminal = true, .term = "xterm", .json_logs = true}));
}

/// A terminal of its own, 60 columns wide.
class Terminal : public ::testing::Test {
protected:
    void SetUp() override {
        winsize size{};
        size.ws_col = 60;
        size.ws_row = 24;
        ASSERT_EQ(::openpty(&master_, &slave_, nullptr, nullptr, &size), 0);
        ::fcntl(master_, F_SETFL, O_NONBLOCK);
    }
    void TearDown() override {
        ::close(master_);
        ::close(slave_);
    }

    /// Everything written so far.
    const std::string& screen() {
        char piece[4096];
        for (ssize_t count; (count = ::read(master_, piece, sizeof piece)) > 0;)
            said_.append(piece, static_cast<std::size_t>(count));
        return said_;
    }
    bool wait_for(const std::string& text) {
        for (int i = 0; i < 200; ++i) {
            if (screen().find(text) != std::string::npos) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
    static std::size_t count_of(const std::string& text, const std::string& part) {
        std::size_t count = 0;
        for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++count;
        return count;
    }

    int master_ = -1, slave_ = -1;
    std::string said_;
};

TEST_F(Terminal, ShowsTheLineAndErasesItAtTheEnd) {
    progress display{true, slave_};
    display.begin("sync", 4);
    EXPECT_TRUE(wait_for("\r\x1b[Ksync [>                   ] 0/4 days"));
    display.slice_done();
    display.add_rows(1200);
    display.add_bytes(5'000'000);
    EXPECT_TRUE(wait_for("1/4 days  1,200 rows  5.0 MB")) << screen();
    display.end();
    EXPECT_TRUE(screen().ends_with("\r\x1b[K")) << screen();
    EXPECT_EQ(screen().find('\n'), std::string::npos);
}

TEST_F(Terminal, DrawsAtMostFiveTimesASecond) {
    progress display{true, slave_};
    const auto begun = std::chrono::steady_clock::now();
    display.begin("sync", 100'000);
    while (std::chrono::steady_clock::now() - begun < 1s) {
        display.slice_done();
        display.around([] {});
    }
    display.end();
    const auto took = std::chrono::steady_clock::now() - begun;
    EXPECT_LE(count_of(screen(), "days"), static_cast<std::size_t>(took / progress_pause) + 1);
    EXPECT_GE(count_of(screen(), "days"), 3u);
}

TEST_F(Terminal, LogLinesGoAboveTheLine) {
    progress display{true, slave_};
    std::FILE* stream = ::fdopen(::dup(slave_), "w");
    display.begin("sync", 4);
    ASSERT_TRUE(wait_for("0/4 days"));
    std::this_thread::sleep_for(progress_pause + 20ms);
    display.around([&] {
        std::fputs("a log line\n", stream);
        std::fflush(stream);
    });
    EXPECT_TRUE(wait_for("\r\x1b[Ka log line\r\n\r\x1b[Ksync [")) << screen();
    display.end();
    std::fclose(stream);
}

TEST_F(Terminal, WithoutOneNothingIsWritten) {
    progress display{false, slave_};
    bool wrote = false;
    display.begin("sync", 4);
    display.slice_done();
    display.around([&] { wrote = true; });
    display.end();
    EXPECT_TRUE(wrote);
    EXPECT_EQ(screen(), "");
}

TEST_F(Terminal, ManyThreadsCountTogether) {
    progress display{true, slave_};
    std::ostringstream log;
    auto sink = std::make_shared<progress_sink>(std::make_shared<spdlog::sinks::ostream_sink_st>(log), display);
    sink->set_pattern("%v");
    spdlog::logger logger{"test", sink};
    display.begin("sync", 400);
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 100; ++j) {
                display.add_bytes(10);
                display.add_rows(2);
                display.slice_done();
                if (j % 10 == 0) logger.info("line");
            }
        });
    for (std::thread& thread : threads) thread.join();
    const progress_counts counts = display.counts();
    EXPECT_EQ(counts.slices_done, 400u);
    EXPECT_EQ(counts.rows, 800);
    EXPECT_EQ(counts.bytes, 4000);
    EXPECT_EQ(count_of(log.str(), "line\n"), 40u);
}

}  // namespace
}  // namespace pipelines
