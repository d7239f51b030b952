#pragma once
// What an export says of each day: a day that is not loaded is named, never shown as one without activity. Pure.

#include <string>
#include <vector>

#include "schema/slice_state.hpp"

namespace pipelines {

/// Of one slice.
struct exported_day {
    schema::day day;
    std::string status;     ///< as in sync_status; `missing` where there is no row
    bool is_final = false;  ///< loaded and settled, or without data for so long that nobody asks again
    std::string
        reason;  ///< of sync_status; of a missing day `not_attempted`, or `not_planned` where none is meant to be
    bool is_gap = false;  ///< meant to be complete, and neither loaded nor known to be unpublished or without data

    bool is_loaded() const { return status == "completed"; }
};

/// The days of `days`, ascending.
std::vector<exported_day> exported_days(const schema::target_state& target, const schema::day_range& days,
                                        schema::day today);

/// Whether any is a gap.
bool has_gap(const std::vector<exported_day>& days);

}  // namespace pipelines
