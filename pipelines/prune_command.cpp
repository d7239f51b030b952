#include <fmt/format.h>

#include <iostream>
#include <thread>

#include "connectors/spool.hpp"
#include "pipelines/archive_selection.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/free_slice.hpp"
#include "pipelines/retention_plan.hpp"
#include "pipelines/stop_control.hpp"
#include "sinks/claim_key.hpp"
#include "sinks/retention.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

/// As target::text() says it.
std::string text_of(const sinks::stored_slice& slice) {
    return slice.source + " " + slice.scope + "/" + slice.scope_identifier + " " +
           std::string(to_string(slice.dataset));
}

class prune_run {
public:
    prune_run(const command_context& context, schema::day first_kept)
        : context_{context},
          archive_{archive_of(context.settings)},
          first_kept_{first_kept},
          stop_{std::nullopt},
          database_{sinks::make_database(context.settings.database_url)} {}

    exit_code run() {
        if (context_.options.dry_run) {
            look();
            return exit_code::complete;
        }
        open_existing(*database_);  // a file that is not there gets no lock beside it
        const auto lock = database_->lock_for_run([this](const std::string& text) { context_.log.info("{}", text); },
                                                  [this] { return stop_.stopping(); });
        if (lock) {
            until_stopped(context_, [this] {
                look();
                remove();
            });
            context_.display.end();
        }
        return stop_.signal_code();
    }

private:
    /// What there is to remove, found and shown.
    void look() {
        session_ = open_existing(*database_);
        session_->obey(stop_.token(), stop_.last_token());
        if (archive_ && std::filesystem::exists(archive_->directory())) find_files();
        find_slices();
        print();
    }

    void find_files() {
        for (const connectors::archived_file& file : archive_->files())
            if (file.slice.day < first_kept_) files_.push_back(file);
        drafts_ = archive_->abandoned_drafts();
    }

    void find_slices() {
        sinks::transaction tx{*session_, sinks::transaction::kind::read};
        slices_ = sinks::slices_before(*session_, first_kept_);
        tx.commit();
    }

    /// A line for each target, then one for the archive.
    void print() const {
        std::cout << "the first day kept is " << first_kept_.text() << "\n";
        for (auto slice = slices_.begin(); slice != slices_.end();) {
            const std::string target = text_of(slice->first);
            const schema::day first = slice->first.day;
            std::int64_t days = 0, rows = 0;
            schema::day last = first;
            for (; slice != slices_.end() && text_of(slice->first) == target; ++slice) {
                ++days;
                rows += slice->second;
                last = slice->first.day;
            }
            std::cout << fmt::format("{}  {} to {}  {} days, {} rows\n", target, first.text(), last.text(), days, rows);
        }
        std::uint64_t bytes = 0;
        for (const auto& file : files_) bytes += file.file_bytes;
        if (archive_)
            std::cout << fmt::format("archive {}  {} files, {} bytes\n", archive_->directory().string(), files_.size(),
                                     bytes);
        for (const auto& draft : drafts_)
            std::cout << fmt::format("archive {}  left by a run that died\n", draft.string());
        if (context_.options.dry_run) std::cout << "nothing was removed: without --dry-run, all of this is\n";
        std::cout << std::flush;
    }

    /// Targets first: a day that is not meant to be there is no gap when it goes.
    void remove() {
        move_targets();
        std::int64_t days = 0, rows = 0;
        context_.display.begin("prune", slices_.size());
        for (const auto& [slice, unused] : slices_) {
            const auto removed = remove_slice(slice);
            if (!removed) break;
            ++days;
            rows += *removed;
            context_.display.slice_done();
        }
        context_.display.end();
        std::size_t files = 0;
        for (; files < files_.size() && !stop_.stopping(); ++files) archive_->remove(files_[files].slice);
        if (!stop_.stopping()) remove_drafts();
        std::cout << fmt::format("removed {} of {} days, {} rows, {} of {} archived reports\n", days, slices_.size(),
                                 rows, files, files_.size())
                  << std::flush;
    }

    /// Of one that cannot be removed, the next draft of its target will try.
    void remove_drafts() const {
        for (const auto& draft : drafts_) {
            std::error_code error;
            std::filesystem::remove(draft, error);
            if (error) context_.log.warn("{} cannot be removed: {}", draft.string(), error.message());
        }
    }

    /// As they are now: a run may have changed them since they were looked at.
    void move_targets() {
        sinks::transaction tx{*session_, sinks::transaction::kind::write};
        for (const target_retention& change : retain(sinks::read_targets(*session_), first_kept_)) {
            if (change.ended)
                sinks::delete_target(*session_, change.target);
            else
                sinks::write_target(*session_, change.target, change.since, change.until,
                                    std::chrono::system_clock::now());
        }
        tx.commit();
    }

    /// One transaction; waits for whoever reads the day at the moment. nullopt when a signal came first.
    std::optional<std::int64_t> remove_slice(const sinks::stored_slice& slice) {
        for (int attempt = 0; !stop_.stopping();) {
            try {
                if (!session_) session_ = open_obeying(*database_, stop_);
                if (const auto rows = try_to_remove(slice)) return rows;
                std::this_thread::sleep_for(held_pause);
            } catch (const sinks::sink_error& error) {
                session_.reset();
                if (error.interrupted) break;
                if (!error.retryable || attempt == reconnects_max) throw;
                context_.log.warn("{} {}: {}; trying again", text_of(slice), slice.day.text(), error.what());
                std::this_thread::sleep_for(std::chrono::seconds{1 << attempt++});
            }
        }
        return std::nullopt;
    }

    /// nullopt while another process holds the slice.
    std::optional<std::int64_t> try_to_remove(const sinks::stored_slice& slice) {
        const auto kind = schema::parse_scope_kind(slice.scope);
        const schema::target target{
            slice.source, {kind.value_or(schema::scope_kind::organization), slice.scope_identifier}, slice.dataset};
        if (!kind)
            session_->begin_write();  // a team's rows: no run reads them
        else if (!session_->begin_claimed(sinks::claim_key({target, slice.day})))
            return std::nullopt;
        session_->enter_write();
        const std::int64_t rows = sinks::delete_slice(*session_, slice);
        session_->commit();
        return rows;
    }

    const command_context& context_;
    const std::optional<connectors::archive> archive_;
    const schema::day first_kept_;
    stop_control stop_;  // before anything that might start a thread
    std::unique_ptr<sinks::database> database_;
    std::unique_ptr<sinks::sql_session> session_;
    std::map<sinks::stored_slice, std::int64_t> slices_;
    std::vector<connectors::archived_file> files_;
    std::vector<std::filesystem::path> drafts_;
};

}  // namespace

exit_code run_prune(const command_context& context) {
    const schema::day today = today_of(context.options);
    if (schema::day::of(std::chrono::system_clock::now()) < today)
        return usage_error(
            {"--as-of " + today.text() + " is not here yet: prune would remove days that are to be kept"});
    const auto first_kept = first_kept_day(context.settings.sync.retention_days, today);
    if (!first_kept) {
        std::cout << "sync.retention_days is 0: everything is kept\n";
        return exit_code::complete;
    }
    try {
        return prune_run{context, *first_kept}.run();
    } catch (const connectors::archive_error& error) {
        context.log.error("{}", error.what());
        return exit_code::slices_failed;
    }
}

}  // namespace pipelines
