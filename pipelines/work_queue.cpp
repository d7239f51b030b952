#include "pipelines/work_queue.hpp"

namespace pipelines {

namespace {

/// How often a slice that another process holds is tried again.
constexpr std::chrono::milliseconds held_pause{500};
/// How often a waiting worker looks whether it should stop.
constexpr std::chrono::milliseconds stop_pause{100};

}  // namespace

work_queue::work_queue(std::vector<planned_slice> due)
    : due_{std::make_move_iterator(due.begin()), std::make_move_iterator(due.end())} {}

std::optional<planned_slice> work_queue::take(const std::function<bool()>& stopping) {
    std::unique_lock lock{mutex_};
    while (!stopping()) {
        std::optional<planned_slice> next;
        if (!due_.empty()) {
            next = std::move(due_.front());
            due_.pop_front();
        } else if (!held_.empty() && held_.front().not_before <= std::chrono::steady_clock::now()) {
            next = std::move(held_.front().slice);
            held_.pop_front();
        } else if (held_.empty() && taken_ == 0) {
            return std::nullopt;
        }
        if (next) {
            ++taken_;
            return next;
        }
        changed_.wait_for(lock, stop_pause);
    }
    return std::nullopt;
}

void work_queue::put_back(planned_slice slice) {
    const std::scoped_lock lock{mutex_};
    held_.push_back({std::move(slice), std::chrono::steady_clock::now() + held_pause});
    --taken_;
}

void work_queue::done() {
    const std::scoped_lock lock{mutex_};
    --taken_;
    changed_.notify_all();
}

std::vector<planned_slice> work_queue::rest() const {
    const std::scoped_lock lock{mutex_};
    std::vector<planned_slice> rest{due_.begin(), due_.end()};
    for (const held& one : held_) rest.push_back(one.slice);
    return rest;
}

}  // namespace pipelines
