#include <algorithm>

#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/exports.hpp"
#include "sinks/sink_error.hpp"

namespace pipelines {

namespace {

struct export_format {
    std::string_view name;
    std::vector<schema::dataset> datasets;  ///< what it reads; none: everything
    bool to_stdout;                         ///< one file, so it can go there
    export_counts (*write)(const export_job&);
};

const export_format& format_named(std::string_view name) {
    using schema::dataset;
    static const std::vector<export_format> formats{
        {"ndjson", {}, true, export_ndjson},
        {"csv", {dataset::users}, true, export_csv},
        {"json", {dataset::totals, dataset::users}, false, export_json},
        {"aggregate", {dataset::totals, dataset::users}, true, export_aggregate},
        {"legacy", {dataset::totals}, false, export_legacy},
    };
    return *std::find_if(formats.begin(), formats.end(), [name](const export_format& one) { return one.name == name; });
}

bool reads(const export_format& format, schema::dataset dataset) {
    return format.datasets.empty() ||
           std::find(format.datasets.begin(), format.datasets.end(), dataset) != format.datasets.end();
}

std::string names_of(const std::vector<schema::dataset>& datasets) {
    std::string names;
    for (const schema::dataset one : datasets) names += (names.empty() ? "" : " and ") + std::string(to_string(one));
    return names;
}

/// One line for each run of days of one kind that the files do not have, so that a year of them is no flood.
void warn_of_missing(const exported_target& target, spdlog::logger& log) {
    for (std::size_t from = 0; from < target.days.size();) {
        const exported_day& first = target.days[from];
        std::size_t end = from + 1;
        while (end < target.days.size() && target.days[end].status == first.status &&
               target.days[end].reason == first.reason)
            ++end;
        const bool known_empty = first.status == to_string(schema::slice_status::no_data);
        // Of snapshots nobody plans every day: the days between two are no news.
        const auto level =
            is_snapshot(target.target.dataset) && !first.is_gap ? spdlog::level::debug : spdlog::level::warn;
        if (!first.is_loaded() && !known_empty)
            log.log(
                level,
                "source={} scope={} dataset={} days={}..{} status={} reason={}: not loaded, nothing exported for them",
                target.target.source, target.target.scope.text(), to_string(target.target.dataset), first.day.text(),
                target.days[end - 1].day.text(), first.status, first.reason);
        from = end;
    }
}

struct day_counts {
    std::int64_t loaded = 0, provisional = 0, without_data = 0, missing = 0;
};

day_counts count_days(const std::vector<exported_target>& targets) {
    day_counts counts;
    for (const exported_target& target : targets) {
        for (const exported_day& one : target.days) {
            if (one.is_loaded())
                ++counts.loaded;
            else
                ++(one.status == to_string(schema::slice_status::no_data) ? counts.without_data : counts.missing);
            if (one.is_loaded() && !one.is_final) ++counts.provisional;
        }
    }
    return counts;
}

/// The targets of the command line that the format reads.
std::vector<exported_target> select_targets(sinks::sql_session& session, const options& options,
                                            const export_format& format, const schema::day_range& days,
                                            std::vector<std::string>& mistakes) {
    std::vector<exported_target> selected;
    bool any = false;
    for (const schema::target_state& state : select_known(session, options.filters, mistakes)) {
        any = true;
        if (reads(format, state.target.dataset))
            selected.push_back({state.target, exported_days(state, days, today_of(options))});
    }
    if (mistakes.empty() && selected.empty())
        mistakes.push_back(
            "export --format " + std::string(format.name) + " has nothing to read: " +
            (any ? "it is made of " + names_of(format.datasets) + ", which nothing selected has"
                 : "nothing has been planned in this database yet; run `copilot-metrics-sync sync` first"));
    return selected;
}

}  // namespace

std::vector<exported_scope> scopes_of(std::span<const exported_target> targets) {
    std::vector<exported_scope> scopes;
    for (const exported_target& target : targets) {
        const bool is_new = scopes.empty() || scopes.back().source != target.target.source ||
                            scopes.back().scope != target.target.scope;
        exported_scope& scope = is_new ? scopes.emplace_back() : scopes.back();
        scope.source = target.target.source;
        scope.scope = target.target.scope;
        if (target.target.dataset == schema::dataset::totals) scope.totals = &target;
        if (target.target.dataset == schema::dataset::users) scope.users = &target;
    }
    return scopes;
}

void refuse_extra(const std::string& what, const schema::slice& slice) {
    throw sinks::sink_error("the row of " + what + " on " + slice.text() +
                            " holds an extra that is no JSON object: somebody has changed it");
}

exit_code run_export(const command_context& context) {
    const options& options = context.options;
    const schema::day today = today_of(options);
    const schema::day_range range =
        options.last_28_days ? schema::day_range{today - 28, today - 1} : schema::day_range{*options.from, *options.to};
    if (range.empty()) return usage_error({"--from " + range.first.text() + " is after --to " + range.last.text()});
    const export_format& format = format_named(options.format);
    const bool to_stdout = options.out.empty() || options.out == "-";
    if (to_stdout && !format.to_stdout)
        return usage_error({"export --format " + options.format + " writes several files: say where with --out DIR"});

    const auto database = sinks::make_database(context.settings.database_url);
    const auto session = open_existing(*database);
    sinks::transaction tx{*session, sinks::transaction::kind::read};
    std::vector<std::string> mistakes;
    const export_job job{*session, select_targets(*session, options, format, range, mistakes), range,
                         to_stdout ? std::nullopt : std::optional<std::filesystem::path>(options.out),
                         options.compress == "gzip"};
    if (!mistakes.empty()) return usage_error(mistakes);

    for (const exported_target& target : job.targets) warn_of_missing(target, context.log);
    const export_counts written = format.write(job);
    tx.commit();
    const day_counts days = count_days(job.targets);
    context.log.info("exported format={} days={} provisional={} without_data={} missing={} records={} files={}{}",
                     format.name, days.loaded, days.provisional, days.without_data, days.missing, written.records,
                     written.files, to_stdout ? "" : " directory=\"" + options.out + "\"");
    const bool gap = std::any_of(job.targets.begin(), job.targets.end(),
                                 [](const exported_target& target) { return has_gap(target.days); });
    return gap ? exit_code::slices_failed : exit_code::complete;
}

}  // namespace pipelines
