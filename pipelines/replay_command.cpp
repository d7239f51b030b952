#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "connectors/spool.hpp"
#include "pipelines/archive_selection.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/free_slice.hpp"
#include "pipelines/provenance.hpp"
#include "pipelines/replay_story.hpp"
#include "pipelines/retention_plan.hpp"
#include "pipelines/run_id.hpp"
#include "pipelines/stop_control.hpp"
#include "pipelines/threads.hpp"
#include "pipelines/version.hpp"
#include "sinks/database.hpp"
#include "sinks/run_store.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

schema::time_point clock_now() { return std::chrono::system_clock::now(); }

exit_code code_of(replay_end end) {
    switch (end) {
        case replay_end::converted:
        case replay_end::current:
            return exit_code::complete;
        case replay_end::other:
        case replay_end::damaged:
        case replay_end::bad_records:
            return exit_code::data_quality;
        case replay_end::unreadable:
        case replay_end::refused:
        case replay_end::stopped:
        case replay_end::held:
            return exit_code::slices_failed;
    }
    return exit_code::bug;
}

class replay_run {
public:
    replay_run(const command_context& context, const connectors::archive& archive)
        : context_{context},
          archive_{archive},
          stop_{std::nullopt},
          database_{sinks::make_database(context.settings.database_url)} {}

    exit_code run() {
        std::vector<std::string> mistakes;
        slices_ = select_archived(archive_.files(), context_.options.filters, range_of(context_.options), mistakes);
        if (!mistakes.empty()) return usage_error(mistakes);
        leave_out_expired();
        const auto lock = database_->lock_for_run([this](const std::string& text) { context_.log.info("{}", text); },
                                                  [this] { return stop_.stopping(); });
        if (lock) {
            until_stopped(context_, [this] { convert_all(); });
            context_.display.end();
            until_stopped(context_, [this] { close_run(); });
        }
        return finish();
    }

private:
    /// What the retention policy removes is not brought back.
    void leave_out_expired() {
        const auto first_kept = first_kept_day(context_.settings.sync.retention_days, today_of(context_.options));
        if (!first_kept) return;
        const auto left_out =
            std::erase_if(slices_, [&](const schema::slice& slice) { return slice.day < *first_kept; });
        if (left_out > 0)
            std::cout << fmt::format("{} archived days are left out: the first day kept is {} (sync.retention_days)\n",
                                     left_out, first_kept->text());
    }

    void convert_all() {
        const auto session = open_obeying(*database_, stop_);
        bring_schema_up_to_date(*session, context_);
        counts_.slices.planned = static_cast<std::int64_t>(slices_.size());
        {
            sinks::transaction tx{*session, sinks::transaction::kind::write};
            cover_days(*session, ranges(), extend_target);
            store_sources(*session);
            sinks::begin_run(*session, run_id_, "replay", program_version, today_of(context_.options), clock_now());
            tx.commit();
        }
        context_.display.begin("replay", slices_.size());
        const auto wanted = static_cast<std::size_t>(context_.settings.sync.concurrency);
        const auto failure = run_threads(std::min(wanted, slices_.size()), stop_, [this] { work(); });
        if (failure) std::rethrow_exception(failure);
    }

    /// Of each target, from its first archived day to its last.
    std::map<schema::target, schema::day_range> ranges() const {
        std::map<schema::target, schema::day_range> ranges;
        for (const schema::slice& slice : slices_) {
            auto& range = ranges.try_emplace(slice.target, schema::day_range{slice.day, slice.day}).first->second;
            range = {std::min(range.first, slice.day), std::max(range.last, slice.day)};
        }
        return ranges;
    }

    /// Whose numbers they are, as each source's first readable report says.
    void store_sources(sinks::sql_session& session) {
        std::set<std::string> known;
        for (const schema::slice& slice : slices_) {
            if (known.contains(slice.target.source)) continue;
            try {
                const connectors::archived_report file{archive_.file_of(slice), slice};
                store_provenance(session, slice.target.source, file.note().vendor);
                known.insert(slice.target.source);
            } catch (const connectors::archive_error&) {  // its slice will say so
            }
        }
    }

    void work() {
        const auto& sync = context_.settings.sync;
        const replay_options options{run_id_,
                                     sync.max_bad_records,
                                     sync.spool_dir,
                                     context_.options.force,
                                     clock_now,
                                     stop_.token(),
                                     [this](std::int64_t rows) { context_.display.add_rows(rows); }};
        std::unique_ptr<sinks::sql_session> session;
        for (std::size_t i = next_++; i < slices_.size() && !stop_.stopping(); i = next_++) {
            const schema::slice& slice = slices_[i];
            const replay_report report =
                once_free(context_, stop_, *database_, session, slice, [&](sinks::sql_session& open) {
                    return replay_slice(open, archive_, slice, options);
                });
            note(slice, report);
            context_.display.slice_done();
        }
    }

    /// What is current already is counted, and not worth a line.
    void note(const schema::slice& slice, const replay_report& report) {
        const std::scoped_lock lock{mutex_};
        code_ = worse(code_, code_of(report.end));
        auto& s = counts_.slices;
        if (report.end == replay_end::converted)
            ++s.completed;
        else if (report.end == replay_end::current)
            ++s.unchanged;
        else if (report.end == replay_end::other)
            ++s.elsewhere;
        else if (report.end != replay_end::stopped && report.end != replay_end::held)
            ++s.failed;
        counts_.rows_written += report.rows_written;
        counts_.records_rejected += report.records_rejected;
        if (report.end == replay_end::current) return;
        const std::string set_aside =
            report.records_rejected ? fmt::format(", {} set aside", report.records_rejected) : "";
        const std::string detail = report.message.empty() ? fmt::format("{} records, {} rows{}", report.records,
                                                                        report.rows_written, set_aside)
                                                          : report.message;
        std::cout << fmt::format("{}  {:<9}  {}\n", slice.text(), to_string(report.end), detail) << std::flush;
    }

    exit_code final_code() const { return worse(code_, stop_.signal_code()); }

    void close_run() {
        auto& s = counts_.slices;
        s.pending = s.planned - s.completed - s.unchanged - s.failed - s.elsewhere;
        const auto session = open_for_last_words(*database_, stop_);
        sinks::transaction tx{*session, sinks::transaction::kind::write};
        sinks::end_run(*session, run_id_, counts_, static_cast<int>(final_code()), clock_now());
        tx.commit();
    }

    exit_code finish() {
        const auto& s = counts_.slices;
        std::cout << fmt::format("{} archived days: {} converted ({} rows), {} current, {} kept, {} failed, {} left\n",
                                 s.planned, s.completed, counts_.rows_written, s.unchanged, s.elsewhere, s.failed,
                                 s.pending)
                  << std::flush;
        return final_code();
    }

    const command_context& context_;
    const connectors::archive& archive_;
    const std::string run_id_ = make_run_id();
    stop_control stop_;  // before anything that might start a thread
    std::unique_ptr<sinks::database> database_;
    std::vector<schema::slice> slices_;
    std::atomic<std::size_t> next_ = 0;
    std::mutex mutex_;  ///< of all below, while threads run
    sinks::run_counts counts_;
    exit_code code_ = exit_code::complete;
};

}  // namespace

exit_code run_replay(const command_context& context) {
    const auto archive = archive_of(context.settings);
    if (!archive) return usage_error({"archive.directory is not set: there is nothing to replay"});
    try {
        return replay_run{context, *archive}.run();
    } catch (const connectors::spool_error& error) {
        context.log.error("{}", error.what());
        return exit_code::slices_failed;
    } catch (const connectors::archive_error& error) {  // the directory itself
        return usage_error({error.what()});
    }
}

}  // namespace pipelines
