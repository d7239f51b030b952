#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "pipelines/calendar.hpp"
#include "pipelines/commands.hpp"
#include "pipelines/coverage.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/json_output.hpp"
#include "sinks/status_store.hpp"

namespace pipelines {

namespace {

/// With more, only the calendars of targets that miss something are shown.
constexpr std::size_t calendars_shown_max = 12;

std::string or_dash(const std::optional<schema::day>& day) { return day ? day->text() : "-"; }

std::string seconds_text(const std::optional<schema::time_point>& time) {
    return time ? schema::timestamp_text(*time).substr(0, 19) + "Z" : "-";
}

void print_table(const std::vector<coverage>& all) {
    const std::vector<std::string> head{"source", "scope", "dataset", "since", "until", "loaded", "final", "provisional",
                                        "pending", "no data", "failed", "missing", "newest", "lag", "last success"};
    std::vector<std::vector<std::string>> rows{head};
    for (const coverage& c : all)
        rows.push_back({c.target.source, c.target.scope.text(), std::string(to_string(c.target.dataset)),
                        c.range.first.text(), c.range.last.text(), std::to_string(c.loaded), std::to_string(c.final_days),
                        std::to_string(c.provisional), std::to_string(c.pending), std::to_string(c.no_data),
                        std::to_string(c.failed), std::to_string(c.missing), or_dash(c.newest_loaded),
                        c.lag_days ? std::to_string(*c.lag_days) + " d" : "-", seconds_text(c.last_success)});
    std::vector<std::size_t> widths(head.size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += i + 1 == row.size() ? row[i] : fmt::format("{:<{}}  ", row[i], widths[i]);
        std::cout << line << "\n";
    }
}

void print_troubles(const std::vector<coverage>& all) {
    for (const coverage& c : all)
        for (const troubled_days& t : c.troubles)
            std::cout << "  " << c.target.text() << " " << t.days.first.text()
                      << (t.days.size() > 1 ? " to " + t.days.last.text() : "") << "  " << t.reason << ": " << t.message
                      << "\n";
}

/// All of them where they are few, else of those that have something to show.
void print_calendars(const std::vector<schema::target_state>& targets, const std::vector<coverage>& all,
                     schema::day today) {
    const bool coloured = wants_colour(::isatty(STDOUT_FILENO) == 1, std::getenv("NO_COLOR"), std::getenv("TERM"));
    std::size_t left_out = 0;
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets.size() > calendars_shown_max && all[i].failed == 0 && all[i].missing == 0) {
            ++left_out;
            continue;
        }
        std::cout << "\n" << targets[i].target.text() << "\n" << render_calendar(mark_days(targets[i], today), coloured);
    }
    if (left_out > 0)
        std::cout << "\ncalendars of " << left_out
                  << " scopes and datasets with nothing missing are left out: --scope or --dataset shows them\n";
    std::cout << "\n" << render_legend(coloured) << "\n";
}

std::string quoted_or_null(const std::string& text) { return text == "-" ? "null" : json_quoted(text); }

std::string coverage_json(const coverage& c) {
    std::string troubles;
    for (const troubled_days& t : c.troubles)
        troubles += fmt::format(R"({}{{"first_day":{},"last_day":{},"reason":{},"message":{}}})", troubles.empty() ? "" : ",",
                                json_quoted(t.days.first.text()), json_quoted(t.days.last.text()), json_quoted(t.reason),
                                json_quoted(t.message));
    return fmt::format(
        R"({{"source":{},"scope":{},"scope_identifier":{},"dataset":{},"since":{},"until":{},"loaded":{},"final":{},)"
        R"("provisional":{},"pending":{},"no_data":{},"failed":{},"missing":{},"newest_loaded":{},"lag_days":{},)"
        R"("last_success":{},"troubles":[{}]}})",
        json_quoted(c.target.source), json_quoted(to_string(c.target.scope.kind)), json_quoted(c.target.scope.identifier),
        json_quoted(to_string(c.target.dataset)), json_quoted(c.range.first.text()), json_quoted(c.range.last.text()), c.loaded,
        c.final_days, c.provisional, c.pending, c.no_data, c.failed, c.missing, quoted_or_null(or_dash(c.newest_loaded)),
        c.lag_days ? std::to_string(*c.lag_days) : "null", quoted_or_null(seconds_text(c.last_success)), troubles);
}

bool is_stale(const std::vector<coverage>& all, int max_lag_days) {
    return all.empty() || std::any_of(all.begin(), all.end(), [&](const coverage& c) {
               return !c.lag_days || *c.lag_days > max_lag_days;
           });
}

}  // namespace

exit_code run_status(const command_context& context) {
    const options& options = context.options;
    const schema::day today = today_of(options);
    const auto database = sinks::make_database(context.settings.database_url);
    const auto session = open_existing(*database);
    sinks::transaction tx{*session, sinks::transaction::kind::read};
    std::vector<std::string> mistakes;
    const auto targets = select_known(*session, options.filters, mistakes);
    if (!mistakes.empty()) return usage_error(mistakes);
    const auto last_success = sinks::read_last_success(*session);
    tx.commit();

    std::vector<coverage> all;
    for (const schema::target_state& target : targets) {
        all.push_back(cover(target, today));
        if (const auto found = last_success.find(target.target); found != last_success.end())
            all.back().last_success = found->second;
    }
    if (options.format == "json") {
        std::string list;
        for (const coverage& c : all) list += (list.empty() ? "" : ",") + coverage_json(c);
        std::cout << "{\"as_of\":" << json_quoted(today.text()) << ",\"coverage\":[" << list
                  << "],\"advice\":" << json_quoted(advice(all)) << "}\n";
    } else {
        if (!all.empty()) {
            print_table(all);
            print_calendars(targets, all, today);
            print_troubles(all);
        }
        std::cout << advice(all) << "\n";
    }
    std::cout << std::flush;
    if (options.max_lag_days && is_stale(all, *options.max_lag_days)) {
        context.log.error("stale: a target's newest loaded day is more than {} days old, or nothing is loaded",
                          *options.max_lag_days);
        return exit_code::slices_failed;
    }
    return exit_code::complete;
}

}  // namespace pipelines
