#include "pipelines/slice_story.hpp"

#include <limits>

#include "pipelines/report_load.hpp"
#include "pipelines/transitions.hpp"
#include "sinks/claim_key.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"
#include "sinks/totals_loader.hpp"
#include "sinks/user_loader.hpp"

namespace pipelines {

namespace {

/// The only profile so far: people are stored as the vendor names them.
constexpr std::string_view privacy_profile = "identified";

/// A report is implausibly shrunken when less than half of at least this many rows is left.
constexpr std::int64_t shrink_rows_min = 10;

/// Rejects written per transaction: with 64 KiB each they are a few megabytes.
constexpr std::size_t rejects_per_batch = 64;

class story {
public:
    story(sinks::sql_session& session, const planned_slice& work, const story_options& options)
        : session_{session}, slice_{work.slice}, seen_{work.seen}, options_{options} {}

    slice_report tell(connectors::report_source& source, const connectors::fetch_limits& limits) {
        if (claim()) {
            try {
                read(source, limits);
            } catch (const connectors::spool_error& error) {
                refuse("spool_failed", error.what());
            }
        }
        return std::move(report_);
    }

private:
    void read(connectors::report_source& source, const connectors::fetch_limits& limits) {
        report_body body{options_.spool_dir, options_.bytes_arrived};
        report_.fetch = source.fetch(slice_, body, limits);
        if (report_.fetch.result == connectors::fetch_result::failed) return fetch_failed();
        if (report_.fetch.result == connectors::fetch_result::no_data) return no_data(report_.fetch.message);
        if (report_.fetch.report_day) take_day(*report_.fetch.report_day);
        if (body.records() == 0) return no_data("the report of this day has no records");
        const std::string hash = body.content_sha256();
        // After a refused report, its rejects stand in the tables: loading again puts this report's in their place.
        const bool as_loaded = same_content(before_, hash, decoder_version(slice_.target.dataset), privacy_profile);
        if (as_loaded && before_->reason != reason::bad_records) return unchanged();
        session_.enter_write();
        if (shrunk(body)) return;
        load(body, hash, limits.stop);
    }

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
        session_.enter_write();
        sinks::write_state(session_, slice_, state, options_.clock());
        if (slice_.target.dataset == schema::dataset::engagement && state.status == schema::slice_status::completed)
            sinks::forget_attempts(session_, slice_.target);
        if (slice_.target.dataset == schema::dataset::totals && state.status == schema::slice_status::completed)
            sinks::set_final(session_, slice_, state.is_final);
        session_.commit();
        report_.end = end;
        report_.is_final = state.is_final;
        report_.reason = state.reason;
        report_.message = state.error_message;
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
        const auto state = without_data(before_, this_attempt(), message);
        settle(state.status == schema::slice_status::pending ? slice_end::pending : slice_end::no_data, state);
    }

    void unchanged() { return settle(slice_end::unchanged, pipelines::unchanged(*before_, this_attempt())); }

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
        session_.execute_script("SAVEPOINT before_load");
        const auto undo = [this] { session_.execute_script("ROLLBACK TO SAVEPOINT before_load"); };
        load_result result;
        try {
            result = load_report(session_, slice_, body, {options_.max_bad_records, options_.clock(), stop, options_.rows_loaded});
            if (!result.accepted) undo();
            if (result.cut_part) return cut_on_its_way(*result.cut_part);
            write_oddities(body, result);
        } catch (const load_stopped&) {
            undo();
            return stopped("stopped by a signal or the deadline while loading: nothing was written");
        } catch (const connectors::spool_error&) {
            undo();
            throw;
        } catch (const sinks::sink_error& error) {
            if (!error.data) throw;
            undo();
            return refuse("load_refused", error.what());
        }
        report_.records_rejected = result.rejected;
        report_.duplicates = result.duplicates;
        if (result.accepted) commit_rows(body, hash, result);
        else reject_report(result);
    }

    /// HTTP saw a whole body, but the file breaks off in the middle of a record: more than that record may be missing.
    void cut_on_its_way(std::size_t part) {
        refuse(connectors::reason::download_failed,
               "file " + std::to_string(part + 1) + " of the report breaks off in its last record, so it was cut before it "
               "reached us: nothing of it was loaded, the next run reads it again");
    }

    void commit_rows(const report_body& body, const std::string& hash, const load_result& result) {
        const attempt a = this_attempt();
        const auto state = loaded(before_, a,
                                  {hash, result.day_totals, result.rows, result.rejected,
                                   static_cast<std::int64_t>(body.bytes()), decoder_version(slice_.target.dataset),
                                   std::string(privacy_profile)});
        const bool had_rows = before_ && before_->status == schema::slice_status::completed;
        const bool other_content = had_rows && before_->content_sha256 != hash;  // not only decoded another way
        if (other_content && before_->day_totals != result.day_totals) {
            sinks::write_restatement(session_, slice_, before_->day_totals, result.day_totals, before_->is_final, a.run_id,
                                     a.now);
            report_.restated = true;
        }
        report_.rows_written = result.rows;
        settle(slice_end::completed, state);
    }

    void reject_report(const load_result& result) {
        std::string message = std::to_string(result.rejected) + " of " + std::to_string(result.records) +
                              " records had to be set aside, more than max_bad_records allows: nothing of this report was "
                              "loaded";
        if (!result.rejects.empty()) message += "; the first: " + result.rejects.front().message;
        auto state = failed(before_, this_attempt(), reason::bad_records, message, std::nullopt);
        state.records_rejected = result.rejected;
        settle(slice_end::failed, state);
    }

    /// Rejects and drift, in the slice's transaction: a run that dies right after a commit of its own would lose them for
    /// good, since nobody reads a final day again. Last, and sorted: drift is what concurrent slices share.
    void write_oddities(const report_body& body, const load_result& result) {
        sinks::clear_rejected_records(session_, slice_);
        for (std::size_t first = 0; first < result.rejects.size(); first += rejects_per_batch) {
            const auto begin = result.rejects.begin() + static_cast<std::ptrdiff_t>(first);
            const auto count = std::min(rejects_per_batch, result.rejects.size() - first);
            std::vector<sinks::rejected_record> batch(begin, begin + static_cast<std::ptrdiff_t>(count));
            fill_raw(body, batch);
            sinks::write_rejected_records(session_, slice_, batch, options_.run_id, options_.clock());
        }
        sinks::write_drift(session_, slice_, result.drift);
    }

    sinks::sql_session& session_;
    schema::slice slice_;
    const std::optional<schema::slice_state> seen_;
    const story_options& options_;
    previous_state before_;
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
