#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "scratch_database.hpp"
#include "sinks/sink_error.hpp"

namespace sinks::testing {
namespace {

using namespace std::chrono_literals;

bool never() { return false; }

TEST(RunLock, LetsOneRunIntoASqliteFileAndTheSecondWaits) {
    const scratch_database scratch{engine::sqlite};
    const auto first = scratch.connect(), second = scratch.connect();
    auto held = first->lock_for_run([](const std::string&) { FAIL() << "nobody is there"; }, never);
    ASSERT_TRUE(held);
    std::atomic<int> told = 0;
    std::atomic<bool> in = false;
    std::thread waiting{[&] {
        const auto lock = second->lock_for_run(
            [&](const std::string& text) {
                ++told;
                EXPECT_NE(text.find(scratch.name()), std::string::npos) << text;
            },
            never);
        in = lock != nullptr;
    }};
    std::this_thread::sleep_for(250ms);
    EXPECT_FALSE(in);
    EXPECT_EQ(told, 1) << "said once, not with every look";
    held.reset();
    waiting.join();
    EXPECT_TRUE(in);
}

TEST(RunLock, GivesUpWaitingWhenTheRunHasToStop) {
    const scratch_database scratch{engine::sqlite};
    const auto first = scratch.connect(), second = scratch.connect();
    const auto held = first->lock_for_run([](const std::string&) {}, never);
    EXPECT_FALSE(second->lock_for_run([](const std::string&) {}, [] { return true; }));
}

TEST(RunLock, IsFreeAtOnceWhenItsProcessIsKilled) {
    const scratch_database scratch{engine::sqlite};
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const ::pid_t child = ::fork();
    if (child == 0) {
        const auto own = scratch.connect();
        const auto held = own->lock_for_run([](const std::string&) {}, never);
        if (::write(ready[1], "x", 1) != 1) ::_exit(1);
        for (;;) ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    const auto database = scratch.connect();
    EXPECT_FALSE(database->lock_for_run([](const std::string&) {}, [] { return true; }));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    EXPECT_TRUE(database->lock_for_run([](const std::string&) {}, [] { return true; }));
    ::close(ready[0]);
    ::close(ready[1]);
}

TEST(RunLock, InAMissingFolderIsAMatterOfConfiguration) {
    const auto database = make_database(config::secret{"sqlite:/nonexistent/metrics.db"});
    try {
        (void)database->lock_for_run([](const std::string&) {}, never);
        FAIL() << "locked";
    } catch (const sink_error& error) {
        EXPECT_TRUE(error.configuration);
        EXPECT_NE(std::string(error.what()).find("/nonexistent/metrics.db"), std::string::npos) << error.what();
    }
}

TEST(RunLock, OfPostgresKeepsNobodyOut) {
    ASSERT_NO_FATAL_FAILURE(require_postgres());
    const scratch_database scratch{engine::postgresql};
    const auto first = scratch.connect(), second = scratch.connect();
    const auto one = first->lock_for_run([](const std::string&) { FAIL(); }, never);
    const auto two = second->lock_for_run([](const std::string&) { FAIL(); }, never);
    EXPECT_TRUE(one && two);
}

}  // namespace
}  // namespace sinks::testing
