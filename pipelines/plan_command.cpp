#include <iostream>
#include <map>

#include "pipelines/commands.hpp"
#include "pipelines/preparation.hpp"
#include "sinks/database.hpp"

namespace pipelines {

exit_code run_plan(const command_context& context) {
    selection selection{context.options.filters, today_of(context.options), std::nullopt, context.options.force};
    if (context.options.from) selection.range = schema::day_range{*context.options.from, *context.options.to};
    if (const auto mistakes = check_selection(context.settings, selection); !mistakes.empty())
        return usage_error(mistakes);

    const auto database = sinks::make_database(context.settings.database_url);
    const auto session = database->exists() ? database->open() : nullptr;  // plan does not create a SQLite file
    const preparation prepared =
        prepare(session.get(), context.settings, selection, std::chrono::system_clock::now());

    std::map<std::string, std::size_t> calls;
    for (const planned_slice& work : prepared.plan.due) {
        ++calls[work.slice.target.source];
        std::cout << work.slice.text() << "  " << describe(work.why) << "\n";
    }
    for (const schema::slice& slice : prepared.plan.expired)
        std::cout << slice.text() << "  left the vendor's one-year window unread: cannot be loaded any more\n";
    for (const schema::slice& slice : prepared.plan.missed)
        std::cout << slice.text() << "  no run took this snapshot on its day: cannot be loaded any more\n";
    std::cout << prepared.plan.due.size() << " days to read";
    for (const auto& [source, count] : calls) std::cout << ", " << count << " API calls to " << source;
    if (prepared.plan.waiting != 0)
        std::cout << "; " << prepared.plan.waiting << " more wait for a time that the vendor named";
    std::cout << "\n" << std::flush;
    return exit_code::complete;
}

}  // namespace pipelines
