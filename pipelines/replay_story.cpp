#include "pipelines/replay_story.hpp"

#include "pipelines/archived_content.hpp"
#include "pipelines/slice_load.hpp"
#include "pipelines/transitions.hpp"
#include "sinks/claim_key.hpp"
#include "sinks/status_store.hpp"
#include "sinks/totals_loader.hpp"

namespace pipelines {

namespace {

class replay {
public:
    replay(sinks::sql_session& session, const connectors::archive& archive, const schema::slice& slice,
           const replay_options& options)
        : session_{session}, archive_{archive}, slice_{slice}, options_{options} {}

    replay_report run() {
        if (!session_.begin_claimed(sinks::claim_key(slice_))) return {replay_end::held, "", 0, 0, 0};
        before_ = sinks::read_state(session_, slice_);
        replay_report report;
        try {
            report = convert();
        } catch (const connectors::archive_error& error) {
            report.end = error.damaged ? replay_end::damaged : replay_end::unreadable;
            report.message = error.what();
        }
        if (report.end != replay_end::converted) session_.rollback();
        return report;
    }

private:
    bool is_loaded() const { return before_ && before_->status == schema::slice_status::completed; }

    replay_report convert() {
        archive_.recover(slice_, before_ ? before_->content_sha256 : "");
        const connectors::archived_report file{archive_.file_of(slice_), slice_};
        if (is_loaded() && before_->content_sha256 != file.note().content_sha256)
            return {replay_end::other,
                    "the archive holds another report of this day than the tables: the tables stay as they are", 0, 0,
                    0};
        const int version = decoder_version(file.note().vendor, slice_.target.dataset);
        if (!options_.force && same_content(before_, file.note().content_sha256, version, privacy_profile)) return {};

        connectors::spool spool{options_.spool_dir};
        report_body body{spool};
        file.read(body);
        expect_content(archive_, file, body.content_sha256());
        session_.enter_write();
        const slice_loading loading = load_slice(
            session_, slice_, body,
            {options_.run_id, options_.max_bad_records, options_.clock, options_.stop, options_.rows_loaded,
             file.note().vendor, file.note().records == 0});
        if (loading.end == loading_end::loaded) commit(body, file.note(), loading.result, version);
        return to_report(loading);
    }

    void commit(const report_body& body, const connectors::archive_note& note, const load_result& result, int version) {
        const schema::slice_state state =
            replayed(before_, {note.is_final, note.read_at}, options_.run_id, options_.clock(),
                     {note.content_sha256, result.day_totals, result.rows, result.rejected,
                      static_cast<std::int64_t>(body.bytes()), version, std::string(privacy_profile)});
        sinks::write_state(session_, slice_, state, options_.clock());
        if (slice_.target.dataset == schema::dataset::totals) sinks::set_final(session_, slice_, state.is_final);
        session_.commit();
    }

    static replay_report to_report(const slice_loading& loading) {
        const load_result& result = loading.result;
        replay_report report{replay_end::converted, loading.message, result.records, result.rows, result.rejected};
        switch (loading.end) {
            case loading_end::loaded:
                return report;
            case loading_end::cut:
                report.end = replay_end::damaged;
                break;
            case loading_end::bad_records:
                report.end = replay_end::bad_records;
                break;
            case loading_end::refused:
                report.end = replay_end::refused;
                break;
            case loading_end::stopped:
                report.end = replay_end::stopped;
                break;
        }
        report.rows_written = 0;
        return report;
    }

    sinks::sql_session& session_;
    const connectors::archive& archive_;
    const schema::slice& slice_;
    const replay_options& options_;
    previous_state before_;
};

}  // namespace

std::string_view to_string(replay_end end) {
    switch (end) {
        case replay_end::converted:
            return "converted";
        case replay_end::current:
            return "current";
        case replay_end::other:
            return "kept";
        case replay_end::damaged:
            return "DAMAGED";
        case replay_end::unreadable:
        case replay_end::bad_records:
        case replay_end::refused:
            return "FAILED";
        case replay_end::stopped:
        case replay_end::held:
            return "left";
    }
    return "";
}

replay_report replay_slice(sinks::sql_session& session, const connectors::archive& archive, const schema::slice& slice,
                           const replay_options& options) {
    return replay{session, archive, slice, options}.run();
}

}  // namespace pipelines
