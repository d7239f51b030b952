#include "pipelines/transitions.hpp"

#include <algorithm>

#include "connectors/report_source.hpp"

namespace pipelines {

namespace {

using schema::slice_state;
using schema::slice_status;

bool has_rows(const previous_state& before) { return before && before->status == slice_status::completed; }

/// The last answer had no data: what comes now is the first data after it, and the next read has to confirm it.
bool back_after_no_data(const previous_state& before) {
    return before && before->no_data_at &&
           (!has_rows(before) || before->no_data_at > std::max(before->last_success_at, before->completed_at));
}

/// Old enough that the vendor has stopped changing it.
bool settled(const attempt& a) { return a.today - a.day > a.settle_days; }

/// The row before, with this attempt counted and its reason forgotten.
slice_state attempted(const previous_state& before, const attempt& a) {
    slice_state state = before.value_or(slice_state{});
    ++state.attempt_count;
    state.last_attempt_at = a.now;
    state.next_attempt_at.reset();
    state.run_id = a.run_id;
    state.reason.clear();
    state.error_message.clear();
    return state;
}

/// The attempt met no trouble.
void succeeded(slice_state& state, const attempt& a) { state.last_success_at = a.now; }

/// The tables hold `content` from now on.
void hold(slice_state& state, const loaded_content& content, schema::time_point now) {
    state.status = slice_status::completed;
    state.completed_at = now;
    state.rows_written = content.rows;
    state.records_rejected = content.records_rejected;
    state.bytes_read = content.bytes_read;
    state.content_sha256 = content.content_sha256;
    state.day_totals = content.day_totals;
    state.decoder_version = content.decoder_version;
    state.privacy_profile = content.privacy_profile;
}

}  // namespace

std::optional<slice_state> begun(const previous_state& before, const attempt& a) {
    if (has_rows(before)) return std::nullopt;
    slice_state state = attempted(before, a);
    --state.attempt_count;  // counted when it has met something, so that a killed run does not count twice
    state.status = slice_status::in_progress;
    return state;
}

slice_state without_data(const previous_state& before, const attempt& a, const std::string& message) {
    slice_state state = attempted(before, a);
    state.no_data_at = a.now;
    state.error_message = message;
    if (has_rows(before)) {
        state.reason = reason::vanished;
        return state;
    }
    succeeded(state, a);
    state.status = settled(a) ? slice_status::no_data : slice_status::pending;
    state.reason = connectors::reason::not_published;
    return state;
}

slice_state failed(const previous_state& before, const attempt& a, std::string_view reason, const std::string& message,
                   const std::optional<schema::time_point>& retry_at) {
    slice_state state = attempted(before, a);
    if (!has_rows(before)) state.status = slice_status::failed;
    state.reason = reason;
    state.error_message = message;
    state.next_attempt_at = retry_at;
    return state;
}

slice_state interrupted(const previous_state& before, const attempt& a, const std::string& message) {
    slice_state state = attempted(before, a);
    if (!has_rows(before)) state.status = slice_status::pending;
    state.reason = connectors::reason::interrupted;
    state.error_message = message;
    return state;
}

slice_state unchanged(const slice_state& before, const attempt& a) {
    slice_state state = attempted(before, a);
    succeeded(state, a);
    state.is_final = before.is_final || (settled(a) && !back_after_no_data(before));
    return state;
}

slice_state loaded(const previous_state& before, const attempt& a, const loaded_content& content) {
    slice_state state = attempted(before, a);
    const bool changed = has_rows(before) && before->content_sha256 != content.content_sha256;
    succeeded(state, a);
    state.is_final = settled(a) && !changed && !back_after_no_data(before);
    hold(state, content, a.now);
    return state;
}

slice_state replayed(const previous_state& before, const archived_read& read, const std::string& run_id,
                     schema::time_point now, const loaded_content& content) {
    slice_state state = before.value_or(slice_state{});
    if (!has_rows(before)) {
        state.is_final = read.is_final;
        state.last_attempt_at = read.read_at;
        state.last_success_at = std::max(state.last_success_at.value_or(read.read_at), read.read_at);
        state.next_attempt_at.reset();
        state.attempt_count = std::max<std::int64_t>(state.attempt_count, 1);
        state.reason.clear();
        state.error_message.clear();
        state.run_id = run_id;
    }
    hold(state, content, now);
    return state;
}

slice_state expired(const previous_state& before, const attempt& a) {
    slice_state state = before.value_or(slice_state{});
    state.status = slice_status::failed;
    state.run_id = a.run_id;
    state.reason = reason::expired;
    state.error_message = "the vendor keeps its days for a time only, and this one left that window before it was read: it "
                          "cannot be loaded any more";
    return state;
}

slice_state missed(const previous_state& before, const attempt& a) {
    slice_state state = before.value_or(slice_state{});
    state.status = slice_status::failed;
    state.run_id = a.run_id;
    state.reason = reason::missed_snapshot;
    state.error_message = "no run read this snapshot on its day, and it cannot be had afterwards";
    return state;
}

bool same_content(const previous_state& before, std::string_view content_sha256, int decoder_version,
                  std::string_view privacy_profile) {
    return has_rows(before) && before->content_sha256 == content_sha256 &&
           before->decoder_version == decoder_version && before->privacy_profile == privacy_profile;
}

}  // namespace pipelines
