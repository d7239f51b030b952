#pragma once
// The slices of a run, shared by its workers, and those that another process holds and that may come free.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipelines/plan.hpp"

namespace pipelines {

/// Thread-safe.
class work_queue {
public:
    /// Of the sources named in `one_at_a_time`, one slice is out at a time: where the vendor's limit lets only one worker
    /// get on, the others have better things to do.
    explicit work_queue(std::vector<planned_slice> due, std::set<std::string> one_at_a_time = {});

    /// The next slice, in order; waits while none can be taken but one may come free or may still be put back.
    /// nullopt when nothing is left, or as soon as `stopping()` is true.
    std::optional<planned_slice> take(const std::function<bool()>& stopping);

    /// Another process has it: offered again after a pause. Ends what `take` began.
    void put_back(planned_slice slice);
    /// The slice taken has ended.
    void done(const planned_slice& slice);

    /// What nobody took.
    std::vector<planned_slice> rest() const;

private:
    struct held {
        planned_slice slice;
        std::chrono::steady_clock::time_point not_before;
    };

    std::optional<planned_slice> next();
    bool is_busy(const planned_slice& slice) const { return busy_.contains(slice.slice.target.source); }

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<planned_slice> due_;
    std::deque<held> held_;
    std::size_t taken_ = 0;
    const std::set<std::string> one_at_a_time_;
    std::set<std::string> busy_;  ///< of those, the sources of which a slice is out
};

}  // namespace pipelines
