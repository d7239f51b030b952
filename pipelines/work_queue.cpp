#include "pipelines/work_queue.hpp"

#include <algorithm>

namespace pipelines {

namespace {

/// How often a slice that another process holds is tried again.
constexpr std::chrono::milliseconds held_pause{500};
/// How often a waiting worker looks whether it should stop.
constexpr std::chrono::milliseconds stop_pause{100};

}  // namespace

work_queue::work_queue(std::vector<planned_slice> due, std::set<std::string> one_at_a_time)
    : due_{std::make_move_iterator(due.begin()), std::make_move_iterator(due.end())},
      one_at_a_time_{std::move(one_at_a_time)} {}

/// What can be taken now.
std::optional<planned_slice> work_queue::next() {
    const auto free = [this](const planned_slice& slice) { return !is_busy(slice); };
    std::optional<planned_slice> found;
    if (const auto due = std::find_if(due_.begin(), due_.end(), free); due != due_.end()) {
        found = std::move(*due);
        due_.erase(due);
        return found;
    }
    const auto now = std::chrono::steady_clock::now();
    const auto ready = std::find_if(held_.begin(), held_.end(), [&](const held& one) {
        return one.not_before <= now && free(one.slice);
    });
    if (ready == held_.end()) return std::nullopt;
    found = std::move(ready->slice);
    held_.erase(ready);
    return found;
}

std::optional<planned_slice> work_queue::take(const std::function<bool()>& stopping) {
    std::unique_lock lock{mutex_};
    while (!stopping()) {
        if (due_.empty() && held_.empty() && taken_ == 0) return std::nullopt;
        if (std::optional<planned_slice> found = next()) {
            ++taken_;
            const std::string& source = found->slice.target.source;
            if (one_at_a_time_.contains(source)) busy_.insert(source);
            return found;
        }
        changed_.wait_for(lock, stop_pause);
    }
    return std::nullopt;
}

void work_queue::put_back(planned_slice slice) {
    const std::scoped_lock lock{mutex_};
    busy_.erase(slice.slice.target.source);
    held_.push_back({std::move(slice), std::chrono::steady_clock::now() + held_pause});
    --taken_;
}

void work_queue::done(const planned_slice& slice) {
    const std::scoped_lock lock{mutex_};
    busy_.erase(slice.slice.target.source);
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
