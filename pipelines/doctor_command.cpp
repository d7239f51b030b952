#include <iostream>
#include <optional>

#include "pipelines/commands.hpp"
#include "pipelines/doctor_checks.hpp"
#include "pipelines/source_claims.hpp"
#include "pipelines/sources.hpp"
#include "sinks/sink_error.hpp"

namespace pipelines {

namespace {

/// Prints each finding at once, as the next may take a while.
class doctor_visit {
public:
    void note(const finding& one) {
        std::cout << finding_text(one) << std::flush;
        findings_.push_back(one);
    }

    exit_code conclude() const {
        std::size_t warnings = 0, failures = 0;
        for (const finding& one : findings_) {
            warnings += one.level == severity::warn ? 1 : 0;
            failures += one.level == severity::fail ? 1 : 0;
        }
        if (failures > 0)
            std::cout << failures << " of " << findings_.size() << " checks failed: see what to do above\n";
        else
            std::cout << "ready: nothing stands in the way of a sync"
                      << (warnings > 0 ? ", but look at the warnings above" : "") << "\n";
        std::cout << std::flush;
        return doctor_code(findings_);
    }

private:
    std::vector<finding> findings_;
};

/// Sources asked as a run asks them: those with a limit of calls by one process at a time, and what is used up of it
/// is written down. A database that cannot keep the count yet has no run either that would have to know.
class shared_sources {
public:
    shared_sources(const source_factory& sources, sinks::database* counting) : sources_{sources}, counting_{counting} {
        if (!counting_ || sources_.paced().empty()) return;
        lock_ = counting_->lock_for_run([](const std::string&) {}, [] { return true; });
        if (lock_) claims_.emplace(*counting_, sources_);
    }

    /// nullptr: another process has it.
    std::unique_ptr<connectors::report_source> make(const std::string& name) {
        const bool is_mine = !counting_ || !sources_.pace_of(name) || (claims_ && claims_->hold(name));
        return is_mine ? sources_.make(name) : nullptr;
    }

private:
    const source_factory& sources_;
    sinks::database* const counting_;
    std::unique_ptr<sinks::run_lock> lock_;
    std::optional<source_claims> claims_;
};

}  // namespace

exit_code doctor_refuses(const std::vector<std::string>& mistakes) {
    doctor_visit visit;
    for (const std::string& mistake : mistakes)
        visit.note(
            {severity::fail, "configuration", mistake, "correct that; nothing else was looked at", exit_code::usage});
    return visit.conclude();
}

exit_code run_doctor(const command_context& context) {
    doctor_visit visit;
    const finding_taker take = [&visit](const finding& one) { visit.note(one); };
    for (const std::string& warning : context.warnings)
        take({severity::warn, "configuration", warning, "", exit_code::complete});
    const auto targets = configured_targets(context.settings);
    take({severity::ok, "configuration",
          "sources: " + std::to_string(context.settings.sources.size()) +
              ", scopes and datasets: " + std::to_string(targets.size()),
          "", exit_code::complete});
    std::unique_ptr<sinks::database> database;
    bool is_ready = false;
    try {
        database = sinks::make_database(context.settings.database_url);
        is_ready = check_database(*database, context.settings.auto_migrate, take);
    } catch (const sinks::sink_error& error) {  // the URL itself
        take({severity::fail, "database", error.what(), "correct DATABASE_URL", exit_code::usage});
    }
    check_spool(context.settings.sync.spool_dir, take);
    if (!context.settings.archive_directory.empty()) check_archive_directory(context.settings.archive_directory, take);
    const source_factory sources{context.settings};
    shared_sources shared{sources, is_ready ? database.get() : nullptr};
    check_sources(
        context.settings, [&shared](const std::string& name) { return shared.make(name); }, take);
    return visit.conclude();
}

}  // namespace pipelines
