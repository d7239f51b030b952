#include "pipelines/work_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "state_builder.hpp"

namespace pipelines::testing {
namespace {

using namespace std::chrono_literals;

std::vector<planned_slice> slices(int count) {
    std::vector<planned_slice> due;
    for (int i = 0; i < count; ++i)
        due.push_back({{users_of("octo-org"), today - i}, due_reason::missing, std::nullopt});
    return due;
}

bool never() { return false; }

TEST(WorkQueue, HandsOutSlicesInOrderAndThenEnds) {
    work_queue queue{slices(3)};
    for (int i = 0; i < 3; ++i) {
        const auto next = queue.take(never);
        ASSERT_TRUE(next);
        EXPECT_EQ(next->slice.day, today - i);
        queue.done(*next);
    }
    EXPECT_FALSE(queue.take(never));
    EXPECT_TRUE(queue.rest().empty());
}

TEST(WorkQueue, ThatIsEmptyEndsAtOnce) {
    work_queue queue{{}};
    EXPECT_FALSE(queue.take(never));
}

TEST(WorkQueue, StopsAtOnceAndKeepsTheRest) {
    work_queue queue{slices(3)};
    ASSERT_TRUE(queue.take(never));
    EXPECT_FALSE(queue.take([] { return true; }));
    EXPECT_EQ(queue.rest().size(), 2u);
}

TEST(WorkQueue, OffersAHeldSliceAgainAfterAPauseAndAfterTheOthers) {
    work_queue queue{slices(2)};
    auto first = queue.take(never);
    queue.put_back(*first);
    EXPECT_EQ(queue.rest().size(), 2u);
    const auto second = queue.take(never);
    EXPECT_EQ(second->slice.day, today - 1);
    queue.done(*second);
    const auto asked = std::chrono::steady_clock::now();
    const auto again = queue.take(never);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->slice, first->slice);
    EXPECT_GT(std::chrono::steady_clock::now() - asked, 50ms) << "asking without a pause would only burn the database";
    queue.done(*again);
    EXPECT_FALSE(queue.take(never));
}

TEST(WorkQueue, WaitsWhileAnotherWorkerMayPutItsSliceBack) {
    work_queue queue{slices(1)};
    auto taken = queue.take(never);
    std::optional<planned_slice> got;
    std::thread waiting{[&] { got = queue.take(never); }};
    std::this_thread::sleep_for(20ms);
    queue.put_back(*taken);
    waiting.join();
    ASSERT_TRUE(got);
    EXPECT_EQ(got->slice, taken->slice);
}

TEST(WorkQueue, ReleasesWaitingWorkersWhenTheLastSliceIsDone) {
    work_queue queue{slices(1)};
    const auto taken = queue.take(never);
    ASSERT_TRUE(taken);
    bool ended = false;
    std::thread waiting{[&] { ended = !queue.take(never); }};
    std::this_thread::sleep_for(20ms);
    queue.done(*taken);
    waiting.join();
    EXPECT_TRUE(ended);
}

TEST(WorkQueue, ReleasesAWaitingWorkerWhenTheRunStops) {
    work_queue queue{slices(1)};
    auto taken = queue.take(never);
    std::atomic<bool> stopping = false;
    bool ended = false;
    std::thread waiting{[&] { ended = !queue.take([&] { return stopping.load(); }); }};
    stopping = true;
    waiting.join();
    EXPECT_TRUE(ended);
}

TEST(WorkQueue, GivesEachSliceToOneOfManyWorkersAndHeldOnesUntilTheyAreDone) {
    constexpr int count = 400;
    work_queue queue{slices(count)};
    std::mutex mutex;
    std::map<schema::slice, int> ended, held;
    const auto work = [&] {
        while (auto next = queue.take(never)) {
            bool hold = false;
            {
                const std::scoped_lock lock{mutex};
                hold = (today - next->slice.day) % 7 == 0 && held[next->slice]++ == 0;
                if (!hold) ++ended[next->slice];
            }
            if (hold)
                queue.put_back(std::move(*next));
            else
                queue.done(*next);
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 8; ++i) workers.emplace_back(work);
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(ended.size(), static_cast<std::size_t>(count));
    for (const auto& [slice, times] : ended) EXPECT_EQ(times, 1) << slice.text();
    EXPECT_TRUE(queue.rest().empty());
}

/// Three days of a source that goes one at a time, between three of another.
std::vector<planned_slice> mixed() {
    std::vector<planned_slice> due;
    for (int i = 0; i < 3; ++i)
        for (const char* source : {"augment", "github"})
            due.push_back({{users_of("o", source), today - i}, due_reason::missing, std::nullopt});
    return due;
}

TEST(WorkQueue, HandsOutOneSliceAtATimeWhereOnlyOneCanGetOn) {
    work_queue queue{mixed(), {"augment"}};
    const auto first = queue.take(never);
    EXPECT_EQ(first->slice.target.source, "augment");
    std::vector<planned_slice> others;
    for (int i = 0; i < 3; ++i) others.push_back(*queue.take(never));
    for (const auto& other : others) EXPECT_EQ(other.slice.target.source, "github");
    EXPECT_EQ(others[2].slice.day, today - 2) << "the others go on in their order";

    std::optional<planned_slice> next;
    std::thread waiting{[&] { next = queue.take(never); }};
    std::this_thread::sleep_for(20ms);
    queue.done(*first);
    waiting.join();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->slice.target.source, "augment");
    EXPECT_EQ(next->slice.day, today - 1);
}

TEST(WorkQueue, ASliceThatIsPutBackFreesItsSourceForTheNextOne) {
    work_queue queue{mixed(), {"augment"}};
    const auto held = queue.take(never);
    queue.put_back(*held);
    EXPECT_EQ(queue.take(never)->slice.target.source, "github");
    const auto next = queue.take(never);
    EXPECT_EQ(next->slice.target.source, "augment");
    EXPECT_EQ(next->slice.day, today - 1) << "the one put back comes after a pause";
}

TEST(WorkQueue, ManyWorkersNeverHaveTwoSlicesOfSuchASource) {
    std::vector<planned_slice> due;
    for (int i = 0; i < 300; ++i)
        due.push_back({{users_of("o", i % 2 == 0 ? "augment" : "github"), today - i}, due_reason::missing, std::nullopt});
    work_queue queue{due, {"augment"}};
    std::atomic<int> out = 0, most = 0, ended = 0;
    const auto work = [&] {
        while (const auto next = queue.take(never)) {
            const bool single = next->slice.target.source == "augment";
            if (single && ++out > most) most = out.load();
            std::this_thread::yield();
            if (single) --out;
            ++ended;
            queue.done(*next);
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < 8; ++i) workers.emplace_back(work);
    for (auto& worker : workers) worker.join();
    EXPECT_EQ(ended, 300);
    EXPECT_EQ(most, 1);
}

}  // namespace
}  // namespace pipelines::testing
