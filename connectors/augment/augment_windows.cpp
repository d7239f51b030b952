#include "connectors/augment/augment_windows.hpp"

#include <algorithm>

namespace connectors {

std::vector<schema::day_range> cover(std::vector<schema::day> days, int days_max) {
    std::sort(days.begin(), days.end());
    std::vector<schema::day_range> ranges;
    for (const schema::day day : days) {
        if (!ranges.empty() && day - ranges.back().first < days_max)
            ranges.back().last = day;
        else
            ranges.push_back({day, day});
    }
    return ranges;
}

void augment_windows::expect(std::vector<schema::day> days) {
    const std::lock_guard lock{mutex_};
    expected_ = cover(std::move(days));
}

schema::day_range augment_windows::range_of(schema::day day) const {
    const std::lock_guard lock{mutex_};
    const auto found = std::find_if(expected_.begin(), expected_.end(),
                                    [day](const schema::day_range& range) { return range.contains(day); });
    return found == expected_.end() ? schema::day_range{day, day} : *found;
}

std::pair<schema::day_range, schema::day_range> augment_windows::halve(const schema::day_range& range) {
    const schema::day_range first{range.first, range.first + (range.size() / 2 - 1)};
    const schema::day_range second{first.last + 1, range.last};
    const std::lock_guard lock{mutex_};
    std::replace(expected_.begin(), expected_.end(), range, first);
    expected_.push_back(second);
    return {first, second};
}

std::shared_ptr<const augment_window> augment_windows::find(const schema::day_range& range) const {
    const std::lock_guard lock{mutex_};
    const auto found = answers_.find(range.first);
    return found == answers_.end() ? nullptr : found->second.window;
}

void augment_windows::store(const schema::day_range& range, augment_window window) {
    const std::lock_guard lock{mutex_};
    answers_[range.first] = {std::make_shared<const augment_window>(std::move(window)), std::nullopt};
}

std::optional<fetch_outcome> augment_windows::failure(const schema::day_range& range) const {
    const std::lock_guard lock{mutex_};
    const auto found = answers_.find(range.first);
    return found == answers_.end() ? std::nullopt : found->second.failure;
}

void augment_windows::store_failure(const schema::day_range& range, const fetch_outcome& outcome) {
    const std::lock_guard lock{mutex_};
    answers_[range.first] = {nullptr, outcome};
}

}  // namespace connectors
