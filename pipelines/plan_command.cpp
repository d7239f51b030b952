#include <iostream>
#include <map>
#include <span>
#include <vector>

#include "connectors/augment/augment_windows.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/preparation.hpp"
#include "sinks/database.hpp"

namespace pipelines {

namespace {

/// By source, the fewest with which it can be done: GitHub's take one a day and dataset; Augment's two a day of users,
/// and two for each range of totals.
std::map<std::string, std::size_t> count_calls(const config::settings& settings, std::span<const planned_slice> due) {
    std::map<std::string, std::size_t> calls;
    for (const config::source_settings& source : settings.sources) {
        const bool augment = source.type == config::source_type::augment;
        std::vector<schema::day> of_totals;
        for (const planned_slice& work : due) {
            if (work.slice.target.source != source.name) continue;
            if (augment && work.slice.target.dataset == schema::dataset::totals)
                of_totals.push_back(work.slice.day);
            else
                calls[source.name] += augment ? 2 : 1;
        }
        if (!of_totals.empty()) calls[source.name] += 2 * connectors::cover(std::move(of_totals)).size();
    }
    return calls;
}

}  // namespace

exit_code run_plan(const command_context& context) {
    selection selection{context.options.filters, today_of(context.options), std::nullopt, context.options.force};
    if (context.options.from) selection.range = schema::day_range{*context.options.from, *context.options.to};
    if (const auto mistakes = check_selection(context.settings, selection); !mistakes.empty())
        return usage_error(mistakes);

    const auto database = sinks::make_database(context.settings.database_url);
    const auto session = database->exists() ? database->open() : nullptr;  // plan does not create a SQLite file
    const preparation prepared =
        prepare(session.get(), context.settings, selection, std::chrono::system_clock::now());

    for (const planned_slice& work : prepared.plan.due) {
        std::cout << work.slice.text() << "  " << describe(work.why) << "\n";
    }
    for (const schema::slice& slice : prepared.plan.expired)
        std::cout << slice.text() << "  left the vendor's window of days unread: cannot be loaded any more\n";
    for (const schema::slice& slice : prepared.plan.missed)
        std::cout << slice.text() << "  no run took this snapshot on its day: cannot be loaded any more\n";
    std::cout << prepared.plan.due.size() << " days to read";
    for (const auto& [source, count] : count_calls(context.settings, prepared.plan.due)) std::cout << ", " << count << " API calls to " << source;
    if (prepared.plan.waiting != 0)
        std::cout << "; " << prepared.plan.waiting << " more wait for a time that the vendor named";
    std::cout << "\n" << std::flush;
    return exit_code::complete;
}

}  // namespace pipelines
