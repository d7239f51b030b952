#include "pipelines/preparation.hpp"

#include <algorithm>

#include "pipelines/retention_plan.hpp"
#include "pipelines/transitions.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

std::vector<schema::target_state> only_selected(std::vector<schema::target_state> targets, const filters& filters) {
    std::erase_if(targets, [&](const schema::target_state& state) { return !filters.selects(state.target); });
    return targets;
}

/// Final days come as ranges; a plan that is to read them again needs their rows, to see what another run does meanwhile.
void add_final_rows(sinks::sql_session& session, std::vector<schema::target_state>& targets,
                    const schema::day_range& range) {
    for (schema::target_state& state : targets)
        state.open_days.merge(sinks::read_states(session, state.target, range));
}

}  // namespace

std::vector<std::string> check_selection(const config::settings& settings, const selection& selection) {
    const auto targets = configured_targets(settings);
    std::vector<std::string> mistakes = unknown_filters(selection.filters, targets);
    if (!selection.range) return mistakes;
    const schema::day yesterday = selection.today - 1;
    if (selection.range->empty())
        mistakes.push_back("--from " + selection.range->first.text() + " is after --to " + selection.range->last.text());
    else if (selection.range->last > yesterday)
        mistakes.push_back("--to " + selection.range->last.text() + " is not over yet (UTC): the last day that can be "
                           "read is " + yesterday.text());
    const auto first_kept = first_kept_day(settings.sync.retention_days, selection.today);
    if (first_kept && selection.range->first < *first_kept)
        mistakes.push_back("--from " + selection.range->first.text() + " is older than sync.retention_days keeps: the first "
                           "day kept is " + first_kept->text());
    return mistakes;
}

preparation prepare(sinks::sql_session* session, const config::settings& settings, const selection& selection,
                    schema::time_point now) {
    std::vector<schema::target_state> known;
    if (session) {
        sinks::transaction tx{*session, sinks::transaction::kind::read};
        if (session->has_table("sync_targets")) known = sinks::read_targets(*session);
        if (selection.force && selection.range) add_final_rows(*session, known, *selection.range);
        tx.commit();
    }
    const auto configured = configured_targets(settings);
    const vendor_history history{settings};
    target_refresh refresh =
        refresh_targets(std::move(known), configured,
                        {settings.sync.backfill_days, selection.today, selection.range, selection.filters, history,
                         first_kept_day(settings.sync.retention_days, selection.today)});
    preparation prepared;
    prepared.changed = std::move(refresh.changed);
    prepared.selected = only_selected(std::move(refresh.configured), selection.filters);
    prepared.plan = plan(prepared.selected, {selection.today, now, selection.range, selection.force, history});
    return prepared;
}

void apply(sinks::sql_session& session, const preparation& prepared, const std::string& run_id, schema::day today,
           schema::time_point now) {
    for (const schema::target_state& target : prepared.changed)
        sinks::write_target(session, target.target, target.since, target.until, now);
    for (const schema::slice& slice : prepared.plan.expired)
        sinks::write_state(session, slice,
                           expired(sinks::read_state(session, slice), {run_id, now, slice.day, today, 0}), now);
    for (const schema::slice& slice : prepared.plan.missed)
        sinks::write_state(session, slice,
                           missed(sinks::read_state(session, slice), {run_id, now, slice.day, today, 0}), now);
    for (const schema::slice& slice : prepared.plan.settled) {
        auto state = sinks::read_state(session, slice);
        if (!state) continue;
        state->is_final = true;
        sinks::write_state(session, slice, *state, now);
    }
}

std::vector<assessed_target> read_assessed(sinks::sql_session& session, const config::settings& settings,
                                           const selection& selection) {
    const auto configured = configured_targets(settings);
    std::vector<assessed_target> assessed;
    for (schema::target_state& state : only_selected(sinks::read_targets(session), selection.filters)) {
        if (std::find(configured.begin(), configured.end(), state.target) == configured.end()) continue;
        const schema::day_range range = meant_to_be_complete(state, selection.today, selection.range);
        if (selection.range) std::erase_if(state.open_days, [&](const auto& row) { return !range.contains(row.first); });
        assessed.push_back({std::move(state), range});
    }
    return assessed;
}

}  // namespace pipelines
