#include "pipelines/database_targets.hpp"

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

std::vector<schema::target_state> select_known(sinks::sql_session& session, const filters& filters,
                                               std::vector<std::string>& mistakes) {
    auto known = sinks::read_targets(session);
    std::vector<schema::target> targets;
    for (const schema::target_state& state : known) targets.push_back(state.target);
    mistakes = unknown_filters(filters, targets);
    std::erase_if(known, [&](const schema::target_state& state) { return !filters.selects(state.target); });
    return known;
}

}  // namespace pipelines
