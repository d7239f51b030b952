#include "pipelines/plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace pipelines {

namespace {

using schema::day;
using schema::slice_state;
using schema::slice_status;

bool is_loaded(const slice_state* state) { return state && state->status == slice_status::completed; }

/// Why a day inside the vendor's window is due; nullopt when it is not.
std::optional<due_reason> why_due(const slice_state* state, bool settled_final, day d, const plan_request& request) {
    if (settled_final || (state && state->is_final))
        return request.force ? std::optional(due_reason::forced) : std::nullopt;
    if (!state) return due_reason::missing;
    switch (state->status) {
        case slice_status::pending: return due_reason::pending;
        case slice_status::in_progress: return due_reason::unfinished;
        case slice_status::completed: return due_reason::provisional;
        case slice_status::failed: return due_reason::failed;
        case slice_status::no_data:
            if (request.range || request.today - d <= no_data_recheck_days) return due_reason::no_data;
            return std::nullopt;
    }
    return std::nullopt;
}

class planner {
public:
    explicit planner(const plan_request& request) : request_{request} {}

    void add(const schema::target_state& target) {
        if (is_snapshot(target.target.dataset)) return add_snapshot(target);
        const schema::day_range range = meant_to_be_complete(target, request_.today, request_.range);
        for (day d = range.first; d <= range.last; ++d) consider(target, d);
        if (request_.range) return;
        for (const auto& [d, state] : target.open_days)  // rows from before `since` that are not final
            if (d < range.first) consider(target, d);
    }

    slice_plan finish() {
        order();
        return std::move(plan_);
    }

private:
    /// One slice a run. Its past days cannot be read any more: they are final, or missed.
    void add_snapshot(const schema::target_state& target) {
        const schema::dataset dataset = target.target.dataset;
        const day newest = snapshot_day(dataset, request_.today);
        for (const auto& [d, state] : target.open_days)
            if (d < newest && is_loaded(&state) && !state.is_final) plan_.settled.push_back({target.target, d});
        if (dataset == schema::dataset::seats)
            for (day d = target.since; d < newest; ++d) consider_missed(target, d);
        if (request_.range) return;
        const auto found = target.open_days.find(newest);
        const slice_state* state = found == target.open_days.end() ? nullptr : &found->second;
        if (!state && in_ranges(target.final_days, newest)) return;  // a window that has ended: no newer one can be there
        if (state && state->next_attempt_at && *state->next_attempt_at > request_.now) {
            ++plan_.waiting;
            return;
        }
        plan_.due.push_back({{target.target, newest}, due_reason::snapshot, state ? std::optional(*state) : std::nullopt});
    }

    void consider_missed(const schema::target_state& target, day d) {
        const auto found = target.open_days.find(d);
        if (found == target.open_days.end() && in_ranges(target.final_days, d)) return;
        if (found != target.open_days.end() &&
            (is_loaded(&found->second) || found->second.status == slice_status::no_data ||
             found->second.reason == "missed_snapshot"))
            return;
        plan_.missed.push_back({target.target, d});
    }

    void consider(const schema::target_state& target, day d) {
        const auto found = target.open_days.find(d);
        const slice_state* state = found == target.open_days.end() ? nullptr : &found->second;
        const bool settled_final = !state && in_ranges(target.final_days, d);
        if (d < oldest(target.target)) return consider_expired(target, d, state, settled_final);
        const auto why = why_due(state, settled_final, d, request_);
        if (!why) return;
        if (state && state->next_attempt_at && *state->next_attempt_at > request_.now) {
            ++plan_.waiting;
            return;
        }
        plan_.due.push_back({{target.target, d}, *why, state ? std::optional(*state) : std::nullopt});
    }

    void consider_expired(const schema::target_state& target, day d, const slice_state* state, bool settled_final) {
        if (settled_final || is_loaded(state)) return;
        if (state && state->status == slice_status::no_data) return;  // asked while it could be, and it had none
        if (state && state->status == slice_status::failed && state->reason == "expired") return;
        plan_.expired.push_back({target.target, d});
    }

    day oldest(const schema::target& target) const { return request_.history.oldest_askable(target, request_.today); }

    void order() {
        // A day's slices in turn: first one scope of each source, then the next scope of each.
        std::map<std::pair<std::string, day>, int> taken;
        std::vector<std::tuple<int, int, int, std::string, std::size_t>> keys;
        for (std::size_t i = 0; i < plan_.due.size(); ++i) {
            const schema::slice& slice = plan_.due[i].slice;
            const int turn = taken[{slice.target.source, slice.day}]++;
            const int age = request_.today - slice.day;
            const bool urgent = slice.day - oldest(slice.target) < urgent_days;
            const int rank = is_snapshot(slice.target.dataset) ? 0 : urgent ? 1 : 2;
            keys.emplace_back(rank, urgent ? -age : age, turn, slice.target.source, i);
        }
        std::sort(keys.begin(), keys.end());
        std::vector<planned_slice> ordered;
        ordered.reserve(keys.size());
        for (const auto& key : keys) ordered.push_back(std::move(plan_.due[std::get<4>(key)]));
        plan_.due = std::move(ordered);
    }

    const plan_request& request_;
    slice_plan plan_;
};

}  // namespace

std::string_view describe(due_reason why) {
    switch (why) {
        case due_reason::missing: return "never read";
        case due_reason::pending: return "not published at the last read";
        case due_reason::failed: return "the last read failed";
        case due_reason::provisional: return "loaded, not yet final";
        case due_reason::no_data: return "had no data at the last read";
        case due_reason::unfinished: return "a run died or is still at it";
        case due_reason::forced: return "final, re-read by --force";
        case due_reason::snapshot: return "a snapshot of today, lost if it is not read";
    }
    return "";
}

slice_plan plan(std::span<const schema::target_state> targets, const plan_request& request) {
    planner planner{request};
    for (const schema::target_state& target : targets) planner.add(target);
    return planner.finish();
}

schema::day_range meant_to_be_complete(const schema::target_state& target, schema::day today,
                                       const std::optional<schema::day_range>& range) {
    const bool snapshot = is_snapshot(target.target.dataset);
    const day newest = snapshot ? snapshot_day(target.target.dataset, today) : today - 1;
    schema::day_range days{target.since, target.until ? std::min(*target.until, newest) : newest};
    if (range && snapshot) return {newest, newest - 1};  // the past has no snapshots to offer
    if (range) {
        days.first = std::max(days.first, range->first);
        days.last = std::min(days.last, range->last);
    }
    return days;
}

std::optional<schema::day_range> known_days(const schema::target_state& target) {
    const auto& open = target.open_days;
    const auto& settled = target.final_days;
    if (open.empty() && settled.empty()) return std::nullopt;
    if (open.empty()) return schema::day_range{settled.front().first, settled.back().last};
    if (settled.empty()) return schema::day_range{open.begin()->first, open.rbegin()->first};
    return schema::day_range{std::min(open.begin()->first, settled.front().first),
                             std::max(open.rbegin()->first, settled.back().last)};
}

schema::day snapshot_day(schema::dataset dataset, schema::day today) {
    return dataset == schema::dataset::seats ? today : today - 1;
}

schema::day oldest_askable(schema::day today) { return schema::one_year_before(today); }

bool in_ranges(std::span<const schema::day_range> ranges, schema::day d) {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), d,
                                        [](day value, const schema::day_range& range) { return value < range.first; });
    return after != ranges.begin() && std::prev(after)->contains(d);
}

}  // namespace pipelines
