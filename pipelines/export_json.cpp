#include <algorithm>

#include "pipelines/export_names.hpp"
#include "pipelines/exports.hpp"
#include "sinks/totals_reader.hpp"
#include "sinks/user_reader.hpp"
#include "transforms/exported_record.hpp"
#include "transforms/json_members.hpp"

namespace pipelines {

namespace {

using transforms::json_members;

const exported_day& day_of(const exported_target& target, schema::day day) {
    return target.days[static_cast<std::size_t>(day - target.days.front().day)];
}

/// Begins the object of a dataset with what holds for its day.
json_members begin_dataset(json_members& scope, std::string& out, const char* name, const exported_day& one) {
    scope.begin(name);
    json_members dataset{out};
    dataset.text("status", one.status);
    dataset.boolean("is_final", one.is_final);
    dataset.text("reason", one.reason.empty() ? std::nullopt : std::optional<std::string_view>(one.reason));
    return dataset;
}

/// Writes a scope's day into the day's file.
class scope_writer {
public:
    scope_writer(const export_job& job, export_file& file, schema::day day) : job_{job}, file_{file}, day_{day} {}

    void write(const exported_scope& scope) {
        json_members object{file_.text()};
        object.text("source", scope.source);
        object.text("scope", to_string(scope.scope.kind));
        object.text("scope_identifier", scope.scope.identifier);
        if (scope.totals)
            write_totals(object, *scope.totals);
        else
            object.begin("totals").append("null");
        if (scope.users)
            write_users(object, *scope.users);
        else
            object.begin("users").append("null");
        object.close();
    }

    std::int64_t records = 0;

private:
    void write_totals(json_members& scope, const exported_target& target) {
        const exported_day& one = day_of(target, day_);
        const schema::slice slice{target.target, day_};
        json_members dataset = begin_dataset(scope, file_.text(), "totals", one);
        dataset.begin("record");
        bool found = false;
        if (one.is_loaded())
            sinks::read_totals(job_.session, slice, [&](const schema::stored_totals_row& row) {
                if (!transforms::append_exported_totals(file_.text(), day_, row)) refuse_extra("the totals", slice);
                found = true;
                ++records;
            });
        if (!found) file_.text() += "null";
        dataset.close();
    }

    void write_users(json_members& scope, const exported_target& target) {
        const exported_day& one = day_of(target, day_);
        const schema::slice slice{target.target, day_};
        json_members dataset = begin_dataset(scope, file_.text(), "users", one);
        dataset.begin("records");
        if (!one.is_loaded()) {
            file_.text() += "null";
            dataset.close();
            return;
        }
        const char* before = "[\n";
        sinks::for_each_user(job_.session, slice, [&](const schema::user_row& row) {
            file_.text() += before;
            before = ",\n";
            if (!transforms::append_exported_user(file_.text(), day_, row))
                refuse_extra("user " + std::string(row.user_key), slice);
            file_.flush();
            ++records;
        });
        file_.text() += *before == '[' ? "[]" : "\n]";
        dataset.close();
    }

    const export_job& job_;
    export_file& file_;
    schema::day day_;
};

std::int64_t write_day(const export_job& job, const std::vector<exported_scope>& scopes, schema::day day) {
    export_file file{job.at(daily_file(job.days, day)), job.gzip};
    json_members top{file.text()};
    top.text("format", "copilot-metrics-sync/daily");
    top.integer("format_version", 1);
    top.text("date", day.text());
    top.boolean("is_final", std::all_of(job.targets.begin(), job.targets.end(),
                                        [day](const exported_target& target) { return day_of(target, day).is_final; }));
    top.begin("scopes");
    scope_writer writer{job, file, day};
    const char* before = "[\n";
    for (const exported_scope& scope : scopes) {
        file.text() += before;
        before = ",\n";
        writer.write(scope);
        file.flush();
    }
    file.text() += "\n]";
    top.close();
    file.text() += '\n';
    file.finish();
    return writer.records;
}

}  // namespace

export_counts export_json(const export_job& job) {
    export_counts counts;
    const auto scopes = scopes_of(job.targets);
    for (schema::day day = job.days.first; day <= job.days.last; ++day) {
        counts.records += write_day(job, scopes, day);
        ++counts.files;
    }
    return counts;
}

}  // namespace pipelines
