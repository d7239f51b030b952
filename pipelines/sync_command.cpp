#include <stdexcept>

#include "connectors/report_source.hpp"
#include "pipelines/archive_selection.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/metrics_output.hpp"
#include "pipelines/obeying_session.hpp"
#include "pipelines/preparation.hpp"
#include "pipelines/provenance.hpp"
#include "pipelines/run_id.hpp"
#include "pipelines/summary.hpp"
#include "pipelines/transitions.hpp"
#include "pipelines/version.hpp"
#include "pipelines/wait_notice.hpp"
#include "pipelines/worker.hpp"
#include "sinks/database.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

schema::time_point clock_now() { return std::chrono::system_clock::now(); }

/// One run of `sync` or `backfill`, from the first look at the database to the exit code.
class sync_run {
public:
    explicit sync_run(const command_context& context)
        : context_{context},
          selection_{context.options.filters, today_of(context.options), range_of(context.options), context.options.force},
          sources_{context.settings},
          archive_{archive_of(context.settings)},
          stop_{context.settings.sync.deadline},
          database_{sinks::make_database(context.settings.database_url)} {
        summary_.run_id = make_run_id();
        summary_.started_at = clock_now();
    }

    exit_code run() {
        auto mistakes = check_selection(context_.settings, selection_);
        if (const std::string& where = context_.options.pushgateway; !where.empty()) {
            pushgateway_ = connectors::parse_gateway(where);
            if (!pushgateway_) mistakes.push_back("--pushgateway is no URL such as http://pushgateway:9091");
        }
        if (!mistakes.empty()) return refuse(mistakes);
        const auto lock = database_->lock_for_run([this](const std::string& text) { context_.log.info("{}", text); },
                                                  [this] { return stop_.stopping(); });
        try {
            if (lock) work(prepare_run());
            conclude();
        } catch (const sinks::sink_error& error) {
            if (error.configuration) throw;
            context_.log.error("{}", error.what());
            summary_.code = worse(summary_.code, error.interrupted ? exit_code::deadline : exit_code::database);
        }
        return report();
    }

private:
    exit_code refuse(const std::vector<std::string>& mistakes) {
        summary_.code = usage_error(mistakes);
        summary_.finished_at = clock_now();
        tell_monitoring();
        return summary_.code;
    }

    /// Brings schema and targets up to date, and plans.
    slice_plan prepare_run() {
        session_ = open_obeying(*database_, stop_);
        bring_schema_up_to_date(*session_, context_);
        preparation prepared = prepare(session_.get(), context_.settings, selection_, clock_now());
        sinks::transaction tx{*session_, sinks::transaction::kind::write};
        apply(*session_, prepared, summary_.run_id, selection_.today, clock_now());
        for (const config::source_settings& source : context_.settings.sources)
            store_provenance(*session_, source.name, source.type);
        sinks::begin_run(*session_, summary_.run_id, context_.options.command, program_version, selection_.today,
                         summary_.started_at);
        tx.commit();
        begun_ = true;
        if (archive_) settle_archived(prepared.plan.settled);
        context_.log.info("run={} as_of={} due={} waiting={} database=\"{}\"", summary_.run_id, selection_.today.text(),
                          prepared.plan.due.size(), prepared.plan.waiting, database_->description());
        return std::move(prepared.plan);
    }

    /// Snapshots that are final since their day has passed are so in the archive, too.
    void settle_archived(const std::vector<schema::slice>& slices) {
        for (const schema::slice& slice : slices) {
            try {
                if (std::filesystem::exists(archive_->file_of(slice))) archive_->mark_final(slice);
            } catch (const std::runtime_error& error) {  // the day is as final as it was
                context_.log.warn("{}", error.what());
            }
        }
    }

    void work(slice_plan plan) {
        const config::sync_settings& sync = context_.settings.sync;
        progress& display = context_.display;
        const story_options options{.run_id = summary_.run_id,
                                    .today = selection_.today,
                                    .settle_days = sync.settle_days,
                                    .max_bad_records = sync.max_bad_records,
                                    .accept_shrink = context_.options.accept_shrink,
                                    .spool_dir = sync.spool_dir,
                                    .archive = archive_ ? &*archive_ : nullptr,
                                    .clock = clock_now,
                                    .bytes_arrived = [&display](std::int64_t bytes) { display.add_bytes(bytes); },
                                    .rows_loaded = [&display](std::int64_t rows) { display.add_rows(rows); }};
        state_.emplace(plan.due.size());
        const auto workers = std::min<std::size_t>(static_cast<std::size_t>(sync.concurrency), plan.due.size());
        sources_.expect(plan.due);
        announce_waits(sources_, display, context_.log);
        source_claims claims{*database_, sources_, [this](const std::string& source) {
                                 context_.log.info("source={} message=\"another run reads it: waiting for its turn\"", source);
                             }};
        work_queue queue{std::move(plan.due), sources_.paced()};
        if (workers > 0) display.begin(context_.options.command, static_cast<std::size_t>(state_->counts().slices.planned));
        run_workers({*database_, sources_, claims, options, queue, *state_, stop_, context_.log, display}, static_cast<int>(workers));
        display.end();
        claims.release();
        // The first one has idled all along; who knows what became of it.
        session_ = open_for_last_words(*database_, stop_);
        if (!stop_.stopping()) look_for_missing_scopes();
    }

    /// When every envelope of a scope answered 404, the endpoint without a day decides whether the scope is there at all.
    void look_for_missing_scopes() {
        for (const auto& [target, met] : state_->answered_only_not_found()) {
            const auto answer = sources_.make(target.source)->probe(target, {stop_.token(), stop_.deadline()});
            state_->record_requests(answer);
            if (answer.result != connectors::fetch_result::failed) continue;
            context_.log.error("source={} scope={} dataset={} reason={} message=\"{}\"", target.source,
                               target.scope.text(), to_string(target.dataset), answer.reason, answer.message);
            sinks::transaction tx{*session_, sinks::transaction::kind::write};
            for (const planned_slice& work : met) {
                auto row = sinks::read_state(*session_, work.slice);
                if (!row || row->run_id != summary_.run_id) continue;  // another run has been here since
                if (row->status != schema::slice_status::completed) row->status = schema::slice_status::failed;
                if (row->last_success_at == row->last_attempt_at)  // the 404 was taken for a day without data
                    row->last_success_at = work.seen ? work.seen->last_success_at : std::nullopt;
                row->reason = answer.reason;
                row->error_message = answer.message;
                sinks::write_state(*session_, work.slice, *row, clock_now());
            }
            tx.commit();
        }
    }

    /// The exit code from what the tables say now, and the run's row.
    void conclude() {
        run_facts facts{summary_.run_id, stop_.deadline_came(), {}, {}};
        if (state_) {
            summary_.counts = state_->counts();
            facts.deadline_came = facts.deadline_came || (stop_.deadline() && state_->cut_short());
            facts.sources_given_up = state_->sources_given_up();
            facts.sources_read = state_->sources_read();
        }
        if (!begun_) return;  // stopped while waiting for another run
        sinks::transaction read{*session_, sinks::transaction::kind::read};
        verdict verdict = assess(read_assessed(*session_, context_.settings, selection_), facts);
        read.commit();
        summary_.problems = std::move(verdict.problems);
        summary_.code = worse(worse(summary_.code, verdict.code), stop_code());
        summary_.finished_at = clock_now();
        sinks::transaction tx{*session_, sinks::transaction::kind::write};
        sinks::end_run(*session_, summary_.run_id, summary_.counts, static_cast<int>(summary_.code), summary_.finished_at);
        tx.commit();
        if (context_.options.metrics_file.empty() && !pushgateway_) return;
        sinks::transaction metrics{*session_, sinks::transaction::kind::read};
        metrics_ = read_metrics(*session_, vendor_history{context_.settings}, selection_.today);
    }

    exit_code stop_code() const {
        if (stop_.signal() != 0) return stop_.signal_code();
        return begun_ || !stop_.deadline_came() ? exit_code::complete : exit_code::deadline;
    }

    exit_code report() {
        if (state_) summary_.counts = state_->counts();
        summary_.code = worse(summary_.code, stop_code());
        summary_.finished_at = clock_now();
        if (!context_.options.summary.empty()) write_summary_file();
        tell_monitoring();
        std::string text = summary_text(summary_);
        const auto level = summary_.code == exit_code::complete ? spdlog::level::info : spdlog::level::warn;
        for (std::size_t line = 0; line < text.size();) {
            const std::size_t end = text.find('\n', line);
            context_.log.log(level, "{}", text.substr(line, end - line));
            line = end + 1;
        }
        return summary_.code;
    }

    /// A summary that cannot be written (no such place, no space, no file handle) does not hide how the run went.
    void write_summary_file() {
        try {
            write_summary(context_.options.summary, summary_);
        } catch (const std::runtime_error& error) {
            context_.log.error("{}; check --summary", error.what());
            summary_.code = worse(summary_.code, exit_code::usage);
        }
    }

    /// Monitoring notices by itself when nothing new comes; the run is what it is.
    void tell_monitoring() {
        try {
            if (!context_.options.metrics_file.empty())
                write_metrics_file(context_.options.metrics_file, metrics_, summary_);
        } catch (const std::runtime_error& error) {
            context_.log.error("the metrics were not written: {}", error.what());
        }
        if (!pushgateway_) return;
        const std::string trouble =
            push_metrics(*pushgateway_, metrics_, summary_, make_http_options(context_.settings.network));
        if (!trouble.empty()) context_.log.error("the metrics were not pushed: {}", trouble);
    }

    const command_context& context_;
    const selection selection_;
    const source_factory sources_;
    const std::optional<connectors::archive> archive_;
    stop_control stop_;  // before anything that might start a thread
    std::unique_ptr<sinks::database> database_;
    std::unique_ptr<sinks::sql_session> session_;
    std::optional<run_state> state_;
    run_summary summary_;
    std::optional<database_metrics> metrics_;  ///< where the database could be read at the end
    std::optional<connectors::url> pushgateway_;
    bool begun_ = false;
};

}  // namespace

exit_code run_sync(const command_context& context) { return sync_run{context}.run(); }

}  // namespace pipelines
