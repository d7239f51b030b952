#pragma once
// An organisation's totals, which the API gives for up to 90 days at once: asked once per run and range, and handed out
// day by day. Source: Augment, Analytics API reference (v0), read 2026-11-21.

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/report_source.hpp"
#include "schema/day.hpp"

namespace connectors {

/// The longest range that the vendor answers, both ends counted.
inline constexpr int augment_days_max = 90;

/// What two endpoints say of a day; raw JSON without blanks, empty where the day is not in the answer.
struct augment_day {
    std::string usage;                       ///< row of daily-usage
    std::string active;                      ///< row of dau-count
    std::optional<std::int64_t> user_count;  ///< of that row; nullopt also where it is no number
};

/// The days of one range; those that no answer names are left out.
using augment_window = std::map<schema::day, augment_day>;

/// As few ranges as cover the days, none longer than `days_max`, ascending and disjoint. Each begins and ends with one
/// of the days. `days` in any order, repeats allowed.
std::vector<schema::day_range> cover(std::vector<schema::day> days, int days_max = augment_days_max);

/// What the sources of one run have read. Thread-safe.
class augment_windows {
public:
    /// The days that will be asked for, before the first one is.
    void expect(std::vector<schema::day> days);

    /// The range to ask for when this day is wanted; the day alone where nobody expected it.
    schema::day_range range_of(schema::day day) const;

    /// From now on a range that was expected, of two days at least, is two.
    std::pair<schema::day_range, schema::day_range> halve(const schema::day_range& range);

    /// What was read, nullptr before that.
    std::shared_ptr<const augment_window> find(const schema::day_range& range) const;
    void store(const schema::day_range& range, augment_window window);

    /// A refusal that would come again for every day of the range: remembered, so that the range is asked for once.
    std::optional<fetch_outcome> failure(const schema::day_range& range) const;
    void store_failure(const schema::day_range& range, const fetch_outcome& outcome);

    /// Held by whoever asks for a range.
    std::mutex asking;

private:
    struct answer {
        std::shared_ptr<const augment_window> window;
        std::optional<fetch_outcome> failure;
    };

    mutable std::mutex mutex_;
    std::vector<schema::day_range> expected_;
    std::map<schema::day, answer> answers_;  ///< by the range's first day
};

}  // namespace connectors
