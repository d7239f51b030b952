#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <thread>

#include "connectors/files/packed_file.hpp"
#include "pipelines/archive_selection.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/free_slice.hpp"
#include "pipelines/import_reader.hpp"
#include "pipelines/import_target.hpp"
#include "pipelines/run_id.hpp"
#include "pipelines/run_state.hpp"
#include "pipelines/stop_control.hpp"
#include "pipelines/transitions.hpp"
#include "pipelines/version.hpp"
#include "sinks/database.hpp"
#include "sinks/run_store.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

schema::time_point clock_now() { return std::chrono::system_clock::now(); }

/// How an imported day ended, for its line and for the code.
struct day_end {
    std::string word;
    std::string detail;
    exit_code code = exit_code::complete;
};

day_end told(const slice_report& report, std::uint64_t records) {
    const std::string loaded = fmt::format("{} records, {} rows", records, report.rows_written);
    const std::string rest = (report.records_rejected ? fmt::format(", {} set aside", report.records_rejected) : "") +
                             (report.duplicates ? fmt::format(", {} came twice", report.duplicates) : "") +
                             (report.restated ? ", other numbers than were loaded before" : "");
    switch (report.end) {
        case slice_end::completed:
            return {"loaded", loaded + rest};
        case slice_end::unchanged:
            return {"unchanged", fmt::format("{} records, as they are loaded", records)};
        case slice_end::elsewhere:
            return {"left", "another run has read this day meanwhile: import it again", exit_code::slices_failed};
        case slice_end::held:
            return {"left", "another run still reads this day: import it again", exit_code::slices_failed};
        case slice_end::pending:
        case slice_end::no_data:
            return {"left", report.message, exit_code::slices_failed};
        case slice_end::failed:
            break;
    }
    const bool content = report.reason == reason::bad_records || report.reason == reason::shrunk;
    return {"FAILED", report.reason + ": " + report.message,
            content ? exit_code::data_quality : exit_code::slices_failed};
}

class import_run {
public:
    explicit import_run(const command_context& context)
        : context_{context},
          options_{context.options.import},
          archive_{archive_of(context.settings)},
          today_{today_of(context.options)},
          stop_{std::nullopt},
          database_{sinks::make_database(context.settings.database_url)},
          days_{context.settings.sync.spool_dir} {}

    exit_code run() {
        if (const auto mistake = find_scope()) return usage_error({*mistake});
        for (const auto& source : context_.settings.sources)
            if (source.name == options_.source && source.type == config::source_type::augment)
                return usage_error({"import reads GitHub's reports, and " + source.name +
                                    " is a source of Augment: name another one with --source"});
        if (const auto code = read_files()) return *code;
        const auto lock = database_->lock_for_run([this](const std::string& text) { context_.log.info("{}", text); },
                                                  [this] { return stop_.stopping(); });
        if (lock) {
            until_stopped(context_, [this] { load_days(); });
            context_.display.end();
            until_stopped(context_, [this] { close_run(); });
        }
        return finish();
    }

private:
    /// The known scopes matter only for a slug that comes alone.
    std::optional<std::string> find_scope() {
        std::vector<schema::scope> known;
        for (const auto& source : context_.settings.sources)
            known.insert(known.end(), source.scopes.begin(), source.scopes.end());
        if (options_.scope.find('/') == std::string::npos && database_->exists()) {
            const auto session = database_->open();
            sinks::transaction tx{*session, sinks::transaction::kind::read};
            if (session->has_table("sync_targets"))
                for (const auto& state : sinks::read_targets(*session)) known.push_back(state.target.scope);
            tx.commit();
        }
        const auto parsed = parse_import_scope(options_.scope, known);
        if (const auto* mistake = std::get_if<std::string>(&parsed)) return *mistake;
        scope_ = std::get<schema::scope>(parsed);
        return std::nullopt;
    }

    /// Sorts everything before any table is touched. A code when that was the end.
    std::optional<exit_code> read_files() {
        import_reader reader{days_, options_.dataset, today_};
        try {
            for (const std::string& path : options_.files)
                reader.read(path, [this](std::uint64_t) {
                    if (stop_.token().stop_requested()) throw import_stopped{};
                });
        } catch (const import_stopped&) {
            return finish();
        } catch (const connectors::packed_file_error& error) {
            usage_error({std::string(error.what()) + "; nothing was loaded"});
            return error.damaged ? exit_code::data_quality : exit_code::usage;
        } catch (const connectors::spool_error& error) {
            usage_error({error.what()});
            return exit_code::slices_failed;
        }
        days_.finish();
        return judge(reader.counts());
    }

    std::optional<exit_code> judge(const import_counts& counts) {
        for (const std::string& refusal : counts.refusals) context_.log.warn("{}", refusal);
        if (counts.refused > counts.refusals.size())
            context_.log.warn("and {} more records that cannot be loaded", counts.refused - counts.refusals.size());
        if (counts.records == 0) {
            usage_error({"the files hold no record: nothing was loaded"});
            return exit_code::data_quality;
        }
        if (counts.failure && days_.days().empty()) return usage_error({*counts.failure});
        const auto allowed = static_cast<std::uint64_t>(
            std::ceil(context_.settings.sync.max_bad_records * static_cast<double>(counts.records)));
        if (counts.refused > allowed || days_.days().empty()) {
            usage_error(
                {fmt::format("{} of {} records cannot be loaded, more than max_bad_records allows: nothing was loaded",
                             counts.refused, counts.records)});
            return exit_code::data_quality;
        }
        if (counts.refused > 0) code_ = exit_code::data_quality;
        return std::nullopt;
    }

    void load_days() {
        session_ = open_obeying(*database_, stop_);
        bring_schema_up_to_date(*session_, context_);
        const auto days = days_.days();
        counts_.slices.planned = static_cast<std::int64_t>(days.size());
        {
            sinks::transaction tx{*session_, sinks::transaction::kind::write};
            cover_days(*session_, ranges_of(days), [this](const auto& known, const auto& target, const auto& imported) {
                return import_target(known, target, imported, today_ - context_.settings.sync.backfill_days);
            });
            sinks::begin_run(*session_, run_id_, "import", program_version, today_, clock_now());
            tx.commit();
        }
        context_.display.begin("import", days.size());
        const auto& sync = context_.settings.sync;
        const story_options story{.run_id = run_id_,
                                  .today = today_,
                                  .settle_days = sync.settle_days,
                                  .max_bad_records = sync.max_bad_records,
                                  .accept_shrink = context_.options.accept_shrink,
                                  .spool_dir = sync.spool_dir,
                                  .archive = archive_ ? &*archive_ : nullptr,
                                  .clock = clock_now,
                                  .never_final = true,
                                  .bytes_arrived = {},
                                  .rows_loaded = [this](std::int64_t rows) { context_.display.add_rows(rows); }};
        for (const auto& [key, records] : days) {
            if (stop_.stopping()) break;
            load_day(key, records, story);
            context_.display.slice_done();
        }
    }

    schema::target target_of(schema::dataset dataset) const { return {options_.source, scope_, dataset}; }

    std::map<schema::target, schema::day_range> ranges_of(
        const std::vector<std::pair<split_key, std::uint64_t>>& days) const {
        std::map<schema::target, schema::day_range> imported;
        for (const auto& [key, records] : days) {  // in order of their days
            const schema::day_range only{key.day, key.day};
            imported.try_emplace(target_of(key.dataset), only).first->second.last = key.day;
        }
        return imported;
    }

    void load_day(const split_key& key, std::uint64_t records, const story_options& story) {
        const schema::slice slice{target_of(key.dataset), key.day};
        planned_slice work{slice, due_reason::forced, {}};
        day_end end;
        if (is_kept(work)) {
            end = {"kept", fmt::format("final; --force puts these {} records in its place", records)};
            ++kept_;
        } else {
            split_source source{days_};
            const slice_report report =
                once_free(context_, stop_, *database_, session_, slice, [&](sinks::sql_session& session) {
                    return run_slice(session, source, work, story, {stop_.token(), std::nullopt});
                });
            end = told(report, records);
            count(report);
        }
        code_ = worse(code_, end.code);
        std::cout << fmt::format("{}  {:<9}  {}\n", slice.text(), end.word, end.detail) << std::flush;
    }

    /// Final days stand unless forced. Also fills in the row as it is seen.
    bool is_kept(planned_slice& work) {
        sinks::transaction tx{*session_, sinks::transaction::kind::read};
        work.seen = sinks::read_state(*session_, work.slice);
        tx.commit();
        return work.seen && work.seen->is_final && !context_.options.force;
    }

    void count(const slice_report& report) {
        switch (report.end) {
            case slice_end::completed:
                ++counts_.slices.completed;
                break;
            case slice_end::unchanged:
                ++counts_.slices.unchanged;
                break;
            case slice_end::failed:
                ++counts_.slices.failed;
                break;
            default:
                ++counts_.slices.elsewhere;
                break;
        }
        counts_.rows_written += report.rows_written;
        counts_.records_rejected += report.records_rejected;
        counts_.restatements += report.restated ? 1 : 0;
    }

    exit_code final_code() const { return worse(code_, stop_.signal_code()); }

    void close_run() {
        auto& s = counts_.slices;
        s.elsewhere += kept_;
        s.pending = s.planned - s.completed - s.unchanged - s.failed - s.elsewhere;
        const auto session = open_for_last_words(*database_, stop_);
        sinks::transaction tx{*session, sinks::transaction::kind::write};
        sinks::end_run(*session, run_id_, counts_, static_cast<int>(final_code()), clock_now());
        tx.commit();
    }

    exit_code finish() {
        const auto& s = counts_.slices;
        const exit_code code = final_code();
        std::cout << fmt::format(
                         "{} days: {} loaded ({} rows), {} unchanged, {} kept because final, {} failed, {} left\n",
                         s.planned, s.completed, counts_.rows_written, s.unchanged, kept_, s.failed,
                         s.pending + s.elsewhere - kept_)
                  << std::flush;
        if (code == exit_code::data_quality)
            context_.log.error("some of it could not be loaded because of its content: see the lines above");
        return code;
    }

    const command_context& context_;
    const import_options& options_;
    const std::optional<connectors::archive> archive_;
    const schema::day today_;
    const std::string run_id_ = make_run_id();
    stop_control stop_;  // before anything that might start a thread
    std::unique_ptr<sinks::database> database_;
    std::unique_ptr<sinks::sql_session> session_;
    schema::scope scope_;
    day_splitter days_;
    sinks::run_counts counts_;
    std::int64_t kept_ = 0;
    exit_code code_ = exit_code::complete;
};

}  // namespace

exit_code run_import(const command_context& context) {
    try {
        return import_run{context}.run();
    } catch (const connectors::spool_error& error) {
        context.log.error("{}", error.what());
        return exit_code::slices_failed;
    }
}

}  // namespace pipelines
