#include "pipelines/metrics.hpp"

#include <fmt/format.h>

#include "pipelines/plan.hpp"
#include "pipelines/transitions.hpp"
#include "pipelines/version.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

std::string label_value(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '\\' || c == '"') escaped += '\\';
        if (c == '\n')
            escaped += "\\n";
        else
            escaped += c;
    }
    return escaped;
}

double seconds_of(schema::time_point time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

/// One family: its two comments before its first sample, whether it gets one or not.
class family {
public:
    family(std::string& out, const char* name, const char* type, const char* help) : out_{out}, name_{name} {
        out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
    }
    void add(const std::string& labels, std::int64_t value) { add_text(labels, std::to_string(value)); }
    void add(const std::string& labels, double value) { add_text(labels, fmt::format("{:.3f}", value)); }

private:
    void add_text(const std::string& labels, const std::string& value) {
        out_ += name_ + (labels.empty() ? "" : "{" + labels + "}") + " " + value + "\n";
    }

    std::string& out_;
    std::string name_;
};

std::string labels_of(const schema::target& target) {
    return fmt::format(R"(source="{}",scope="{}",scope_identifier="{}",dataset="{}")", label_value(target.source),
                       to_string(target.scope.kind), label_value(target.scope.identifier), to_string(target.dataset));
}

void write_freshness(std::string& out, const std::vector<target_metrics>& targets) {
    family success{out, "copilot_sync_last_success_timestamp_seconds", "gauge",
                   "When a day was last read without trouble, also where the answer was no data. Missing while none ever was."};
    for (const target_metrics& target : targets)
        if (target.days.last_success) success.add(labels_of(target.days.target), seconds_of(*target.days.last_success));
    family lag{out, "copilot_sync_day_lag", "gauge",
               "Today minus the newest loaded day, in days. Missing while nothing is loaded."};
    for (const target_metrics& target : targets)
        if (target.days.lag_days) lag.add(labels_of(target.days.target), std::int64_t{*target.days.lag_days});
    family margin{
        out, "copilot_sync_day_margin", "gauge",
        "Days until the oldest day that is not loaded leaves the vendor's window. Missing while no day is open."};
    for (const target_metrics& target : targets)
        if (target.day_margin) margin.add(labels_of(target.days.target), std::int64_t{*target.day_margin});
}

void write_days(std::string& out, const std::vector<target_metrics>& targets) {
    family slices{out, "copilot_sync_slices", "gauge",
                  "Days that are meant to be complete, by what the tables hold of them."};
    for (const target_metrics& target : targets) {
        const coverage& days = target.days;
        for (const auto& [state, count] :
             {std::pair{"final", days.final_days}, std::pair{"provisional", days.provisional},
              std::pair{"pending", days.pending}, std::pair{"no_data", days.no_data}, std::pair{"failed", days.failed},
              std::pair{"missing", days.missing}})
            slices.add(labels_of(days.target) + fmt::format(R"(,state="{}")", state), std::int64_t{count});
    }
    family troubled{out, "copilot_sync_troubled_slices", "gauge", "Days whose last attempt met trouble, by reason."};
    for (const target_metrics& target : targets)
        for (const auto& [reason, count] : target.troubled)
            troubled.add(labels_of(target.days.target) + fmt::format(R"(,reason="{}")", label_value(reason)),
                         std::int64_t{count});
    family restated{
        out, "copilot_sync_restatements", "gauge",
        "Times that a loaded day came back with other numbers; was_final for days that had been final. Fewer "
        "when such days are pruned."};
    for (const target_metrics& target : targets) {
        restated.add(labels_of(target.days.target) + R"(,was_final="false")", target.restatements.provisional);
        restated.add(labels_of(target.days.target) + R"(,was_final="true")", target.restatements.final_days);
    }
}

void write_runs(std::string& out, const sinks::run_totals& totals) {
    family runs{out, "copilot_sync_runs_total", "counter", "Runs of sync and backfill that ended, by exit code."};
    for (const auto& [code, count] : totals.runs) runs.add(fmt::format(R"(exit_code="{}")", code), count);
    family{out, "copilot_sync_rows_written_total", "counter", "Rows written by all runs."}.add("", totals.rows_written);
    family{out, "copilot_sync_records_rejected_total", "counter", "Records set aside by all runs."}.add(
        "", totals.records_rejected);
    family{out, "copilot_sync_downloaded_bytes_total", "counter", "Bytes downloaded by all runs."}.add(
        "", totals.bytes_downloaded);
    family{out, "copilot_sync_requests_total", "counter", "Requests made by all runs."}.add("", totals.requests);
    family{out, "copilot_sync_retries_total", "counter", "Requests of these that were repeated."}.add("",
                                                                                                      totals.retries);
}

std::map<std::string, int> troubled_days_of(const coverage& days) {
    std::map<std::string, int> counts;
    for (const troubled_days& trouble : days.troubles)
        if (trouble.reason != reason::not_attempted && trouble.reason != "in_progress")
            counts[trouble.reason] += trouble.days.size();
    return counts;
}

}  // namespace

std::optional<int> day_margin(const schema::target_state& target, const vendor_history& history, schema::day today) {
    if (is_snapshot(target.target.dataset)) return std::nullopt;
    const schema::day oldest = history.oldest_askable(target.target, today);
    const schema::day_range range = meant_to_be_complete(target, today, std::nullopt);
    for (schema::day day = std::max(range.first, oldest); day <= range.last; ++day) {
        if (in_ranges(target.final_days, day)) continue;
        const auto row = target.open_days.find(day);
        const bool closed = row != target.open_days.end() && (row->second.status == schema::slice_status::completed ||
                                                              row->second.status == schema::slice_status::no_data);
        if (!closed) return day - oldest;
    }
    return std::nullopt;
}

database_metrics read_metrics(sinks::sql_session& session, const vendor_history& history, schema::day today) {
    database_metrics metrics;
    const auto last_success = sinks::read_last_success(session);
    const auto restatements = sinks::count_restatements(session);
    const auto drift = sinks::count_drift(session, today - drift_days);
    for (const schema::target_state& state : sinks::read_targets(session)) {
        if (state.until) continue;
        target_metrics target{cover(state, today), {}, day_margin(state, history, today), {}};
        target.troubled = troubled_days_of(target.days);
        if (const auto found = last_success.find(state.target); found != last_success.end())
            target.days.last_success = found->second;
        if (const auto found = restatements.find(state.target); found != restatements.end())
            target.restatements = found->second;
        const std::pair key{state.target.source, state.target.dataset};
        const auto unknown = drift.find(key);
        metrics.drift[key] = unknown == drift.end() ? 0 : unknown->second;
        metrics.targets.push_back(std::move(target));
    }
    metrics.runs = sinks::read_run_totals(session);
    return metrics;
}

std::string to_text(const database_metrics& metrics) {
    std::string out;
    write_freshness(out, metrics.targets);
    write_days(out, metrics.targets);
    family drift{out, "copilot_sync_unknown_fields", "gauge",
                 "Fields, or types of fields, that this version does not know, in reports of the last seven days."};
    for (const auto& [key, count] : metrics.drift)
        drift.add(fmt::format(R"(source="{}",dataset="{}")", label_value(key.first), to_string(key.second)), count);
    write_runs(out, metrics.runs);
    return out;
}

std::string to_text(const run_summary& run) {
    std::string out;
    const auto gauge = [&out](const char* name, const char* help) { return family{out, name, "gauge", help}; };
    gauge("copilot_sync_last_run_exit_code", "Exit code of the last run.").add("", static_cast<std::int64_t>(run.code));
    gauge("copilot_sync_last_run_timestamp_seconds", "When the last run ended.").add("", seconds_of(run.finished_at));
    gauge("copilot_sync_last_run_duration_seconds", "How long the last run took.")
        .add("", std::chrono::duration<double>(run.finished_at - run.started_at).count());
    gauge("copilot_sync_last_run_info", "Version of the program that ran last.")
        .add(fmt::format(R"(version="{}")", program_version), std::int64_t{1});
    family slices = gauge("copilot_sync_last_run_slices", "Days that were due in the last run, by how they ended.");
    const auto& s = run.counts.slices;
    for (const auto& [end, count] :
         {std::pair{"completed", s.completed}, std::pair{"unchanged", s.unchanged}, std::pair{"no_data", s.no_data},
          std::pair{"pending", s.pending}, std::pair{"failed", s.failed}, std::pair{"elsewhere", s.elsewhere}})
        slices.add(fmt::format(R"(end="{}")", end), count);
    gauge("copilot_sync_last_run_rows_written", "Rows written by the last run.").add("", run.counts.rows_written);
    gauge("copilot_sync_last_run_downloaded_bytes", "Bytes downloaded by the last run.")
        .add("", run.counts.bytes_downloaded);
    gauge("copilot_sync_last_run_requests", "Requests made by the last run.").add("", run.counts.requests);
    gauge("copilot_sync_last_run_retries", "Requests of these that were repeated.").add("", run.counts.retries);
    return out;
}

std::string without_run(std::string_view text) {
    std::string kept;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        const bool comment = line.starts_with("# HELP ") || line.starts_with("# TYPE ");
        if (!line.substr(comment ? 7 : 0).starts_with("copilot_sync_last_run_")) kept += line;
        text.remove_prefix(end);
    }
    return kept;
}

}  // namespace pipelines
