#include <iostream>

#include "pipelines/commands.hpp"
#include "pipelines/version.hpp"
#include "sinks/database.hpp"
#include "sinks/migrate.hpp"

namespace pipelines {

exit_code run_migrate(const command_context& context) {
    const auto database = sinks::make_database(context.settings.database_url);
    if (context.options.migration_status) {
        if (!database->exists()) {
            std::cout << "the database file " << database->description() << " does not exist yet\n";
            return exit_code::complete;
        }
        for (const sinks::migration_state& step : sinks::migration_states(*database->open()))
            std::cout << step.name << "  " << (step.applied_at ? "applied " + *step.applied_at : "pending") << "\n";
        return exit_code::complete;
    }
    const auto lock = database->lock_for_run([&](const std::string& text) { context.log.info("{}", text); },
                                             [] { return false; });
    const auto applied =
        sinks::migrate(*database->open(), std::chrono::system_clock::now(), program_version);
    for (const std::string& name : applied) std::cout << "applied " << name << "\n";
    if (applied.empty()) std::cout << "nothing to do: " << database->description() << " is up to date\n";
    return exit_code::complete;
}

}  // namespace pipelines
