#include "tests/simulator/users_report.hpp"

#include <algorithm>
#include <memory>

#include "tests/simulator/random.hpp"
#include "tests/simulator/user_record.hpp"

namespace simulator {

namespace {

// The first three are there every day, so that small reports have the same well-known people.
constexpr std::uint32_t always_active = 3;
constexpr std::uint64_t workday_percent = 88;
constexpr std::uint64_t weekend_percent = 18;

std::uint64_t scope_seed(const settings& options, const report_request& request) {
    return mix(options.seed, request.organization ? 1 : 2, hash_text(request.slug),
               request.date.time_since_epoch().count());
}

// All that the lines of one part share; lives as long as the part.
struct users_part {
    std::uint64_t seed = 0;
    std::uint64_t day_seed = 0;
    day date{};
    std::string organization_id;
    std::string enterprise_id;
    record_frame frame;
    bool unknown_field = false;
    std::size_t line_bytes = 0;
    std::vector<report_line> lines;

    void append(json_writer& out, std::size_t index) const;
};

void append_broken_line(json_writer& out, day date, std::uint32_t number) {
    out.literal("{\"day\":\"");
    out.date(date);
    switch (number % 4) {
        case 0:
            out.literal("\",\"user_id\":");  // cut in the middle
            break;
        case 1:
            out.literal("\",\"user_id\":}");
            break;
        case 2:
            out.literal("\"}}");
            break;
        default:
            out.literal("\" this is not JSON");
            break;
    }
}

void users_part::append(json_writer& out, std::size_t index) const {
    const report_line& line = lines[index];
    if (line.kind == line_kind::broken) {
        append_broken_line(out, date, line.number);
        return;
    }
    const std::uint64_t numbers_seed = line.kind == line_kind::other_numbers ? mix(day_seed, 99) : day_seed;
    const user_day person = make_user_day(make_user_profile(seed, line.number), date, numbers_seed);
    const record_twist twist = {.wrong_type = line.kind == line_kind::wrong_type,
                                .wrong_day = line.kind == line_kind::wrong_day,
                                .unknown_field = unknown_field,
                                .line_bytes = line.kind == line_kind::padded ? line_bytes : 0};
    append_user_record(out, person, frame, twist);
}

std::vector<report_line> spread_broken_lines(const std::vector<report_line>& good, std::size_t broken) {
    std::vector<report_line> all;
    all.reserve(good.size() + broken);
    std::size_t placed = 0;
    for (std::size_t i = 0; i <= good.size(); ++i) {
        // The k-th of n goes behind the share (k + 1/2) / n of the good lines: never all at one end.
        while (placed < broken && (2 * placed + 1) * good.size() <= 2 * broken * i) {
            all.push_back({static_cast<std::uint32_t>(placed++), line_kind::broken});
        }
        if (i < good.size()) {
            all.push_back(good[i]);
        }
    }
    return all;
}

part_lines to_part_lines(const settings& options, const report_request& request, std::vector<report_line> lines,
                         std::optional<day> window_end) {
    auto part = std::make_shared<users_part>();
    part->seed = options.seed;
    part->day_seed = mix(scope_seed(options, request), request.changes.revision);
    part->date = request.date;
    part->organization_id = request.organization ? scope_id(true, request.slug) : "";
    const std::string enterprise = options.enterprises.empty() ? "octo-corp" : options.enterprises.front();
    part->enterprise_id = scope_id(false, request.organization ? enterprise : request.slug);
    part->frame.organization_id = part->organization_id;
    part->frame.enterprise_id = part->enterprise_id;
    if (window_end) {
        part->frame.window_start = *window_end - std::chrono::days{window_days - 1};
        part->frame.window_end = window_end;
    }
    part->unknown_field = request.changes.unknown_field;
    part->line_bytes = request.changes.line_bytes;
    part->lines = std::move(lines);
    const std::size_t count = part->lines.size();
    return {.count = count, .append = [part](json_writer& out, std::size_t index) { part->append(out, index); }};
}

std::size_t count_day_parts(const settings& options, const report_request& request) {
    return request.changes.shards.value_or(options.shards);
}

part_lines make_day_lines(const settings& options, const report_request& request, std::size_t part) {
    const std::size_t parts = count_day_parts(options, request);
    const std::vector<report_line> all = report_lines(options, request);
    std::vector<report_line> dealt;
    dealt.reserve(all.size() / parts + 1);
    for (std::size_t i = part; i < all.size(); i += parts) {
        dealt.push_back(all[i]);
    }
    if (request.changes.lines_reversed) {
        std::reverse(dealt.begin(), dealt.end());
    }
    return to_part_lines(options, request, std::move(dealt), std::nullopt);
}

// Observed at GitHub: the files of a 28-day report are split by time. Here: one day each.
std::size_t count_window_parts(const settings&, const report_request&) { return window_days; }

part_lines make_window_lines(const settings& options, const report_request& request, std::size_t part) {
    report_request one_day = request;
    one_day.date = request.date - std::chrono::days{window_days - 1 - static_cast<int>(part)};
    return to_part_lines(options, one_day, report_lines(options, one_day), request.date);
}

}  // namespace

std::vector<std::uint32_t> active_people(const settings& options, const report_request& request) {
    const report_changes& changes = request.changes;
    const auto population = static_cast<std::uint32_t>(changes.users.value_or(options.users));
    const std::uint64_t seed = scope_seed(options, request);
    const std::uint64_t percent = is_weekend(request.date) ? weekend_percent : workday_percent;
    std::vector<std::uint32_t> people;
    people.reserve(population);
    for (std::uint32_t number = 0; number < population; ++number) {
        const bool constant = number < always_active;
        if (!changes.users && !constant && mix(seed, number, 1) % 100 >= percent) {
            continue;
        }
        const bool replaced = changes.revision != 0 && !constant && mix(seed, number, 2, changes.revision) % 10 == 0;
        people.push_back(replaced ? number + population : number);
    }
    people.resize(people.size() - std::min(people.size(), changes.drop_users));
    return people;
}

std::vector<report_line> report_lines(const settings& options, const report_request& request) {
    const report_changes& changes = request.changes;
    std::vector<report_line> lines;
    for (const std::uint32_t number : active_people(options, request)) {
        lines.push_back({number, line_kind::record});
    }
    const std::size_t people = lines.size();
    std::size_t next = 0;
    for (std::size_t i = 0; i < changes.duplicate_users && next < people; ++i) {
        lines.push_back(report_line{lines[next++]});
    }
    for (std::size_t i = 0; i < changes.conflicting_users && next < people; ++i) {
        lines.push_back(report_line{lines[next++].number, line_kind::other_numbers});
    }
    for (std::size_t i = 0; i < changes.wrong_type && next < people; ++i) {
        lines[next++].kind = line_kind::wrong_type;
    }
    for (std::size_t i = 0; i < changes.wrong_day && next < people; ++i) {
        lines[next++].kind = line_kind::wrong_day;
    }
    if (changes.line_bytes > 0 && next < people) {
        lines[next].kind = line_kind::padded;
    }
    return changes.bad_lines == 0 ? lines : spread_broken_lines(lines, changes.bad_lines);
}

report_kind users_1_day_report() {
    return {.name = "users-1-day", .count_parts = &count_day_parts, .make_lines = &make_day_lines};
}

report_kind users_28_day_report() {
    return {
        .name = "users-28-day", .latest = true, .count_parts = &count_window_parts, .make_lines = &make_window_lines};
}

}  // namespace simulator
