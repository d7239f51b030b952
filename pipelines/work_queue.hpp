#pragma once
// The slices of a run, shared by its workers, and those that another process holds and that may come free.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "pipelines/plan.hpp"

namespace pipelines {

/// Thread-safe.
class work_queue {
public:
    explicit work_queue(std::vector<planned_slice> due);

    /// The next slice, in order; waits while only held ones are left or while another worker may still put one back.
    /// nullopt when nothing is left, or as soon as `stopping()` is true.
    std::optional<planned_slice> take(const std::function<bool()>& stopping);

    /// Another process has it: offered again after a pause. Ends what `take` began.
    void put_back(planned_slice slice);
    /// The slice taken has ended.
    void done();

    /// What nobody took.
    std::vector<planned_slice> rest() const;

private:
    struct held {
        planned_slice slice;
        std::chrono::steady_clock::time_point not_before;
    };

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<planned_slice> due_;
    std::deque<held> held_;
    std::size_t taken_ = 0;
};

}  // namespace pipelines
