#include "tests/simulator/report_lines.hpp"

#include <algorithm>
#include <memory>

namespace simulator {

namespace {

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

// All that the lines of one part share; lives as long as the part.
struct damaged_part {
    std::vector<report_line> lines;
    day date{};
    bool unknown_field = false;
    std::size_t line_bytes = 0;
    record_function append_record;

    void append(json_writer& out, std::size_t index) const {
        const report_line& line = lines[index];
        if (line.kind == line_kind::broken) {
            append_broken_line(out, date, line.number);
            return;
        }
        const record_twist twist = {.wrong_type = line.kind == line_kind::wrong_type,
                                    .wrong_day = line.kind == line_kind::wrong_day,
                                    .unknown_field = unknown_field,
                                    .other_numbers = line.kind == line_kind::other_numbers,
                                    .line_bytes = line.kind == line_kind::padded ? line_bytes : 0};
        append_record(out, line.number, twist);
    }
};

}  // namespace

std::vector<report_line> damage_lines(const std::vector<std::uint32_t>& numbers, const report_changes& changes) {
    std::vector<report_line> lines;
    lines.reserve(numbers.size());
    for (const std::uint32_t number : numbers) {
        lines.push_back({number, line_kind::record});
    }
    const std::size_t records = lines.size();
    std::size_t next = 0;
    for (std::size_t i = 0; i < changes.duplicate_users && next < records; ++i) {
        lines.push_back(report_line{lines[next++]});
    }
    for (std::size_t i = 0; i < changes.conflicting_users && next < records; ++i) {
        lines.push_back(report_line{lines[next++].number, line_kind::other_numbers});
    }
    for (std::size_t i = 0; i < changes.wrong_type && next < records; ++i) {
        lines[next++].kind = line_kind::wrong_type;
    }
    for (std::size_t i = 0; i < changes.wrong_day && next < records; ++i) {
        lines[next++].kind = line_kind::wrong_day;
    }
    if (changes.line_bytes > 0 && next < records) {
        lines[next].kind = line_kind::padded;
    }
    return changes.bad_lines == 0 ? lines : spread_broken_lines(lines, changes.bad_lines);
}

std::vector<report_line> deal_lines(const std::vector<report_line>& all, const report_changes& changes,
                                    std::size_t part, std::size_t parts) {
    std::vector<report_line> dealt;
    dealt.reserve(all.size() / parts + 1);
    for (std::size_t i = part; i < all.size(); i += parts) {
        dealt.push_back(all[i]);
    }
    if (changes.lines_reversed) {
        std::reverse(dealt.begin(), dealt.end());
    }
    return dealt;
}

part_lines make_part_lines(std::vector<report_line> lines, day date, const report_changes& changes,
                           record_function append) {
    auto part = std::make_shared<damaged_part>();
    part->lines = std::move(lines);
    part->date = date;
    part->unknown_field = changes.unknown_field;
    part->line_bytes = changes.line_bytes;
    part->append_record = std::move(append);
    const std::size_t count = part->lines.size();
    return {.count = count, .append = [part](json_writer& out, std::size_t index) { part->append(out, index); }};
}

void append_unknown_member(json_writer& out, std::int64_t sessions) {
    out.literal(",\"totals_by_quantum_pair\":{\"session_count\":");
    out.number(sessions);
    out.literal(",\"partners\":[\"ada\",null]}");
}

// The padding is one unknown member, so that a reader that keeps unknown members has to keep it.
void close_record(json_writer& out, std::size_t line_bytes, std::size_t start) {
    static constexpr std::size_t frame_bytes = sizeof(",\"x_padding\":\"\"}") - 1;
    const std::size_t used = out.size() - start + frame_bytes;
    if (line_bytes > used) {
        out.literal(",\"x_padding\":\"");
        out.fill(line_bytes - used, 'x');
        out.literal("\"");
    }
    out.literal("}");
}

}  // namespace simulator
