#include <unistd.h>

#include <iostream>

#include "pipelines/commands.hpp"
#include "pipelines/database_targets.hpp"
#include "pipelines/file_output.hpp"
#include "pipelines/plan.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/status_store.hpp"
#include "sinks/dataset_reader.hpp"
#include "sinks/user_reader.hpp"
#include "transforms/user_record.hpp"
#include "transforms/user_team_record.hpp"

namespace pipelines {

namespace {

/// Written to the file or stdout whenever it is that full.
constexpr std::size_t buffer_bytes = 256u << 10;

/// DIR/source/organization/octo-org/users/2026-11-18.ndjson. A source's name is free text: keep it inside DIR.
std::filesystem::path file_of(const std::string& directory, const schema::slice& slice) {
    std::string source = slice.target.source;
    for (char& c : source)
        if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20) c = '_';
    if (source == "." || source == "..") source = "_";
    return std::filesystem::path(directory) / source / std::string(to_string(slice.target.scope.kind)) /
           slice.target.scope.identifier / std::string(to_string(slice.target.dataset)) / (slice.day.text() + ".ndjson");
}

[[noreturn]] void refuse_extra(const std::string& what, const schema::slice& slice) {
    throw sinks::sink_error("the row of " + what + " on " + slice.text() +
                            " holds an extra that is no JSON object: somebody has changed it");
}

/// Calls `visit` with each record of the slice, as the vendor sent it.
void for_each_record(sinks::sql_session& session, const schema::slice& slice,
                     const std::function<void(std::string_view)>& visit) {
    std::string record;
    switch (slice.target.dataset) {
        case schema::dataset::users:
            return sinks::for_each_user(session, slice, [&](const schema::user_row& row) {
                record.clear();
                if (!transforms::append_user_record(record, slice.day, row))
                    refuse_extra("user " + std::string(row.user_key), slice);
                visit(record);
            });
        case schema::dataset::user_teams:
            return sinks::for_each_user_team(session, slice, [&](const schema::user_team_row& row) {
                record.clear();
                if (!transforms::append_user_team_record(record, slice.day, row))
                    refuse_extra("user " + std::string(row.user_key), slice);
                visit(record);
            });
        default: return sinks::for_each_stored_record(session, slice, visit);
    }
}

/// Writes one day's records; returns how many.
std::int64_t write_day(sinks::sql_session& session, const schema::slice& slice,
                       const std::function<void(std::string_view)>& write) {
    std::int64_t records = 0;
    std::string buffer;
    for_each_record(session, slice, [&](std::string_view record) {
        buffer += record;
        buffer += '\n';
        ++records;
        if (buffer.size() < buffer_bytes) return;
        write(buffer);
        buffer.clear();
    });
    write(buffer);
    return records;
}

bool is_loaded(const schema::target_state& target, schema::day day) {
    if (const auto row = target.open_days.find(day); row != target.open_days.end())
        return row->second.status == schema::slice_status::completed;
    return in_ranges(target.final_days, day);
}

}  // namespace

exit_code run_export(const command_context& context) {
    const options& options = context.options;
    const schema::day today = today_of(options);
    const schema::day_range range = options.last_28_days ? schema::day_range{today - 28, today - 1}
                                                         : schema::day_range{*options.from, *options.to};
    if (range.empty()) return usage_error({"--from " + range.first.text() + " is after --to " + range.last.text()});
    const bool to_stdout = options.out.empty() || options.out == "-";

    const auto database = sinks::make_database(context.settings.database_url);
    const auto session = open_existing(*database);
    sinks::transaction tx{*session, sinks::transaction::kind::read};
    std::vector<std::string> mistakes;
    const auto targets = select_known(*session, options.filters, mistakes);
    if (!mistakes.empty()) return usage_error(mistakes);

    std::int64_t records = 0, days = 0, missing = 0;
    for (const schema::target_state& target : targets) {
        for (schema::day day = range.first; day <= range.last; ++day) {
            const schema::slice slice{target.target, day};
            if (!is_loaded(target, day)) {
                ++missing;
                context.log.warn("slice=\"{}\" is not loaded: nothing exported for it", slice.text());
                continue;
            }
            ++days;
            if (to_stdout) {
                records += write_day(*session, slice, [](std::string_view bytes) { std::cout << bytes; });
                continue;
            }
            file_output file{file_of(options.out, slice)};
            records += write_day(*session, slice, [&](std::string_view bytes) { file.write(bytes); });
            file.finish();
        }
    }
    tx.commit();
    if (to_stdout && !std::cout.flush()) throw std::runtime_error("cannot write to stdout");
    context.log.info("exported days={} records={} missing={}{}", days, records, missing,
                     to_stdout ? "" : " directory=\"" + options.out + "\"");
    return exit_code::complete;
}

}  // namespace pipelines
