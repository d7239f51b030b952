#include "pipelines/verdict.hpp"

#include "connectors/report_source.hpp"
#include "pipelines/plan.hpp"
#include "pipelines/transitions.hpp"

namespace pipelines {

namespace {

using schema::slice_state;
using schema::slice_status;

/// The vendor's newest 28-day window may end that many days ago.
constexpr int snapshot_lag_days = 7;

/// What a day's row means for the code.
enum class condition { fine, noted, undone, no_answer, failed, refused, bad_data };

condition of_reason(std::string_view r) {
    namespace c = connectors::reason;
    if (r.empty() || r == c::not_published) return condition::fine;
    if (r == reason::vanished) return condition::noted;  // what is loaded stands; it only could not be confirmed
    if (r == reason::bad_records || r == reason::shrunk) return condition::bad_data;
    if (r == c::unauthorized || r == c::policy_disabled || r == c::permission_missing || r == c::not_found)
        return condition::refused;
    if (r == c::unreachable || r == c::rate_limited) return condition::no_answer;
    if (r == c::interrupted) return condition::undone;
    return condition::failed;
}

condition of_state(const slice_state& state) {
    switch (state.status) {
        case slice_status::in_progress: return condition::undone;
        case slice_status::failed: {
            const condition c = of_reason(state.reason);
            return c == condition::fine || c == condition::noted ? condition::failed : c;
        }
        case slice_status::pending:
        case slice_status::no_data:
        case slice_status::completed: return of_reason(state.reason);
    }
    return condition::failed;
}

bool read_by(const slice_state& state, const std::string& run_id) {
    const condition c = of_state(state);
    return state.run_id == run_id && (c == condition::fine || c == condition::noted);
}

class assessor {
public:
    explicit assessor(const run_facts& facts) : facts_{facts} {}

    void add(const assessed_target& target) {
        if (is_snapshot(target.state.target.dataset)) return add_snapshot(target);
        for (schema::day d = target.range.first; d <= target.range.last; ++d) {
            const auto row = target.state.open_days.find(d);
            if (row != target.state.open_days.end()) add_row({target.state.target, d}, row->second);
            else if (!in_ranges(target.state.final_days, d))
                add_missing({target.state.target, d});
        }
        for (const auto& [d, state] : target.state.open_days)  // older rows that are still open
            if (d < target.range.first) add_row({target.state.target, d}, state);
    }

    verdict finish() {
        for (const auto& [source, seen] : sources_) {
            const bool read_something = seen.read_something || facts_.sources_read.contains(source);
            if (seen.unanswered && !read_something) raise(exit_code::source_down);
            else if (seen.unanswered)
                raise(exit_code::slices_failed);
        }
        return std::move(verdict_);
    }

private:
    void add_snapshot(const assessed_target& target) {
        if (target.range.empty()) return;
        if (target.state.target.dataset == schema::dataset::seats) add_seats(target);
        else
            add_windows(target);
    }

    /// What counts is today's list; older ones that were missed are lost whatever a run does, and only listed.
    void add_seats(const assessed_target& target) {
        const schema::day today = target.range.last;
        for (const auto& [d, state] : target.state.open_days) {
            if (d == today) add_row({target.state.target, d}, state);
            else if (state.status != slice_status::completed)
                note({target.state.target, d}, state.reason, state.error_message);
        }
        if (!target.state.open_days.contains(today) && !in_ranges(target.state.final_days, today))
            add_missing({target.state.target, today});
    }

    /// What counts is the last attempt, under whatever day its window ended; a window that came since makes it forgotten.
    /// And the newest that is loaded must be recent.
    void add_windows(const assessed_target& target) {
        const schema::day newest = target.range.last;
        const std::pair<const schema::day, slice_state>* last = nullptr;
        bool recent = false;
        for (const auto& row : target.state.open_days) {
            if (!last || last->second.last_attempt_at <= row.second.last_attempt_at) last = &row;
            recent = recent || (row.second.status == slice_status::completed && newest - row.first < snapshot_lag_days);
        }
        const auto& settled = target.state.final_days;
        if (last && last->second.status == slice_status::completed && !settled.empty() && last->first < settled.back().last)
            last = nullptr;
        for (const auto& row : target.state.open_days) {
            if (&row == last) add_row({target.state.target, row.first}, row.second);
            else if (row.second.status != slice_status::completed)
                note({target.state.target, row.first}, row.second.reason, row.second.error_message);
        }
        for (const schema::day_range& days : target.state.final_days)
            recent = recent || newest - days.last < snapshot_lag_days;
        const bool answered = last && last->second.status != slice_status::completed;
        if (!recent && !answered) add_missing({target.state.target, newest});
    }

    struct source_view {
        bool unanswered = false;
        bool read_something = false;
    };

    void raise(exit_code code) { verdict_.code = worse(verdict_.code, code); }

    void note(const schema::slice& slice, std::string_view why, const std::string& message) {
        verdict_.problems.push_back({slice, std::string(why), message});
    }

    void add_row(const schema::slice& slice, const slice_state& state) {
        source_view& source = sources_[slice.target.source];
        source.read_something = source.read_something || read_by(state, facts_.run_id);
        const condition c = of_state(state);
        if (c == condition::fine) return;
        if (state.status == slice_status::in_progress)
            note(slice, "in_progress", "a run died while reading this day, or is still at it: the next run reads it");
        else
            note(slice, state.reason, state.error_message);
        switch (c) {
            case condition::fine:
            case condition::noted: break;
            case condition::undone: undone(source, slice.target.source); break;
            case condition::no_answer: source.unanswered = true; break;
            case condition::failed:
                if (facts_.sources_given_up.contains(slice.target.source)) source.unanswered = true;
                else
                    raise(exit_code::slices_failed);
                break;
            case condition::refused: raise(exit_code::refused); break;
            case condition::bad_data: raise(exit_code::data_quality); break;
        }
    }

    void add_missing(const schema::slice& slice) {
        note(slice, reason::not_attempted, "this day has not been read yet: the next run reads it");
        undone(sources_[slice.target.source], slice.target.source);
    }

    /// Left for the next run: by the deadline, because the source was given up, or because a run died.
    void undone(source_view& source, const std::string& name) {
        if (facts_.sources_given_up.contains(name)) source.unanswered = true;
        else
            raise(facts_.deadline_came ? exit_code::deadline : exit_code::slices_failed);
    }

    const run_facts& facts_;
    std::map<std::string, source_view> sources_;
    verdict verdict_;
};

}  // namespace

verdict assess(std::span<const assessed_target> targets, const run_facts& facts) {
    assessor assessor{facts};
    for (const assessed_target& target : targets) assessor.add(target);
    return assessor.finish();
}

}  // namespace pipelines
