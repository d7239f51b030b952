#include "tests/simulator/totals_report.hpp"

#include <memory>

#include "tests/simulator/engagement.hpp"
#include "tests/simulator/timeline.hpp"
#include "tests/simulator/totals_record.hpp"

namespace simulator {

namespace {

// One record needs one file, whatever the command line says about shards.
std::size_t count_parts(const settings&, const report_request& request) { return request.changes.shards.value_or(1); }

part_lines to_part_lines(const report_request& request, std::size_t part, record_function append) {
    const auto parts = request.changes.shards.value_or(1);
    const std::vector<report_line> all = damage_lines({0}, request.changes);
    return make_part_lines(deal_lines(all, request.changes, part, parts), request.date, request.changes,
                           std::move(append));
}

part_lines make_day_lines(const report_source& source, const report_request& request, std::size_t part) {
    const std::shared_ptr<const day_totals> totals = source.totals.fetch(request);
    const scope_ids ids = make_scope_ids(source.options, request);
    return to_part_lines(request, part, [totals, ids](json_writer& out, std::uint32_t, const record_twist& twist) {
        append_totals_record(out, *totals, ids, twist);
    });
}

// A 28-day report before it is text.
struct totals_window {
    day last_day{};
    scope_ids ids;
    feature_engagement engagement;
    std::vector<std::shared_ptr<const day_totals>> days;

    void append(json_writer& out, const record_twist& twist) const;
    void append_days(json_writer& out, const record_twist& twist) const;
};

void totals_window::append(json_writer& out, const record_twist& twist) const {
    const std::size_t start = out.size();
    out.literal("{\"report_start_day\":\"");
    out.date(last_day - std::chrono::days{window_days - 1});
    out.literal("\",\"report_end_day\":\"");
    out.date(last_day);
    if (!ids.organization.empty()) {
        out.literal("\",\"organization_id\":\"");
        out.text(ids.organization);
    }
    out.literal("\",\"enterprise_id\":\"");
    out.text(ids.enterprise);
    out.literal("\",\"created_at\":\"");
    out.date(last_day + std::chrono::days{2});
    out.literal("T04:12:37.000Z\"");
    if (last_day >= timeline::feature_engagement) {
        out.literal(",\"copilot_feature_engagement\":");
        append_engagement(out, engagement);
    }
    append_days(out, twist);
    if (twist.unknown_field) {
        append_unknown_member(out, engagement.active_users);
    }
    close_record(out, twist.line_bytes, start);
}

// Damage is in the first day's record; the padding is in the wrapper.
void totals_window::append_days(json_writer& out, const record_twist& twist) const {
    out.literal(",\"day_totals\":[");
    for (std::size_t i = 0; i < days.size(); ++i) {
        if (i > 0) {
            out.literal(",");
        }
        record_twist one_day = {.unknown_field = twist.unknown_field};
        if (i == 0) {
            one_day = twist;
            one_day.line_bytes = 0;
        }
        append_totals_record(out, *days[i], ids, one_day);
    }
    out.literal("]");
}

part_lines make_window_lines(const report_source& source, const report_request& request, std::size_t part) {
    auto window = std::make_shared<totals_window>();
    window->last_day = request.date;
    window->ids = make_scope_ids(source.options, request);
    window->engagement = make_engagement(source.options, request);
    for (std::size_t index = 0; index < window_days; ++index) {
        const report_request one_day = day_of_window(request, index);
        if (one_day.changes.published && one_day.date >= source.options.first_day_of(request.organization)) {
            window->days.push_back(source.totals.fetch(one_day));
        }
    }
    return to_part_lines(request, part, [window](json_writer& out, std::uint32_t, const record_twist& twist) {
        window->append(out, twist);
    });
}

}  // namespace

report_kind organization_1_day_report() {
    return {
        .name = "organization-1-day", .enterprises = false, .count_parts = &count_parts, .make_lines = &make_day_lines};
}

report_kind enterprise_1_day_report() {
    return {
        .name = "enterprise-1-day", .organizations = false, .count_parts = &count_parts, .make_lines = &make_day_lines};
}

report_kind organization_28_day_report() {
    return {.name = "organization-28-day",
            .latest = true,
            .enterprises = false,
            .count_parts = &count_parts,
            .make_lines = &make_window_lines};
}

report_kind enterprise_28_day_report() {
    return {.name = "enterprise-28-day",
            .latest = true,
            .organizations = false,
            .count_parts = &count_parts,
            .make_lines = &make_window_lines};
}

}  // namespace simulator
