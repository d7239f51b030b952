#include <algorithm>
#include <map>

#include "pipelines/export_names.hpp"
#include "pipelines/exports.hpp"
#include "sinks/range_reader.hpp"
#include "sinks/totals_reader.hpp"
#include "transforms/json_members.hpp"
#include "transforms/range_sums.hpp"

namespace pipelines {

namespace {

using transforms::json_members;

bool is_known_empty(const exported_day& one) { return one.status == to_string(schema::slice_status::no_data); }

std::int64_t count_loaded(const exported_target& target) {
    return std::count_if(target.days.begin(), target.days.end(),
                         [](const exported_day& one) { return one.is_loaded(); });
}

/// Days of a kind as a list of dates.
template <typename Of>
void write_dates(json_members& coverage, std::string& out, const char* name, const exported_target& target, Of of) {
    coverage.begin(name);
    const char* before = "[";
    for (const exported_day& one : target.days) {
        if (!of(one)) continue;
        out.append(before).append("\"").append(one.day.text()).append("\"");
        before = ",";
    }
    out.append(*before == '[' ? "[]" : "]");
}

void write_missing(json_members& coverage, std::string& out, const exported_target& target) {
    coverage.begin("missing");
    const char* before = "[";
    for (const exported_day& one : target.days) {
        if (one.is_loaded() || is_known_empty(one)) continue;
        out += before;
        before = ",";
        json_members day{out};
        day.text("day", one.day.text());
        day.text("status", one.status);
        day.text("reason", one.reason.empty() ? std::nullopt : std::optional<std::string_view>(one.reason));
        day.close();
    }
    out.append(*before == '[' ? "[]" : "]");
}

/// Which days the sums are made of.
void write_coverage(json_members& dataset, std::string& out, const exported_target& target) {
    dataset.begin("coverage");
    json_members coverage{out};
    coverage.integer("days", static_cast<std::int64_t>(target.days.size()));
    coverage.integer("days_loaded", count_loaded(target));
    write_dates(coverage, out, "provisional", target,
                [](const exported_day& one) { return one.is_loaded() && !one.is_final; });
    write_dates(coverage, out, "without_data", target, is_known_empty);
    write_missing(coverage, out, target);
    coverage.close();
}

void write_totals(const export_job& job, json_members& scope, std::string& out, const exported_target& target) {
    scope.begin("totals");
    json_members dataset{out};
    write_coverage(dataset, out, target);
    dataset.begin("record");
    if (count_loaded(target) == 0) {
        out += "null";
    } else {
        transforms::totals_range sums;
        for (const exported_day& one : target.days)
            if (one.is_loaded())
                sinks::read_totals(job.session, {target.target, one.day},
                                   [&sums](const schema::stored_totals_row& row) { sums.add(row); });
        sinks::for_each_totals_part_in_range(job.session, target.target, job.days, [&sums](const auto& part) {
            sums.add_part(transforms::key_of(part), part.activity);
        });
        sums.append(out);
    }
    dataset.close();
}

/// The users of a scope, one record each; returns how many.
std::int64_t write_users(const export_job& job, json_members& scope, export_file& file, const exported_target& target) {
    std::string& out = file.text();
    scope.begin("users");
    json_members dataset{out};
    write_coverage(dataset, out, target);
    if (count_loaded(target) == 0) {
        dataset.begin("records").append("null");
        dataset.begin("summary").append("null");
        dataset.close();
        return 0;
    }
    std::int64_t users = 0;
    transforms::users_summary summary;
    transforms::user_range user;
    bool new_user = true;
    const char* before = "[\n";
    sinks::user_range_visitor visitor;
    visitor.day = [&](schema::day day, const schema::user_row& row) {
        user.add(day, row);
        summary.add(row, new_user);
        new_user = false;
    };
    visitor.part = [&](const schema::user_breakdown_row& part) {
        user.add_part(transforms::key_of(part), part.activity);
    };
    visitor.end = [&] {
        out += before;
        before = ",\n";
        user.append(out);
        file.flush();
        user = {};
        new_user = true;
        ++users;
    };
    dataset.begin("records");
    sinks::for_each_user_in_range(job.session, target.target, job.days, visitor);
    out += *before == '[' ? "[]" : "\n]";
    dataset.begin("summary");
    summary.append(out);
    dataset.close();
    return users;
}

/// Who is in two scopes of a source is one user.
void write_sources(const export_job& job, json_members& top, std::string& out) {
    std::map<std::string, std::vector<schema::scope>> scopes;
    for (const exported_target& target : job.targets)
        if (target.target.dataset == schema::dataset::users && count_loaded(target) > 0)
            scopes[target.target.source].push_back(target.target.scope);
    top.begin("sources");
    const char* before = "[";
    for (const auto& [source, list] : scopes) {
        out += before;
        before = ",";
        json_members object{out};
        object.text("source", source);
        object.integer("distinct_users", sinks::count_distinct_users(job.session, source, list, job.days));
        object.close();
    }
    out += *before == '[' ? "[]" : "]";
}

template <typename Of>
bool holds_for_all(const export_job& job, Of of) {
    return std::all_of(job.targets.begin(), job.targets.end(), [&of](const exported_target& target) {
        return std::all_of(target.days.begin(), target.days.end(), of);
    });
}

void write_head(const export_job& job, json_members& top, std::string& out) {
    top.text("format", "copilot-metrics-sync/aggregate");
    top.integer("format_version", 1);
    top.begin("date_range");
    json_members range{out};
    range.text("start", job.days.first.text());
    range.text("end", job.days.last.text());
    range.integer("days", job.days.size());
    range.close();
    top.boolean("complete",
                holds_for_all(job, [](const exported_day& one) { return one.is_loaded() || is_known_empty(one); }));
    top.boolean("is_final", holds_for_all(job, [](const exported_day& one) { return one.is_final; }));
    write_sources(job, top, out);
}

}  // namespace

export_counts export_aggregate(const export_job& job) {
    export_counts counts;
    export_file file{job.at(aggregate_file(job.days)), job.gzip};
    std::string& out = file.text();
    json_members top{out};
    write_head(job, top, out);
    top.begin("scopes");
    const char* before = "[\n";
    for (const exported_scope& scope : scopes_of(job.targets)) {
        out += before;
        before = ",\n";
        json_members object{out};
        object.text("source", scope.source);
        object.text("scope", to_string(scope.scope.kind));
        object.text("scope_identifier", scope.scope.identifier);
        if (scope.totals)
            write_totals(job, object, out, *scope.totals);
        else
            object.begin("totals").append("null");
        if (scope.users)
            counts.records += write_users(job, object, file, *scope.users);
        else
            object.begin("users").append("null");
        object.close();
        file.flush();
    }
    out += "\n]";
    top.close();
    out += '\n';
    file.finish();
    ++counts.files;
    return counts;
}

}  // namespace pipelines
