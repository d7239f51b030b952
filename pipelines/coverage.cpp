#include "pipelines/coverage.hpp"

#include <algorithm>

#include "connectors/report_source.hpp"
#include "pipelines/cause.hpp"
#include "pipelines/plan.hpp"
#include "pipelines/transitions.hpp"

namespace pipelines {

namespace {

using schema::slice_status;

class counter {
public:
    explicit counter(coverage& into) : into_{into} {}

    void add(schema::day day, const schema::slice_state* row, bool in_final_range) {
        if (in_final_range || (row && row->status == slice_status::completed)) {
            loaded(day, in_final_range || row->is_final);
            if (row && !row->reason.empty()) trouble(day, row->reason, row->error_message);
        } else if (!row || row->status == slice_status::in_progress) {
            ++into_.missing;
            trouble(day, row ? "in_progress" : std::string(reason::not_attempted),
                    row ? "a run died while reading it, or is still at it" : "no run has read it yet");
        } else if (row->status == slice_status::failed) {
            ++into_.failed;
            trouble(day, row->reason, row->error_message);
        } else if (row->status == slice_status::no_data) {
            ++into_.no_data;
        } else {
            ++into_.pending;
            if (row->reason != connectors::reason::not_published) trouble(day, row->reason, row->error_message);
        }
    }

private:
    void loaded(schema::day day, bool is_final) {
        ++into_.loaded;
        ++(is_final ? into_.final_days : into_.provisional);
        if (!into_.newest_loaded || *into_.newest_loaded < day) into_.newest_loaded = day;
    }

    void trouble(schema::day day, const std::string& why, const std::string& message) {
        if (!into_.troubles.empty()) {
            troubled_days& last = into_.troubles.back();
            const bool same = last.reason == why && cause_of(last.message, last.days.first) == cause_of(message, day);
            if (last.days.last + 1 == day && same) {
                last.days.last = day;
                return;
            }
        }
        into_.troubles.push_back({{day, day}, why, message});
    }

    coverage& into_;
};

/// The range, and what has rows on either side of it up to `today`.
schema::day_range with_known_days(schema::day_range range, const schema::target_state& target, schema::day today) {
    const auto known = known_days(target);
    if (!known) return range;
    return {std::min(range.first, known->first), std::max(range.last, std::min(known->last, today))};
}

}  // namespace

coverage cover(const schema::target_state& target, schema::day today) {
    coverage result;
    result.target = target.target;
    result.range = meant_to_be_complete(target, today, std::nullopt);
    counter counter{result};
    const bool snapshot = is_snapshot(target.target.dataset);
    const schema::day_range known = with_known_days(result.range, target, today - (snapshot ? 0 : 1));
    for (schema::day day = known.first; day <= known.last; ++day) {
        const auto row = target.open_days.find(day);
        const bool open = row != target.open_days.end();
        const bool is_there = open || in_ranges(target.final_days, day);
        // Days beside the range were imported, or are of a window that ended just before: nobody waits for those between.
        // A snapshot that this day's run has yet to take is not missing, nor is a window that the vendor never closed.
        if (!is_there && (snapshot || !result.range.contains(day))) continue;
        counter.add(day, open ? &row->second : nullptr, !open && is_there);
    }
    if (result.newest_loaded) result.lag_days = today - *result.newest_loaded;
    return result;
}

std::string advice(const std::vector<coverage>& all) {
    int missing = 0, failed = 0, troubled = 0, provisional = 0, pending = 0, no_data = 0;
    for (const coverage& one : all) {
        missing += one.missing;
        failed += one.failed;
        provisional += one.provisional;
        pending += one.pending;
        no_data += one.no_data;
        for (const troubled_days& trouble : one.troubles) troubled += trouble.days.size();
    }
    if (all.empty()) return "Nothing has been synced yet: run `copilot-metrics-sync sync`.";
    if (failed > 0)
        return std::to_string(failed + missing) + " days are missing: see the reasons above, then run "
               "`copilot-metrics-sync sync`.";
    if (missing > 0) return std::to_string(missing) + " days have not been read yet: run `copilot-metrics-sync sync`.";
    if (troubled > 0)
        return "Every day is there, but the last read of " + std::to_string(troubled) + " failed: see the reasons above.";
    if (provisional + pending > 0)
        return "Nothing to do: " + std::to_string(provisional) + " days are provisional and " + std::to_string(pending) +
               " not published yet; the next runs settle them.";
    if (no_data > 0)
        return "Nothing to do: every day is final, but " + std::to_string(no_data) + " for which the vendor has no data.";
    return "Nothing to do: every day is loaded and final.";
}

}  // namespace pipelines
