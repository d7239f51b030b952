#pragma once
// Which days are due, in which order, and why. Pure: what is meant to be complete, what is, and today go in.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pipelines/vendor_history.hpp"
#include "schema/slice_state.hpp"

namespace pipelines {

/// Days without data are asked for again for this long; the vendor publishes some late.
inline constexpr int no_data_recheck_days = 28;
/// Days this close to leaving the vendor's window come first.
inline constexpr int urgent_days = 7;

/// Why a slice is due.
enum class due_reason { missing, pending, failed, provisional, no_data, unfinished, forced, snapshot };

/// `never read`, `not published at the last read`, ...: the end of a sentence for people.
std::string_view describe(due_reason why);

struct planned_slice {
    schema::slice slice;
    due_reason why = due_reason::missing;
    std::optional<schema::slice_state> seen;  ///< its row when the plan was made

    bool operator==(const planned_slice&) const = default;
};

struct plan_request {
    schema::day today;                       ///< UTC; the newest day asked for is the one before
    schema::time_point now;                  ///< for next_attempt_at, which is a clock time
    std::optional<schema::day_range> range;  ///< of a backfill: every day there that is not final
    bool force = false;                      ///< with a range: final days as well
    vendor_history history{};                ///< how far back the sources answer
};

struct slice_plan {
    std::vector<planned_slice> due;
    std::vector<schema::slice> expired;  ///< left the vendor's window unread, and not yet recorded as such
    std::vector<schema::slice> missed;   ///< snapshots that nobody took on their day, and not yet recorded as such
    std::vector<schema::slice> settled;  ///< snapshots whose day has passed: final without being read again
    std::size_t waiting = 0;             ///< due, but the vendor named a later time
};

/// The order is that of DESIGN 1.6.1: snapshots; days about to leave the window, oldest first; then newest first, taking sources in
/// turn and scopes in turn within a day.
slice_plan plan(std::span<const schema::target_state> targets, const plan_request& request);

/// The days of a target that the exit code and the coverage speak of: `since` to `until` or yesterday, cut to `range`.
schema::day_range meant_to_be_complete(const schema::target_state& target, schema::day today,
                                       const std::optional<schema::day_range>& range);

/// From the first day that has a row to the last one, whatever is meant to be complete; nullopt without any row.
std::optional<schema::day_range> known_days(const schema::target_state& target);

/// The day that a snapshot read today is planned under: today for seats, yesterday for engagement, where the vendor names
/// the true one.
schema::day snapshot_day(schema::dataset dataset, schema::day today);

/// The oldest day that GitHub still answers for.
schema::day oldest_askable(schema::day today);

/// Whether `day` lies in one of the ascending, disjoint ranges.
bool in_ranges(std::span<const schema::day_range> ranges, schema::day day);

}  // namespace pipelines
