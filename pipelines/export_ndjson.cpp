#include "pipelines/export_names.hpp"
#include "pipelines/exports.hpp"
#include "sinks/dataset_reader.hpp"
#include "sinks/user_reader.hpp"
#include "transforms/canonical_json.hpp"
#include "transforms/exported_record.hpp"
#include "transforms/user_record.hpp"
#include "transforms/user_team_record.hpp"

namespace pipelines {

namespace {

/// A GitHub record has no place for an e-mail or a service account: users of other vendors come in the shape of the
/// format json.
bool is_of_another_vendor(const schema::user_row& row) { return row.user_email || row.user_kind != "user"; }

bool append_user(std::string& record, schema::day day, const schema::user_row& row) {
    return is_of_another_vendor(row) ? transforms::append_exported_user(record, day, row)
                                     : transforms::append_user_record(record, day, row);
}

/// Calls `visit` with each record of the slice, equal to what the vendor sent.
void for_each_record(sinks::sql_session& session, const schema::slice& slice,
                     const std::function<void(std::string_view)>& visit) {
    std::string record;
    switch (slice.target.dataset) {
        case schema::dataset::users:
            return sinks::for_each_user(session, slice, [&](const schema::user_row& row) {
                record.clear();
                if (!append_user(record, slice.day, row)) refuse_extra("user " + std::string(row.user_key), slice);
                visit(record);
            });
        case schema::dataset::user_teams:
            return sinks::for_each_user_team(session, slice, [&](const schema::user_team_row& row) {
                record.clear();
                if (!transforms::append_user_team_record(record, slice.day, row))
                    refuse_extra("user " + std::string(row.user_key), slice);
                visit(record);
            });
        default:
            return sinks::for_each_stored_record(session, slice, visit);
    }
}

/// Writes one day's records; returns how many.
std::int64_t write_slice(sinks::sql_session& session, const schema::slice& slice, export_file& file) {
    std::int64_t records = 0;
    for_each_record(session, slice, [&](std::string_view record) {
        if (!transforms::append_canonical_json(file.text(), record)) refuse_extra("a record", slice);
        file.text() += '\n';
        file.flush();
        ++records;
    });
    return records;
}

}  // namespace

export_counts export_ndjson(const export_job& job) {
    export_counts counts;
    std::optional<export_file> all;
    if (!job.directory) all.emplace(job.gzip);
    for (const exported_target& target : job.targets) {
        for (const exported_day& one : target.days) {
            if (!one.is_loaded()) continue;
            const schema::slice slice{target.target, one.day};
            if (all) {
                counts.records += write_slice(job.session, slice, *all);
                continue;
            }
            export_file file{job.at(ndjson_file(slice)), job.gzip};
            counts.records += write_slice(job.session, slice, file);
            file.finish();
            ++counts.files;
        }
    }
    if (all)
        all->finish();
    else
        export_coverage(job, coverage_file("ndjson", job.days));
    return counts;
}

}  // namespace pipelines
