#include "pipelines/doctor_checks.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "connectors/spool.hpp"
#include "pipelines/doctor_rights.hpp"
#include "pipelines/targets.hpp"
#include "schema/migrations.hpp"
#include "sinks/migrate.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

/// Must never name a configured source; its rows never outlive the transaction.
constexpr const char* probe_source = "copilot-metrics-sync doctor";
constexpr int postgres_version_min = 140000;

finding ok(std::string what, std::string detail) {
    return {severity::ok, std::move(what), std::move(detail), "", exit_code::complete};
}

finding failed(std::string what, std::string detail, std::string to_do, exit_code code) {
    return {severity::fail, std::move(what), std::move(detail), std::move(to_do), code};
}

exit_code code_of(const sinks::sink_error& error) {
    return error.configuration ? exit_code::usage : exit_code::database;
}

finding source_in_use(const std::string& name) {
    return {severity::warn, name,
            "not looked at: another process is asking it just now, and its limit of calls lets one at a time",
            "run doctor again when that run has ended (`copilot-metrics-sync status` shows how far it is)",
            exit_code::complete};
}

class database_checks {
public:
    database_checks(sinks::database& database, bool auto_migrate, const finding_taker& take)
        : database_{database}, auto_migrate_{auto_migrate}, take_{take} {}

    bool run() {
        if (!database_.exists()) return file_to_be(), false;
        const std::string place = database_.description();
        try {
            session_ = database_.open();
            read("SELECT 1");
        } catch (const sinks::sink_error& error) {
            take_(failed("database", error.what(),
                         error.configuration ? "correct DATABASE_URL"
                                             : "see that the server runs and takes connections from here (host, port, "
                                               "firewall, user, password)",
                         code_of(error)));
            return false;
        }
        take_(ok("database", place + " answers"));
        if (!guarded("version", [this] { return version(); }) || !guarded("schema", [this] { return schema(); }))
            return false;
        const bool writable = guarded("rights", [this] { return rights(); });
        guarded("clock", [this] { return clock(); });
        return writable && current_;
    }

private:
    /// Runs a check; what the database throws is its failure. True when the next one makes sense.
    template <typename Check>
    bool guarded(const char* what, Check&& check) {
        try {
            return check();
        } catch (const sinks::sink_error& error) {
            take_(failed(what, error.what(), "as the database's words say; then run doctor again", code_of(error)));
            return false;
        }
    }

    std::string read(const std::string& sql) {
        sinks::transaction tx{*session_, sinks::transaction::kind::read};
        const auto rows = session_->query(sql);
        tx.commit();
        return rows.empty() ? "" : rows.front().front().value_or("");
    }

    bool on_postgres() const { return database_.engine() == sinks::engine::postgresql; }

    void file_to_be() {
        std::filesystem::path directory = std::filesystem::path(database_.description()).parent_path();
        if (directory.empty()) directory = ".";
        if (::access(directory.c_str(), W_OK | X_OK) == 0)
            return take_(ok("database", database_.description() + " does not exist yet: the first sync makes it"));
        take_(failed("database",
                     database_.description() + " does not exist, and " + directory.string() +
                         " is no directory that this user may write to",
                     "create the directory, or correct the path in DATABASE_URL", exit_code::usage));
    }

    bool version() {
        if (!on_postgres()) {
            take_(ok("version", "SQLite " + read("SELECT sqlite_version()")));
            return true;
        }
        const std::string number = read("SHOW server_version_num"), name = read("SHOW server_version");
        if (std::atoi(number.c_str()) >= postgres_version_min) {
            take_(ok("version", "PostgreSQL " + name));
            return true;
        }
        take_(failed("version", "PostgreSQL " + name + " is too old: 14 is the first that will do",
                     "upgrade the server, or name another one in DATABASE_URL", exit_code::usage));
        return false;
    }

    bool schema() {
        const auto steps = sinks::migration_states(*session_);
        const auto pending =
            std::count_if(steps.begin(), steps.end(), [](const auto& step) { return !step.applied_at; });
        current_ = pending == 0;
        if (!current_ && !auto_migrate_) {
            take_(failed("schema",
                         std::to_string(pending) + " of " + std::to_string(steps.size()) +
                             " steps are pending, and database.auto_migrate is off",
                         "as the owner of the tables, run `copilot-metrics-sync migrate`: docs/roles.md",
                         exit_code::usage));
            return false;
        }
        if (current_)
            take_(ok("schema", "current, " + (steps.empty() ? "no steps" : "at " + steps.back().name)));
        else
            take_(ok("schema", std::to_string(pending) + " of " + std::to_string(steps.size()) +
                                   " steps are pending: `sync` or `migrate` applies them"));
        return true;
    }

    /// Every kind of table: its row goes in, and out again, and the transaction is rolled back in any case.
    bool rights() {
        sinks::transaction tx{*session_, sinks::transaction::kind::write};
        if (current_) {
            try_rows();
            const auto missing = on_postgres() ? missing_privileges(*session_) : "";
            if (!missing.empty()) {
                take_(failed("rights", missing,
                             "as the owner of the tables, GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES "
                             "IN SCHEMA public to this user: docs/roles.md",
                             exit_code::database));
                return false;
            }
            take_(ok("rights", "a row can be written and removed"));
            if (on_postgres())
                for (const finding& one : role_warnings(*session_, auto_migrate_)) take_(one);
        } else {
            session_->execute_script(
                "CREATE TABLE copilot_doctor_probe (number INTEGER); "
                "INSERT INTO copilot_doctor_probe (number) VALUES (1); "
                "DELETE FROM copilot_doctor_probe; DROP TABLE copilot_doctor_probe");
            take_(ok("rights", "tables can be created, written and removed"));
        }
        return true;  // the transaction rolls back as it leaves
    }

    /// One by statement and one in bulk, as a run writes them.
    void try_rows() {
        const schema::slice slice{{probe_source, {schema::scope_kind::organization, "doctor"}, schema::dataset::users},
                                  schema::day{2000, 1, 1}};
        const auto now = std::chrono::system_clock::now();
        sinks::write_target(*session_, slice.target, slice.day, slice.day, now);
        sinks::write_state(*session_, slice, {}, now);
        const std::string_view columns[] = {"source",       "scope",    "scope_identifier",
                                            "metrics_date", "user_key", "user_kind"};
        const auto writer = session_->bulk_insert("copilot_user_metrics_daily", columns);
        for (const char* value : {probe_source, "organization", "doctor", "2000-01-01", "doctor", "user"})
            writer->text(value);
        writer->end_row();
        writer->finish();
        for (const char* table : {"copilot_user_metrics_daily", "sync_status", "sync_targets"}) {
            const sinks::sql_value source[] = {std::string(probe_source)};
            const std::size_t removed =
                session_->execute("DELETE FROM " + std::string(table) + " WHERE source = $1", source);
            if (removed == 1) continue;
            throw sinks::sink_error("the probe row in " + std::string(table) + " could not be removed: " +
                                    std::to_string(removed) + " rows went (a trigger or a row security policy?)");
        }
    }

    bool clock() {
        if (!on_postgres()) return true;  // one machine, one clock
        const auto before = std::chrono::system_clock::now();
        const auto theirs = schema::parse_timestamp(read("SELECT clock_timestamp()"));
        const auto after = std::chrono::system_clock::now();
        if (!theirs) return true;
        const auto ahead = before + (after - before) / 2 - *theirs;
        take_(explain_clock(std::chrono::duration_cast<std::chrono::seconds>(ahead), "clock",
                            "the clock of the database"));
        return true;
    }

    sinks::database& database_;
    const bool auto_migrate_;
    const finding_taker& take_;
    std::unique_ptr<sinks::sql_session> session_;
    bool current_ = false;
};

}  // namespace

bool check_database(sinks::database& database, bool auto_migrate, const finding_taker& take) {
    return database_checks{database, auto_migrate, take}.run();
}

void check_spool(const std::string& directory, const finding_taker& take) {
    try {
        connectors::spool probe{directory};
        probe.begin_part(0);
        probe.write("probe");
        probe.end_part();
    } catch (const connectors::spool_error& error) {
        return take(failed("spool", error.what(),
                           "point sync.spool_dir (or TMPDIR) at a directory with room that this user "
                           "may write to",
                           exit_code::usage));
    }
    std::error_code error;
    const auto space = std::filesystem::space(directory, error);
    if (error) return take(ok("spool", directory + " is writable"));
    take(explain_space(directory, space.available));
}

void check_archive_directory(const std::string& directory, const finding_taker& take) {
    std::filesystem::path there = std::filesystem::absolute(directory);
    while (!std::filesystem::exists(there) && there.has_relative_path()) there = there.parent_path();
    try {
        const connectors::spool probe{there};
    } catch (const connectors::spool_error&) {
        return take(failed("archive", there.string() + " cannot be written: no report could be kept, and so no day loaded",
                           "point archive.directory at a directory that this user may write to", exit_code::usage));
    }
    take(ok("archive", directory + " is writable"));
}

void check_sources(const config::settings& settings,
                   const std::function<std::unique_ptr<connectors::report_source>(const std::string& source)>& make,
                   const finding_taker& take) {
    std::map<std::string, std::unique_ptr<connectors::report_source>> sources;
    std::map<std::string, int> unasked;  // of sources that have ended
    bool clock_told = false;
    for (const schema::target& target : configured_targets(settings)) {
        if (const auto ended = unasked.find(target.source); ended != unasked.end()) {
            ++ended->second;
            continue;
        }
        const auto [known, is_new] = sources.try_emplace(target.source);
        auto& source = known->second;
        if (is_new) source = make(target.source);
        if (!source) {
            if (is_new) take(source_in_use(target.source));
            continue;
        }
        const auto outcome = source->probe(target, {});
        take(explain_probe(target, outcome));
        if (ends_source(outcome)) unasked[target.source] = 0;
        if (!outcome.server_date || clock_told) continue;
        clock_told = true;
        const auto ahead = std::chrono::system_clock::now() - *outcome.server_date;
        take(explain_clock(std::chrono::duration_cast<std::chrono::seconds>(ahead), "clock",
                           "the clock of " + target.source));
    }
    for (const auto& [name, count] : unasked)
        if (count > 0)
            take({severity::warn, name,
                  std::to_string(count) + " more of its scopes and datasets were not asked: the same would "
                                          "have come of it",
                  "", exit_code::complete});
}

}  // namespace pipelines
