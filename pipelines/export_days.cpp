#include "pipelines/export_days.hpp"

#include <algorithm>

#include "connectors/report_source.hpp"
#include "pipelines/plan.hpp"
#include "pipelines/transitions.hpp"

namespace pipelines {

namespace {

using schema::slice_status;

/// A day without data is settled once it is not asked for again.
bool is_final(schema::day day, const schema::slice_state& row, schema::day today) {
    if (row.status == slice_status::no_data) return today - day > no_data_recheck_days;
    return row.status == slice_status::completed && row.is_final;
}

/// Of snapshots a missed one is lost whatever anybody does, and no gap of an export.
bool is_gap(const schema::target& target, const exported_day& one, bool is_meant) {
    if (!is_meant || is_snapshot(target.dataset) || one.is_loaded()) return false;
    if (one.status == to_string(slice_status::no_data)) return false;
    return one.status != to_string(slice_status::pending) || one.reason != connectors::reason::not_published;
}

}  // namespace

std::vector<exported_day> exported_days(const schema::target_state& target, const schema::day_range& days,
                                        schema::day today) {
    const schema::day_range meant = meant_to_be_complete(target, today, days);
    std::vector<exported_day> list;
    for (schema::day day = days.first; day <= days.last; ++day) {
        const auto row = target.open_days.find(day);
        if (row != target.open_days.end())
            list.push_back({day, std::string(to_string(row->second.status)), is_final(day, row->second, today),
                            row->second.reason});
        else if (in_ranges(target.final_days, day))
            list.push_back({day, "completed", true, ""});
        else
            list.push_back(
                {day, "missing", false, std::string(meant.contains(day) ? reason::not_attempted : "not_planned")});
        list.back().is_gap = is_gap(target.target, list.back(), meant.contains(day));
    }
    return list;
}

bool has_gap(const std::vector<exported_day>& days) {
    return std::any_of(days.begin(), days.end(), [](const exported_day& one) { return one.is_gap; });
}

}  // namespace pipelines
