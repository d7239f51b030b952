#include "pipelines/slice_story.hpp"

#include <limits>

#include "connectors/archive/archive_draft.hpp"
#include "pipelines/archived_content.hpp"
#include "pipelines/slice_load.hpp"
#include "pipelines/transitions.hpp"
#include "sinks/claim_key.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"
#include "sinks/totals_loader.hpp"
#include "sinks/user_loader.hpp"

namespace pipelines {

namespace {

/// A report is implausibly shrunken when less than half of at least this many rows is left.
constexpr std::int64_t shrink_rows_min = 10;

class story {
public:
    story(sinks::sql_session& session, const planned_slice& work, const story_options& options)
        : session_{session}, slice_{work.slice}, seen_{work.seen}, options_{options} {}

    slice_report tell(connectors::report_source& source, const connectors::fetch_limits& limits) {
        if (claim()) {
            try {
                read(source, limits);
            } catch (const connectors::spool_error& error) {
                refuse(options_.archive ? reason::archive_failed : reason::spool_failed, error.what());
            } catch (const connectors::archive_error& error) {
                refuse(reason::archive_failed, error.what());
            }
        }
        return std::move(report_);
    }

private:
    void read(connectors::report_source& source, const connectors::fetch_limits& limits) {
        report_body body{open_spool(), options_.bytes_arrived};
        report_.fetch = source.fetch(slice_, body, limits);
        if (report_.fetch.result == connectors::fetch_result::failed) return fetch_failed();
        if (report_.fetch.result == connectors::fetch_result::no_data) return no_data(report_.fetch.message);
        if (report_.fetch.report_day) take_day(*report_.fetch.report_day);
        if (body.records() == 0 && !report_.fetch.nobody_active)
            return no_data("the report of this day has no records");
        const std::string hash = body.content_sha256();
        // After a refused report, its rejects stand in the tables: loading again puts this report's in their place.
        const bool as_loaded = same_content(before_, hash, decoder(), privacy_profile);
        if (as_loaded && before_->reason != reason::bad_records) return unchanged(body, hash);
        session_.enter_write();
        if (shrunk(body)) return;
        load(body, hash, limits.stop);
    }

    int decoder() const { return decoder_version(report_.fetch.vendor, slice_.target.dataset); }

    attempt this_attempt() const {
        return {options_.run_id, options_.clock(), slice_.day, options_.today, settle_days()};
    }

    /// A snapshot is final when its day has passed; a window that has ended does not change any more.
    int settle_days() const {
        if (options_.never_final) return std::numeric_limits<int>::max();
        switch (slice_.target.dataset) {
            case schema::dataset::seats: return 0;
            case schema::dataset::engagement: return -1;
            default: return options_.settle_days;
        }
    }

    /// The vendor named the day of what was read; it was planned, and claimed, under a guess.
    void take_day(schema::day day) {
        if (day == slice_.day) return;
        slice_.day = day;
        before_ = sinks::read_state(session_, slice_);
        recover_archive();
    }

    /// Takes the slice, reads its row again, and shows others that it is being read. False: report_ says why not.
    bool claim() {
        if (!take_claim()) return false;
        if (settled_meanwhile()) return false;
        if (slice_.target.dataset == schema::dataset::engagement) return true;  // its day is not known yet
        const auto mark = begun(before_, this_attempt());
        if (!mark) return true;
        session_.enter_write();
        sinks::write_state(session_, slice_, *mark, options_.clock());
        session_.commit();  // ends the claim as well: a claim that writes would hold back vacuum during the download
        if (!take_claim()) return false;
        const auto row = sinks::read_state(session_, slice_);
        if (row && row->status == schema::slice_status::in_progress && row->run_id == options_.run_id) return true;
        session_.rollback();
        report_.end = slice_end::held;
        return false;
    }

    bool take_claim() {
        if (session_.begin_claimed(sinks::claim_key(slice_))) return true;
        report_.end = slice_end::held;
        return false;
    }

    /// What another run has settled since the plan was made is left alone; what a run died over is not.
    bool settled_meanwhile() {
        before_ = sinks::read_state(session_, slice_);
        if (!before_ || before_->status == schema::slice_status::in_progress) return false;
        const bool attempted = !seen_ || before_->attempt_count != seen_->attempt_count || before_->run_id != seen_->run_id;
        if (!attempted) return false;
        session_.rollback();
        report_.end = slice_end::elsewhere;
        report_.is_final = before_->is_final;
        if (before_->run_id == options_.run_id && before_->status == schema::slice_status::completed) {
            report_.end = slice_end::completed;  // a commit of ours whose answer was lost
            report_.rows_written = before_->rows_written.value_or(0);
        }
        return true;
    }

    /// Writes the row and ends the transaction, and with it the claim.
    void settle(slice_end end, const schema::slice_state& state) {
        try {
            write(state);
            session_.commit();
        } catch (const sinks::sink_error& error) {
            // In doubt: either the next try finds the day committed, or it reads the report again.
            if (draft_ && !error.in_doubt) draft_->withdraw();
            throw;
        }
        if (draft_) draft_->committed();
        report_.end = end;
        report_.is_final = state.is_final;
        report_.reason = state.reason;
        report_.message = state.error_message;
    }

    void write(const schema::slice_state& state) {
        session_.enter_write();
        sinks::write_state(session_, slice_, state, options_.clock());
        if (state.status != schema::slice_status::completed) return;
        if (slice_.target.dataset == schema::dataset::engagement) sinks::forget_attempts(session_, slice_.target);
        if (slice_.target.dataset == schema::dataset::totals) sinks::set_final(session_, slice_, state.is_final);
    }

    void refuse(std::string_view reason, const std::string& message) {
        settle(slice_end::failed, failed(before_, this_attempt(), reason, message, std::nullopt));
    }

    void fetch_failed() {
        const connectors::fetch_outcome& met = report_.fetch;
        if (met.reason == connectors::reason::interrupted) return stopped(met.message);
        settle(slice_end::failed, failed(before_, this_attempt(), met.reason, met.message, met.retry_at));
    }

    void stopped(const std::string& message) {
        settle(slice_end::pending, interrupted(before_, this_attempt(), message));
    }

    void no_data(const std::string& message) {
        auto state = without_data(before_, this_attempt(), message);
        const bool is_of_today_only = slice_.target.dataset == schema::dataset::seats;  // nothing comes later
        if (is_of_today_only && state.status == schema::slice_status::pending) state.status = schema::slice_status::no_data;
        settle(state.status == schema::slice_status::pending ? slice_end::pending : slice_end::no_data, state);
    }

    void unchanged(const report_body& body, const std::string& hash) {
        const auto state = pipelines::unchanged(*before_, this_attempt());
        if (draft_) archive_unchanged(body, hash, state.is_final);
        settle(slice_end::unchanged, state);
    }

    /// Refuses a report that lost more than half of the rows that are loaded. True: that was the end.
    bool shrunk(const report_body& body) {
        const bool comparable = before_ && before_->status == schema::slice_status::completed &&
                                before_->privacy_profile == privacy_profile;
        if (!comparable || options_.accept_shrink || slice_.target.dataset != schema::dataset::users) return false;
        const std::int64_t rows = sinks::count_user_rows(session_, slice_);
        const auto records = static_cast<std::int64_t>(body.records());
        if (rows < shrink_rows_min || records * 2 >= rows) return false;
        refuse(reason::shrunk, "the report has " + std::to_string(records) + " records where " +
                                             std::to_string(rows) + " users are loaded: the loaded day is kept; if the "
                                             "small report is right, run again with --accept-shrink");
        return true;
    }

    void load(const report_body& body, const std::string& hash, std::stop_token stop) {
        const slice_loading loading =
            load_slice(session_, slice_, body,
                       {options_.run_id, options_.max_bad_records, options_.clock, stop, options_.rows_loaded,
                        report_.fetch.vendor, report_.fetch.nobody_active});
        const load_result& result = loading.result;
        report_.records_rejected = result.rejected;
        report_.duplicates = result.duplicates;
        switch (loading.end) {
            case loading_end::stopped: return stopped(loading.message);
            case loading_end::refused: return refuse("load_refused", loading.message);
            case loading_end::cut: return refuse(connectors::reason::download_failed, loading.message);
            case loading_end::bad_records: return reject_report(loading);
            case loading_end::loaded: return commit_rows(body, hash, result);
        }
    }

    void commit_rows(const report_body& body, const std::string& hash, const load_result& result) {
        const attempt a = this_attempt();
        const auto state = loaded(before_, a,
                                  {hash, result.day_totals, result.rows, result.rejected,
                                   static_cast<std::int64_t>(body.bytes()), decoder(),
                                   std::string(privacy_profile)});
        const bool had_rows = before_ && before_->status == schema::slice_status::completed;
        const bool other_content = had_rows && before_->content_sha256 != hash;  // not only decoded another way
        if (other_content && before_->day_totals != result.day_totals) {
            sinks::write_restatement(session_, slice_, before_->day_totals, result.day_totals, before_->is_final, a.run_id,
                                     a.now);
            report_.restated = true;
        }
        report_.rows_written = result.rows;
        if (draft_) place_or_undo(body, hash, state.is_final);
        settle(slice_end::completed, state);
    }

    void reject_report(const slice_loading& loading) {
        auto state = failed(before_, this_attempt(), reason::bad_records, loading.message, std::nullopt);
        state.records_rejected = loading.result.rejected;
        settle(slice_end::failed, state);
    }

    /// The archive's file where there is an archive.
    connectors::spool& open_spool() {
        if (!options_.archive) return plain_.emplace(options_.spool_dir);
        recover_archive();
        return draft_.emplace(*options_.archive, slice_.target).body();
    }

    void recover_archive() {
        if (options_.archive) options_.archive->recover(slice_, before_ ? before_->content_sha256 : "");
    }

    /// Into the archive, before the day is committed.
    void place(const report_body& body, const std::string& hash, bool is_final) {
        connectors::archive_note note{
            slice_, is_final, options_.clock(), 0, 0, body.records(), "", hash, report_.fetch.vendor};
        try {
            draft_->complete(note);
            draft_->put_in_place(note);
        } catch (const connectors::spool_error&) {
            draft_->withdraw();
            throw;
        }
    }

    /// The rows go again when the report cannot be kept.
    void place_or_undo(const report_body& body, const std::string& hash, bool is_final) {
        try {
            place(body, hash, is_final);
        } catch (const connectors::spool_error&) {
            undo_loading(session_);
            report_.rows_written = 0;
            report_.restated = false;
            throw;
        }
    }

    /// Whether the file is there and good, by its bytes and not by its note alone.
    bool is_archived(const std::string& hash) const {
        if (!std::filesystem::exists(options_.archive->file_of(slice_))) return false;
        try {
            return read_archived(*options_.archive, slice_).content_sha256 == hash;
        } catch (const connectors::archive_error& error) {
            if (!error.damaged) throw;
            return false;
        }
    }

    /// The good file stays, and learns that its day is final; a missing, damaged or wrong one is put right.
    void archive_unchanged(const report_body& body, const std::string& hash, bool is_final) {
        if (!is_archived(hash)) place(body, hash, is_final);
        else if (is_final)
            options_.archive->mark_final(slice_);
    }

    sinks::sql_session& session_;
    schema::slice slice_;
    const std::optional<schema::slice_state> seen_;
    const story_options& options_;
    previous_state before_;
    std::optional<connectors::spool> plain_;
    std::optional<connectors::archive_draft> draft_;
    slice_report report_;
};

}  // namespace

std::string_view to_string(slice_end end) {
    switch (end) {
        case slice_end::completed: return "completed";
        case slice_end::unchanged: return "unchanged";
        case slice_end::no_data: return "no_data";
        case slice_end::pending: return "pending";
        case slice_end::failed: return "failed";
        case slice_end::elsewhere: return "elsewhere";
        case slice_end::held: return "held";
    }
    return "";
}

slice_report run_slice(sinks::sql_session& session, connectors::report_source& source, const planned_slice& work,
                       const story_options& options, const connectors::fetch_limits& limits) {
    return story{session, work, options}.tell(source, limits);
}

}  // namespace pipelines
