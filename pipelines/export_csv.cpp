#include "pipelines/export_names.hpp"
#include "pipelines/exports.hpp"
#include "sinks/user_reader.hpp"
#include "transforms/csv_row.hpp"
#include "transforms/user_csv.hpp"

namespace pipelines {

void export_coverage(const export_job& job, const std::filesystem::path& name) {
    export_file file{job.at(name), job.gzip};
    transforms::csv_row header{file.text()};
    for (const char* column :
         {"date", "source", "scope", "scope_identifier", "dataset", "status", "is_final", "reason"})
        header.text(column);
    header.end();
    for (const exported_target& target : job.targets) {
        for (const exported_day& one : target.days) {
            transforms::csv_row row{file.text()};
            row.text(one.day.text());
            row.text(target.target.source);
            row.text(to_string(target.target.scope.kind));
            row.text(target.target.scope.identifier);
            row.text(to_string(target.target.dataset));
            row.text(one.status);
            row.boolean(one.is_final);
            row.text(one.reason.empty() ? std::nullopt : std::optional<std::string_view>(one.reason));
            row.end();
            file.flush();
        }
    }
    file.finish();
}

export_counts export_csv(const export_job& job) {
    export_counts counts;
    export_file file{job.at(csv_file(job.days)), job.gzip};
    transforms::append_user_csv_header(file.text());
    for (schema::day day = job.days.first; day <= job.days.last; ++day) {
        for (const exported_target& target : job.targets) {
            const exported_day& one = target.days[static_cast<std::size_t>(day - job.days.first)];
            if (!one.is_loaded()) continue;
            const schema::slice slice{target.target, day};
            const auto write = [&](const schema::user_row& row) {
                if (!transforms::append_user_csv_row(file.text(), slice, one.is_final, row))
                    refuse_extra("user " + std::string(row.user_key), slice);
                file.flush();
                ++counts.records;
            };
            sinks::for_each_user(job.session, slice, write, sinks::user_parts::features);
        }
    }
    file.finish();
    ++counts.files;
    if (job.directory) export_coverage(job, coverage_file("csv", job.days));
    return counts;
}

}  // namespace pipelines
