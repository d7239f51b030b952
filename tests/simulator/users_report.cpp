#include "tests/simulator/users_report.hpp"

#include <memory>

#include "tests/simulator/random.hpp"
#include "tests/simulator/user_record.hpp"

namespace simulator {

namespace {

// All that the records of one part share; lives as long as the part.
struct users_part {
    std::uint64_t seed = 0;
    std::uint64_t day_seed = 0;
    day date{};
    scope_ids ids;
    record_frame frame;

    void append(json_writer& out, std::uint32_t number, const record_twist& twist) const {
        const std::uint64_t numbers_seed = twist.other_numbers ? mix(day_seed, 99) : day_seed;
        append_user_record(out, make_user_day(make_user_profile(seed, number), date, numbers_seed), frame, twist);
    }
};

part_lines to_part_lines(const settings& options, const report_request& request, std::vector<report_line> lines,
                         std::optional<day> window_end) {
    auto part = std::make_shared<users_part>();
    part->seed = options.seed;
    part->day_seed = day_seed_of(options, request);
    part->date = request.date;
    part->ids = make_scope_ids(options, request);
    part->frame.organization_id = part->ids.organization;
    part->frame.enterprise_id = part->ids.enterprise;
    if (window_end) {
        part->frame.window_start = *window_end - std::chrono::days{window_days - 1};
        part->frame.window_end = window_end;
    }
    return make_part_lines(std::move(lines), request.date, request.changes,
                           [part](json_writer& out, std::uint32_t number, const record_twist& twist) {
                               part->append(out, number, twist);
                           });
}

part_lines make_day_lines(const report_source& source, const report_request& request, std::size_t part) {
    const std::size_t parts = count_shards(source.options, request);
    return to_part_lines(source.options, request,
                         deal_lines(users_lines(source.options, request), request.changes, part, parts), std::nullopt);
}

// Observed at GitHub: the files of a 28-day report are split by time. Here: one day each.
std::size_t count_window_parts(const settings&, const report_request&) { return window_days; }

part_lines make_window_lines(const report_source& source, const report_request& request, std::size_t part) {
    const report_request one_day = day_of_window(request, part);
    std::vector<report_line> lines;
    if (one_day.changes.published) {
        lines = users_lines(source.options, one_day);
    }
    return to_part_lines(source.options, one_day, std::move(lines), request.date);
}

}  // namespace

std::vector<report_line> users_lines(const settings& options, const report_request& request) {
    return damage_lines(active_people(options, request), request.changes);
}

report_kind users_1_day_report() {
    return {.name = "users-1-day", .count_parts = &count_shards, .make_lines = &make_day_lines};
}

report_kind users_28_day_report() {
    return {
        .name = "users-28-day", .latest = true, .count_parts = &count_window_parts, .make_lines = &make_window_lines};
}

}  // namespace simulator
