#include "pipelines/database_targets.hpp"

#include <algorithm>

#include "pipelines/import_target.hpp"
#include "pipelines/version.hpp"
#include "sinks/migrate.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

std::unique_ptr<sinks::sql_session> open_existing(sinks::database& database) {
    const auto missing = [&](const std::string& what) {
        sinks::sink_error error{database.description() + " " + what + ": run `copilot-metrics-sync sync` first"};
        error.configuration = true;
        return error;
    };
    if (!database.exists()) throw missing("does not exist");
    auto session = database.open();
    if (!sinks::schema_is_current(*session)) throw missing("does not hold our tables, or older ones");
    return session;
}

void bring_schema_up_to_date(sinks::sql_session& session, const command_context& context) {
    if (!context.settings.auto_migrate && !sinks::schema_is_current(session)) {
        sinks::sink_error behind("the schema of the database is behind this program, and database.auto_migrate is "
                                 "false: run `copilot-metrics-sync migrate` as the owner of the tables");
        behind.configuration = true;
        throw behind;
    }
    for (const std::string& name : sinks::migrate(session, std::chrono::system_clock::now(), program_version))
        context.log.info("applied migration {}", name);
}

std::vector<schema::target_state> select_known(sinks::sql_session& session, const filters& filters,
                                               std::vector<std::string>& mistakes) {
    auto known = sinks::read_targets(session);
    std::vector<schema::target> targets;
    for (const schema::target_state& state : known) targets.push_back(state.target);
    mistakes = unknown_filters(filters, targets);
    std::erase_if(known, [&](const schema::target_state& state) { return !filters.selects(state.target); });
    return known;
}

void cover_days(sinks::sql_session& session, const std::map<schema::target, schema::day_range>& days,
                const target_change& change) {
    const auto known = sinks::read_targets(session);
    for (const auto& [target, range] : days) {
        const auto found = std::find_if(known.begin(), known.end(),
                                        [&target = target](const auto& state) { return state.target == target; });
        const auto wanted = change(found == known.end() ? std::nullopt : std::optional(*found), target, range);
        if (wanted)
            sinks::write_target(session, target, wanted->since, wanted->until, std::chrono::system_clock::now());
    }
}

}  // namespace pipelines
