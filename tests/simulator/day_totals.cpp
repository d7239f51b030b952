#include "tests/simulator/day_totals.hpp"

namespace simulator {

namespace {

constexpr std::size_t entries_max = 4096;  // some 20 KB each

void add_tokens(token_use& sum, const token_use& more) {
    sum.sessions += more.sessions;
    sum.requests += more.requests;
    sum.prompts += more.prompts;
    sum.output_tokens += more.output_tokens;
    sum.prompt_tokens += more.prompt_tokens;
}

void add_work(day_totals& totals, const user_day& person, const work_cell& cell) {
    const auto used = static_cast<std::uint8_t>(cell.used);
    totals.counts += cell.counts;
    if (cell.ide_slot != no_ide) {
        totals.by_ide.add(person.who.ides[cell.ide_slot], 0, cell.counts);
    }
    totals.by_feature.add(used, 0, cell.counts);
    totals.by_language_feature.add(cell.language, used, cell.counts);
    if (cell.used != feature::code_completion) {
        totals.by_language_model.add(cell.language, cell.model, cell.counts);
    }
    totals.by_model_feature.add(cell.model, used, cell.counts);
}

void add_surfaces(day_totals& totals, const user_day& person) {
    const surface_use use = make_surface_use(person);
    if (person.uses_cli) {
        ++totals.cli_users;
        add_tokens(totals.cli, *person.cli);
    }
    if (person.app) {
        ++totals.app_users;
        add_tokens(totals.app, *person.app);
    }
    if (person.uses_vscode_agent) {
        ++totals.agents_window_users;
        totals.window_sessions += use.window_sessions;
        totals.window_messages += use.window_messages;
    }
    totals.third_party_users += use.third_party_starts > 0 ? 1 : 0;
    totals.third_party_starts += use.third_party_starts;
    if (person.customisations == presence::full || person.customisations == presence::empty) {
        totals.customisations_measured = true;
    }
    for (std::size_t kind = 0; kind < use.customisations.size(); ++kind) {
        for (std::size_t name = 0; name < use.customisations[kind].size(); ++name) {
            totals.customisations[kind][name] += use.customisations[kind][name];
        }
    }
}

// The counts of people depend on nothing else.
std::string key_of(const report_request& request) {
    const report_changes& changes = request.changes;
    return std::string{request.organization ? "o " : "e "} + request.slug + ' ' + to_text(request.date) + ' ' +
           (changes.users ? std::to_string(*changes.users) : "-") + ' ' + std::to_string(changes.revision) + ' ' +
           std::to_string(changes.drop_users);
}

}  // namespace

void totals_table::add(std::uint8_t first, std::uint8_t second, const activity& counts) {
    std::int16_t& place = places_[first * 16u + second];
    if (place < 0) {
        place = static_cast<std::int16_t>(rows_.size());
        rows_.push_back({first, second, {}});
    }
    rows_[static_cast<std::size_t>(place)].counts += counts;
}

void day_totals::add(const user_day& person) {
    ++users;
    activity sum;
    for (const work_cell& cell : person.work()) {
        add_work(*this, person, cell);
        sum += cell.counts;
    }
    cloud_agent_users += person.uses_cloud_agent ? 1 : 0;
    review_active_users += person.review == review_use::active ? 1 : 0;
    review_passive_users += person.review == review_use::passive ? 1 : 0;
    add_surfaces(*this, person);
    phase_sum& phase = phases[static_cast<std::size_t>(phase_of(person))];
    ++phase.users;
    phase.counts += sum;
}

day_totals make_day_totals(const settings& options, const report_request& request) {
    day_totals totals;
    totals.date = request.date;
    totals.seed = day_seed_of(options, request);
    for (const std::uint32_t number : active_people(options, request)) {
        totals.add(make_user_day(make_user_profile(options.seed, number), request.date, totals.seed));
    }
    totals.trailing = count_trailing(options, request);
    return totals;
}

std::shared_ptr<const day_totals> totals_store::fetch(const report_request& request) {
    const std::string key = key_of(request);
    {
        const std::lock_guard lock{mutex_};
        if (const auto known = entries_.find(key); known != entries_.end()) {
            return known->second;
        }
    }
    auto made = std::make_shared<const day_totals>(make_day_totals(options_, request));
    const std::lock_guard lock{mutex_};
    if (entries_.emplace(key, made).second) {
        order_.push_back(key);
    }
    if (order_.size() > entries_max) {
        entries_.erase(order_.front());
        order_.pop_front();
    }
    return made;
}

}  // namespace simulator
