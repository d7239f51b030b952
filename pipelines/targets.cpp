#include "pipelines/targets.hpp"

#include <algorithm>
#include <set>

#include "config/suggest.hpp"
#include "pipelines/plan.hpp"

namespace pipelines {

namespace {

using schema::day;

bool names_scope(const std::string& filter, const schema::scope& scope) {
    const std::string wanted = schema::lower_case(filter);
    return wanted == scope.identifier || wanted == scope.text();
}

template <typename Names>
bool empty_or_has(const std::vector<std::string>& list, Names&& names) {
    return list.empty() || std::any_of(list.begin(), list.end(), names);
}

template <typename Matches>
void find_unknown(const std::vector<std::string>& typed, const char* flag, const std::set<std::string>& known,
                  std::span<const schema::target> targets, Matches&& matches, std::vector<std::string>& problems) {
    const std::vector<std::string> names(known.begin(), known.end());
    for (const std::string& value : typed) {
        const bool found = std::any_of(targets.begin(), targets.end(),
                                       [&](const schema::target& target) { return matches(value, target); });
        if (found) continue;
        std::string text = std::string(flag) + " " + value + " is not configured" + config::did_you_mean(value, names);
        text += "; known: ";
        for (std::size_t i = 0; i < names.size(); ++i) text += (i ? ", " : "") + names[i];
        problems.push_back(text);
    }
}

/// The last day that the target has any row for; the day before `since` when there is none.
day last_known_day(const schema::target_state& state) {
    const auto known = known_days(state);
    return known ? std::max(state.since - 1, known->last) : state.since - 1;
}

/// No run has planned it yet: imported days, which are loaded and never final, are all there is. They make no gaps.
bool is_only_imported(const schema::target_state& state) {
    return state.until && state.final_days.empty() && !state.open_days.empty() &&
           std::all_of(state.open_days.begin(), state.open_days.end(),
                       [](const auto& row) { return row.second.status == schema::slice_status::completed; });
}

}  // namespace

bool filters::selects(const schema::target& target) const {
    return empty_or_has(sources, [&](const std::string& name) { return name == target.source; }) &&
           empty_or_has(scopes, [&](const std::string& name) { return names_scope(name, target.scope); }) &&
           empty_or_has(datasets, [&](const std::string& name) { return name == to_string(target.dataset); });
}

std::vector<schema::target> configured_targets(const config::settings& settings) {
    std::vector<schema::target> targets;
    for (const config::source_settings& source : settings.sources)
        for (const schema::scope& scope : source.scopes)
            for (const schema::dataset dataset : source.datasets) targets.push_back({source.name, scope, dataset});
    return targets;
}

std::vector<std::string> unknown_filters(const filters& filters, std::span<const schema::target> targets) {
    std::set<std::string> sources, scopes, datasets;
    for (const schema::target& target : targets) {
        sources.insert(target.source);
        scopes.insert(target.scope.text());
        scopes.insert(target.scope.identifier);
        datasets.insert(std::string(to_string(target.dataset)));
    }
    std::vector<std::string> problems;
    find_unknown(filters.sources, "--source", sources, targets,
                 [](const std::string& name, const schema::target& t) { return name == t.source; }, problems);
    find_unknown(filters.scopes, "--scope", scopes, targets,
                 [](const std::string& name, const schema::target& t) { return names_scope(name, t.scope); }, problems);
    find_unknown(filters.datasets, "--dataset", datasets, targets,
                 [](const std::string& name, const schema::target& t) { return name == to_string(t.dataset); },
                 problems);
    return problems;
}

schema::day vendor_first_day(const schema::target& target) {
    // GitHub: enterprise reports exist from 2025-10-10, organization reports from 2025-12-12 (REST reference and
    // concepts page, read 2026-11-21).
    switch (target.dataset) {
        case schema::dataset::user_teams: return {2026, 5, 14};  // changelog of that day
        case schema::dataset::repos: return {2026, 7, 17};       // general availability; collectors find nothing before
        default: return target.scope.kind == schema::scope_kind::enterprise ? day{2025, 10, 10} : day{2025, 12, 12};
    }
}

target_refresh refresh_targets(std::vector<schema::target_state> known, std::span<const schema::target> configured,
                               const refresh_request& request) {
    target_refresh refresh;
    const auto find = [&known](const schema::target& target) {
        return std::find_if(known.begin(), known.end(),
                            [&](const schema::target_state& state) { return state.target == target; });
    };
    for (const schema::target& target : configured) {
        const day vendor_first = request.history.first_day(target, request.today);
        const day oldest = std::max(vendor_first, request.first_kept.value_or(vendor_first));
        day since = std::max(request.today - request.backfill_days, oldest);
        if (request.range && request.selected.selects(target))
            since = std::min(since, std::max(request.range->first, oldest));
        if (is_snapshot(target.dataset)) since = snapshot_day(target.dataset, request.today);  // nothing older is to be had
        const auto row = find(target);
        const bool fresh = row == known.end();
        schema::target_state state = fresh ? schema::target_state{target, since, std::nullopt, {}, {}} : std::move(*row);
        const bool changes = fresh || since < state.since || state.until;
        state.since = is_only_imported(state) ? since : std::min(state.since, since);
        state.until.reset();
        if (!fresh) known.erase(row);
        if (changes) refresh.changed.push_back({target, state.since, std::nullopt, {}, {}});
        refresh.configured.push_back(std::move(state));
    }
    for (const schema::target_state& left : known) {  // what remains is not configured any more
        if (left.until) continue;
        refresh.changed.push_back({left.target, left.since, last_known_day(left), {}, {}});
    }
    std::sort(refresh.changed.begin(), refresh.changed.end(),
              [](const auto& a, const auto& b) { return a.target < b.target; });
    return refresh;
}

}  // namespace pipelines
