#include "pipelines/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "pipelines/cause.hpp"
#include "pipelines/file_output.hpp"
#include "pipelines/json_output.hpp"
#include "pipelines/transitions.hpp"

namespace pipelines {

namespace {

std::string problem_json(const problem& p) {
    const schema::target& target = p.slice.target;
    return fmt::format(
        R"({{"source":{},"scope":{},"scope_identifier":{},"dataset":{},"day":{},"reason":{},"message":{}}})",
        json_quoted(target.source), json_quoted(to_string(target.scope.kind)), json_quoted(target.scope.identifier),
        json_quoted(to_string(target.dataset)), json_quoted(p.slice.day.text()), json_quoted(p.reason),
        json_quoted(p.message));
}

std::string_view meaning(exit_code code) {
    switch (code) {
        case exit_code::complete:
            return "every selected day is loaded, not published yet, or known to have no data";
        case exit_code::slices_failed:
            return "some days are missing; run again";
        case exit_code::refused:
            return "the vendor refuses us; see the messages above, running again does not help";
        case exit_code::source_down:
            return "nothing could be loaded from a source; run again later";
        case exit_code::database:
            return "the database failed; run again when it is back";
        case exit_code::data_quality:
            return "a report was refused because of its content; see the messages above";
        case exit_code::deadline:
            return "the deadline came; the next run goes on where this one stopped";
        case exit_code::interrupted:
        case exit_code::terminated:
            return "stopped by a signal; the next run goes on where this one stopped";
        case exit_code::usage:
            return "the command or configuration is wrong";
        case exit_code::bug:
            return "a bug in the program";
    }
    return "";
}

}  // namespace

std::string summary_json(const run_summary& summary) {
    const sinks::run_counts& c = summary.counts;
    std::string problems;
    for (const problem& p : summary.problems) problems += (problems.empty() ? "" : ",") + problem_json(p);
    return fmt::format(
        R"({{"run_id":{},"exit_code":{},"started_at":{},"finished_at":{},"slices":{{"planned":{},"completed":{},)"
        R"("unchanged":{},"no_data":{},"pending":{},"failed":{},"elsewhere":{}}},"rows_written":{},)"
        R"("records_rejected":{},"bytes_downloaded":{},"requests":{},"retries":{},"restatements":{},"problems":[{}]}})"
        "\n",
        json_quoted(summary.run_id), static_cast<int>(summary.code),
        json_quoted(schema::timestamp_text(summary.started_at)),
        json_quoted(schema::timestamp_text(summary.finished_at)), c.slices.planned, c.slices.completed,
        c.slices.unchanged, c.slices.no_data, c.slices.pending, c.slices.failed, c.slices.elsewhere, c.rows_written,
        c.records_rejected, c.bytes_downloaded, c.requests, c.retries, c.restatements, problems);
}

std::string summary_text(const run_summary& summary) {
    const auto& s = summary.counts.slices;
    const double seconds = std::chrono::duration<double>(summary.finished_at - summary.started_at).count();
    std::string text = fmt::format(
        "{} days due: {} loaded ({} rows), {} unchanged, {} without data, {} not published yet "
        "or left, {} failed, {} done by another run; {:.1f} s\n",
        s.planned, s.completed, summary.counts.rows_written, s.unchanged, s.no_data, s.pending, s.failed, s.elsewhere,
        seconds);
    // Problems with one cause are one line: a source that is down has a day of each.
    std::map<std::pair<std::string, std::string>, std::vector<const problem*>> causes;
    for (const problem& p : summary.problems)
        causes[{p.slice.target.text() + ": " + p.reason, cause_of(p.message, p.slice.day)}].push_back(&p);
    for (const auto& [cause, days] : causes) {
        const std::string when = days.size() == 1
                                     ? days.front()->slice.day.text()
                                     : fmt::format("{} days, {} to {}", days.size(), days.front()->slice.day.text(),
                                                   days.back()->slice.day.text());
        text += fmt::format("  {} ({}): {}\n", cause.first, when, days.front()->message);
    }
    const auto lost = std::count_if(summary.problems.begin(), summary.problems.end(),
                                    [](const problem& p) { return p.reason == reason::missed_snapshot; });
    const std::string but =
        lost == 0 ? "" : fmt::format(", but for {} snapshots that nobody took and nobody can take any more", lost);
    return text + fmt::format("exit {}: {}{}\n", static_cast<int>(summary.code), meaning(summary.code),
                              summary.code == exit_code::complete ? but : "");
}

void write_summary(const std::string& path, const run_summary& summary) {
    if (path == "-") {
        std::cout << summary_json(summary) << std::flush;
        return;
    }
    file_output out{path};
    out.write(summary_json(summary));
    out.finish();
}

}  // namespace pipelines
