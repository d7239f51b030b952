#include "pipelines/run_state.hpp"

namespace pipelines {

bool run_state::worth_asking(const schema::target& target) const {
    const std::scoped_lock lock{mutex_};
    return !ended_sources_.contains(target.source) && !ended_targets_.contains(target);
}

void run_state::record(const planned_slice& work, const slice_report& report) {
    const std::scoped_lock lock{mutex_};
    switch (report.end) {
        case slice_end::completed: ++counts_.slices.completed; break;
        case slice_end::unchanged: ++counts_.slices.unchanged; break;
        case slice_end::no_data: ++counts_.slices.no_data; break;
        case slice_end::failed: ++counts_.slices.failed; break;
        case slice_end::elsewhere: ++counts_.slices.elsewhere; break;
        case slice_end::pending:
        case slice_end::held: break;  // what is not counted otherwise is pending
    }
    counts_.rows_written += report.rows_written;
    counts_.records_rejected += report.records_rejected;
    counts_.restatements += report.restated ? 1 : 0;
    counts_.bytes_downloaded += static_cast<std::int64_t>(report.fetch.bytes_downloaded);
    counts_.requests += static_cast<std::int64_t>(report.fetch.requests);
    counts_.retries += static_cast<std::int64_t>(report.fetch.retries);
    if (report.end == slice_end::elsewhere) return;
    if (report.fetch.result != connectors::fetch_result::failed) read_sources_.insert(work.slice.target.source);
    envelope_answers& answers = envelopes_[work.slice.target];
    if (report.fetch.not_found_answer) answers.not_found.push_back(work);
    else
        answers.other = true;
    learn(work.slice.target, report.fetch);
}

void run_state::learn(const schema::target& target, const connectors::fetch_outcome& outcome) {
    cut_short_ = cut_short_ || outcome.reason == connectors::reason::interrupted;
    int& server_errors = server_errors_[target.source];
    server_errors = outcome.server_error ? server_errors + 1 : 0;
    if (server_errors >= server_errors_max) ended_sources_.insert(target.source);
    if (outcome.result != connectors::fetch_result::failed) return;
    switch (outcome.extent) {
        case connectors::failure_extent::slice: break;
        case connectors::failure_extent::scope_dataset: ended_targets_.insert(target); break;
        case connectors::failure_extent::credential:  // a source has one credential
        case connectors::failure_extent::source: ended_sources_.insert(target.source); break;
    }
}

void run_state::record_requests(const connectors::fetch_outcome& outcome) {
    const std::scoped_lock lock{mutex_};
    counts_.bytes_downloaded += static_cast<std::int64_t>(outcome.bytes_downloaded);
    counts_.requests += static_cast<std::int64_t>(outcome.requests);
    counts_.retries += static_cast<std::int64_t>(outcome.retries);
}

sinks::run_counts run_state::counts() const {
    const std::scoped_lock lock{mutex_};
    sinks::run_counts counts = counts_;
    auto& s = counts.slices;
    s.pending = s.planned - s.completed - s.unchanged - s.no_data - s.failed - s.elsewhere;
    return counts;
}

bool run_state::cut_short() const {
    const std::scoped_lock lock{mutex_};
    return cut_short_;
}

std::set<std::string> run_state::sources_given_up() const {
    const std::scoped_lock lock{mutex_};
    return ended_sources_;
}

std::set<std::string> run_state::sources_read() const {
    const std::scoped_lock lock{mutex_};
    return read_sources_;
}

std::map<schema::target, std::vector<planned_slice>> run_state::answered_only_not_found() const {
    const std::scoped_lock lock{mutex_};
    std::map<schema::target, std::vector<planned_slice>> scopes;
    for (const auto& [target, answers] : envelopes_)
        if (!answers.other && !answers.not_found.empty()) scopes[target] = answers.not_found;
    return scopes;
}

}  // namespace pipelines
