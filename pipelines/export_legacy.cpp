#include "pipelines/export_names.hpp"
#include "pipelines/exports.hpp"
#include "sinks/totals_reader.hpp"
#include "transforms/legacy_day.hpp"

namespace pipelines {

namespace {

/// Appends the day; returns whether it has numbers.
bool write_day(const export_job& job, const schema::slice& slice, const exported_day& one, std::string& out) {
    const transforms::legacy_coverage coverage{one.status, one.is_final, one.reason};
    bool found = false;
    if (one.is_loaded())
        sinks::read_totals(job.session, slice, [&](const schema::stored_totals_row& row) {
            transforms::append_legacy_day(out, slice.day, coverage, &row);
            found = true;
        });
    if (!found) transforms::append_legacy_day(out, slice.day, coverage, nullptr);
    return found;
}

}  // namespace

export_counts export_legacy(const export_job& job) {
    export_counts counts;
    for (const exported_target& target : job.targets) {
        export_file file{job.at(legacy_file(job.days, target.target)), job.gzip};
        const char* before = "[\n";
        for (const exported_day& one : target.days) {
            file.text() += before;
            before = ",\n";
            if (write_day(job, {target.target, one.day}, one, file.text())) ++counts.records;
            file.flush();
        }
        file.text() += "\n]\n";
        file.finish();
        ++counts.files;
    }
    return counts;
}

}  // namespace pipelines
