#pragma once
// What `status` says of a target: how many days are loaded, final, missing, and why. Pure.

#include <optional>
#include <string>
#include <vector>

#include "schema/slice_state.hpp"

namespace pipelines {

/// A run of days with one trouble.
struct troubled_days {
    schema::day_range days;
    std::string reason;  ///< `not_attempted` for days that no run has read
    std::string message;
};

/// Counts are days of the target's range; loaded = final + provisional.
struct coverage {
    schema::target target;
    schema::day_range range;  ///< what is meant to be complete
    int loaded = 0;
    int final_days = 0;
    int provisional = 0;
    int pending = 0;      ///< not published yet
    int no_data = 0;      ///< known to have no data
    int failed = 0;       ///< read, and it failed: no rows
    int missing = 0;      ///< not read by any run (or a run died over it)
    std::optional<schema::day> newest_loaded;
    std::optional<int> lag_days;  ///< today minus the newest loaded day; nullopt while nothing is loaded
    std::optional<schema::time_point> last_success;
    std::vector<troubled_days> troubles;  ///< by day, also of loaded days whose last read failed
};

coverage cover(const schema::target_state& target, schema::day today);

/// The one sentence on what to do.
std::string advice(const std::vector<coverage>& all);

}  // namespace pipelines
