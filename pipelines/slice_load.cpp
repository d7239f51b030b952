#include "pipelines/slice_load.hpp"

#include <algorithm>

#include "sinks/sink_error.hpp"

namespace pipelines {

namespace {

/// Rejects read back at a time: with 64 KiB each they are a few megabytes.
constexpr std::size_t rejects_per_batch = 64;

/// Rejects and drift, in the slice's transaction: a run that dies right after a commit of its own would lose them for
/// good, since nobody reads a final day again. Last, and sorted: drift is what concurrent slices share.
void write_oddities(sinks::sql_session& session, const schema::slice& slice, const report_body& body,
                    const load_result& result, const slice_load_options& options) {
    sinks::clear_rejected_records(session, slice);
    for (std::size_t first = 0; first < result.rejects.size(); first += rejects_per_batch) {
        const auto begin = result.rejects.begin() + static_cast<std::ptrdiff_t>(first);
        const auto count = std::min(rejects_per_batch, result.rejects.size() - first);
        std::vector<sinks::rejected_record> batch(begin, begin + static_cast<std::ptrdiff_t>(count));
        fill_raw(body, batch);
        sinks::write_rejected_records(session, slice, batch, options.run_id, options.clock());
    }
    sinks::write_drift(session, slice, result.drift);
}

std::string too_many_bad(const load_result& result) {
    std::string message = std::to_string(result.rejected) + " of " + std::to_string(result.records) +
                          " records had to be set aside, more than max_bad_records allows: nothing of this report was "
                          "loaded";
    if (!result.rejects.empty()) message += "; the first: " + result.rejects.front().message;
    return message;
}

/// HTTP saw a whole body, but the file breaks off in the middle of a record: more than that record may be missing.
std::string cut_on_its_way(std::size_t part) {
    return "file " + std::to_string(part + 1) +
           " of the report breaks off in or right behind its last record, so it was cut before it "
           "reached us: nothing of it was loaded, the next run reads it again";
}

}  // namespace

slice_loading load_slice(sinks::sql_session& session, const schema::slice& slice, const report_body& body,
                         const slice_load_options& options) {
    session.execute_script("SAVEPOINT before_load");
    slice_loading loading;
    try {
        loading.result = load_report(session, slice, body,
                                     {options.max_bad_records, options.clock(), options.stop, options.rows_loaded,
                                      options.vendor, options.may_be_empty});
        if (!loading.result.accepted) undo_loading(session);
        if (loading.result.cut_part) return {loading_end::cut, {}, cut_on_its_way(*loading.result.cut_part)};
        write_oddities(session, slice, body, loading.result, options);
    } catch (const load_stopped&) {
        undo_loading(session);
        return {loading_end::stopped, {}, "stopped by a signal or the deadline while loading: nothing was written"};
    } catch (const connectors::spool_error&) {
        undo_loading(session);
        throw;
    } catch (const sinks::sink_error& error) {
        if (!error.data) throw;
        undo_loading(session);
        return {loading_end::refused, {}, error.what()};
    }
    if (loading.result.accepted) return loading;
    loading.end = loading_end::bad_records;
    loading.message = too_many_bad(loading.result);
    return loading;
}

void undo_loading(sinks::sql_session& session) { session.execute_script("ROLLBACK TO SAVEPOINT before_load"); }

}  // namespace pipelines
