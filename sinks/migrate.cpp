#include "sinks/migrate.hpp"

#include <algorithm>
#include <map>

#include "schema/migrations.hpp"
#include "sinks/sink_error.hpp"

namespace sinks {

namespace {

/// Any constant that nobody else uses; "copilot" in ASCII.
constexpr std::int64_t migration_lock = 0x636f70696c6f74;

std::map<int, std::string> applied_versions(sql_session& session) {
    std::map<int, std::string> applied;
    if (!session.has_table("schema_migrations")) return applied;
    for (const sql_row& row : session.query("SELECT version, applied_at FROM schema_migrations"))
        applied[static_cast<int>(as_integer(row[0]).value_or(0))] = row[1].value_or("");
    const int newest = applied.empty() ? 0 : applied.rbegin()->first;
    const int known = schema::migrations().back().version;
    if (newest > known) {
        sink_error error{"the database is at schema version " + std::to_string(newest) + ", this program knows up to " +
                         std::to_string(known) + ": a newer version has migrated it; run that version"};
        error.configuration = true;
        throw error;
    }
    return applied;
}

void create_history(sql_session& session) {
    const bool postgres = session.engine() == engine::postgresql;
    session.execute_script(std::string("CREATE TABLE IF NOT EXISTS schema_migrations (version ") +
                           (postgres ? "bigint" : "INTEGER") + " PRIMARY KEY, name text NOT NULL, applied_at " +
                           (postgres ? "timestamptz" : "TEXT") + " NOT NULL, program_version text NOT NULL)");
}

}  // namespace

std::vector<migration_state> migration_states(sql_session& session) {
    transaction tx{session, transaction::kind::read};
    const auto applied = applied_versions(session);
    std::vector<migration_state> states;
    for (const schema::migration& step : schema::migrations()) {
        const auto found = applied.find(step.version);
        states.push_back({step.version, std::string(step.name),
                          found == applied.end() ? std::nullopt : std::optional(found->second)});
    }
    tx.commit();
    return states;
}

bool schema_is_current(sql_session& session) {
    const auto states = migration_states(session);
    return std::all_of(states.begin(), states.end(), [](const migration_state& s) { return s.applied_at.has_value(); });
}

std::vector<std::string> migrate(sql_session& session, schema::time_point now, const std::string& program_version) {
    std::vector<std::string> done;
    if (schema_is_current(session)) return done;  // no rights to create tables are needed then
    for (const schema::migration& step : schema::migrations()) {
        transaction tx{session, transaction::kind::write};
        const bool postgres = session.engine() == engine::postgresql;
        if (postgres)
            session.execute("SELECT pg_advisory_xact_lock($1::bigint)", std::vector<sql_value>{migration_lock});
        create_history(session);
        if (!applied_versions(session).contains(step.version)) {
            session.execute_script(postgres ? step.postgresql : step.sqlite);
            session.execute("INSERT INTO schema_migrations (version, name, applied_at, program_version) "
                            "VALUES ($1, $2, $3, $4)",
                            std::vector<sql_value>{std::int64_t{step.version}, std::string(step.name),
                                                   schema::timestamp_text(now), program_version});
            done.emplace_back(step.name);
        }
        tx.commit();
    }
    return done;
}

}  // namespace sinks
