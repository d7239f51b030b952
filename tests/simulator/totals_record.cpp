#include "tests/simulator/totals_record.hpp"

#include <string_view>

#include "tests/simulator/breakdown_rows.hpp"
#include "tests/simulator/pull_requests.hpp"
#include "tests/simulator/timeline.hpp"

namespace simulator {

namespace {

void append_member(json_writer& out, std::string_view opening, std::int64_t value) {
    out.text(opening);
    out.number(value);
}

void append_identity(json_writer& out, const day_totals& totals, const scope_ids& ids, bool wrong_day) {
    out.literal("{\"day\":\"");
    out.date(wrong_day ? totals.date - std::chrono::days{1} : totals.date);
    if (!ids.organization.empty()) {
        out.literal("\",\"organization_id\":\"");
        out.text(ids.organization);
    }
    out.literal("\",\"enterprise_id\":\"");
    out.text(ids.enterprise);
    out.literal("\"");
}

void append_review_counts(json_writer& out, const day_totals& totals) {
    const trailing_counts& trailing = totals.trailing;
    append_member(out, ",\"daily_active_copilot_code_review_users\":", totals.review_active_users);
    append_member(out, ",\"daily_passive_copilot_code_review_users\":", totals.review_passive_users);
    append_member(out, ",\"weekly_active_copilot_code_review_users\":", trailing.weekly_review_active);
    append_member(out, ",\"weekly_passive_copilot_code_review_users\":", trailing.weekly_review_passive);
    append_member(out, ",\"monthly_active_copilot_code_review_users\":", trailing.monthly_review_active);
    append_member(out, ",\"monthly_passive_copilot_code_review_users\":", trailing.monthly_review_passive);
}

void append_user_counts(json_writer& out, const day_totals& totals) {
    const trailing_counts& trailing = totals.trailing;
    append_member(out, ",\"daily_active_users\":", totals.users);
    append_member(out, ",\"weekly_active_users\":", trailing.weekly_active);
    append_member(out, ",\"monthly_active_users\":", trailing.monthly_active);
    append_member(out, ",\"monthly_active_chat_users\":", trailing.monthly_chat);
    append_member(out, ",\"monthly_active_agent_users\":", trailing.monthly_agent);
    if (totals.date >= timeline::cloud_agent_counts) {
        append_member(out, ",\"daily_active_copilot_cloud_agent_users\":", totals.cloud_agent_users);
        append_member(out, ",\"weekly_active_copilot_cloud_agent_users\":", trailing.weekly_cloud_agent);
        append_member(out, ",\"monthly_active_copilot_cloud_agent_users\":", trailing.monthly_cloud_agent);
    }
    if (totals.date >= timeline::code_review_counts) {
        append_review_counts(out, totals);
    }
    if (totals.cli_users > 0) {
        append_member(out, ",\"daily_active_cli_users\":", totals.cli_users);
    }
    if (totals.app_users > 0) {
        append_member(out, ",\"daily_active_copilot_app_users\":", totals.app_users);
    } else if (totals.date >= timeline::app_counts) {
        out.literal(",\"daily_active_copilot_app_users\":null");
    }
    if (totals.agents_window_users > 0) {
        append_member(out, ",\"daily_active_vscode_agent_users\":", totals.agents_window_users);
    }
}

// How the rows of one breakdown spell their keys.
struct breakdown {
    std::string_view array_opening;  // up to and including the bracket
    std::string_view first_opening;  // up to and including the value's opening quote
    std::span<const std::string_view> first_names;
    std::string_view second_opening;  // empty: the breakdown has one dimension
    std::span<const std::string_view> second_names;
    bool interactions = true;
};

void append_breakdown(json_writer& out, const totals_table& table, const breakdown& spelling,
                      std::string_view extra = {}) {
    out.text(spelling.array_opening);
    bool first = true;
    for (const totals_row& row : table.rows()) {
        if (!first) {
            out.literal(",");
        }
        first = false;
        out.text(spelling.first_opening);
        out.text(spelling.first_names[row.first]);
        out.literal("\"");
        if (!spelling.second_opening.empty()) {
            out.text(spelling.second_opening);
            out.text(spelling.second_names[row.second]);
            out.literal("\"");
        }
        if (spelling.interactions) {
            append_measures(out, row.counts, false);
        } else {
            append_six_measures(out, row.counts);
        }
        out.text(extra);
        out.literal("}");
    }
    out.literal("]");
}

constexpr auto ide_names = [] {
    std::array<std::string_view, ide_kinds.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i) {
        names[i] = ide_kinds[i].name;
    }
    return names;
}();

void append_all_breakdowns(json_writer& out, const day_totals& totals, bool unknown_field) {
    append_breakdown(out, totals.by_ide, {",\"totals_by_ide\":[", "{\"ide\":\"", ide_names, {}, {}},
                     unknown_field ? ",\"open_window_count\":3" : "");
    append_breakdown(out, totals.by_feature, {",\"totals_by_feature\":[", "{\"feature\":\"", feature_names, {}, {}});
    append_breakdown(out, totals.by_language_feature,
                     {",\"totals_by_language_feature\":[", "{\"language\":\"", language_names, ",\"feature\":\"",
                      feature_names, false});
    append_breakdown(
        out, totals.by_language_model,
        {",\"totals_by_language_model\":[", "{\"language\":\"", language_names, ",\"model\":\"", model_names, false});
    append_breakdown(
        out, totals.by_model_feature,
        {",\"totals_by_model_feature\":[", "{\"model\":\"", model_names, ",\"feature\":\"", feature_names});
}

void append_surface_totals(json_writer& out, const day_totals& totals) {
    if (totals.cli_users > 0) {
        out.literal(",\"totals_by_cli\":");
        append_tokens(out, totals.cli);
        out.literal("}");
    }
    if (totals.app_users > 0) {
        out.literal(",\"totals_by_copilot_app\":");
        append_tokens(out, totals.app);
        out.literal("}");
    } else if (totals.date >= timeline::app_counts) {
        out.literal(",\"totals_by_copilot_app\":null");
    }
    if (totals.agents_window_users > 0) {
        append_member(out, ",\"totals_by_vscode_agent\":{\"session_count\":", totals.window_sessions);
        append_member(out, ",\"total_user_messages\":", totals.window_messages);
        out.literal("}");
    }
    if (totals.third_party_users > 0) {
        append_member(out,
                      ",\"totals_by_3rd_party_agent\":[{\"agent_id\":\"987123\",\"agent_name\":\"Example Migrator\","
                      "\"user_initiated_interaction_count\":",
                      totals.third_party_starts);
        append_member(out, ",\"session_count\":", totals.third_party_users);
        out.literal("}]");
    }
    if (totals.customisations_measured) {
        append_customisations(out, totals.customisations);
    }
}

void append_average(json_writer& out, std::string_view opening, std::int64_t sum, std::int64_t users) {
    out.text(opening);
    out.decimal(users == 0 ? 0 : (sum * 100 + users / 2) / users);
}

void append_phase_pull_requests(json_writer& out, const day_totals& totals, const pull_request_counts& counts,
                                std::int64_t users) {
    append_average(out, ",\"avg_pull_requests_created\":", counts.created, users);
    append_average(out, ",\"avg_pull_requests_reviewed\":", counts.reviewed, users);
    append_average(out, ",\"avg_pull_requests_merged\":", counts.merged, users);
    const bool merged = counts.merged > 0;
    out.literal(",\"avg_pull_requests_median_minutes_to_merge\":");
    merged ? out.decimal(counts.median_minutes) : out.literal("null");
    if (totals.date >= timeline::phase_review_times) {
        out.literal(",\"avg_pull_requests_minutes_to_review\":");
        merged ? out.decimal(counts.median_minutes_reviewed) : out.literal("null");
        out.literal(",\"avg_pull_requests_review_cycles\":");
        merged ? out.decimal(100 + 50 * (counts.created % 5)) : out.literal("null");
    }
}

void append_phase(json_writer& out, const day_totals& totals, std::size_t number, std::int64_t population) {
    const phase_sum& phase = totals.phases[number];
    const pull_request_counts counts = make_pull_requests(totals.seed + number + 1, phase.users);
    out.literal("{\"phase\":\"");
    if (number == 0) {
        out.literal("No Cohort");
    } else {
        out.literal("Phase ");
        out.number(static_cast<std::int64_t>(number));
    }
    append_member(out, "\",\"phase_number\":", static_cast<std::int64_t>(number));
    append_member(out, ",\"total_engaged_users\":", phase.users);
    if (totals.date >= timeline::phase_population) {
        append_member(out, ",\"users_in_phase_28d\":", population);
    }
    if (totals.date >= timeline::phase_merges) {
        append_member(out, ",\"total_pull_requests_merged\":", counts.merged);
    }
    const auto& values = phase.counts.values;
    append_average(out, ",\"avg_user_initiated_interactions\":", values[activity::interactions], phase.users);
    append_average(out, ",\"avg_code_generation_activities\":", values[activity::generations], phase.users);
    append_average(out, ",\"avg_code_acceptance_activities\":", values[activity::acceptances], phase.users);
    append_average(out, ",\"avg_loc_added\":", values[activity::added], phase.users);
    append_average(out, ",\"avg_loc_deleted\":", values[activity::deleted], phase.users);
    append_phase_pull_requests(out, totals, counts, phase.users);
    out.literal("}");
}

// Whoever was there within 28 days but is not today counts as phase 1, which makes the populations add up.
void append_phases(json_writer& out, const day_totals& totals) {
    if (totals.date < timeline::adoption_phase || totals.trailing.monthly_active == 0) {
        return;
    }
    out.literal(",\"totals_by_ai_adoption_phase\":[");
    bool first = true;
    for (std::size_t number = 0; number < totals.phases.size(); ++number) {
        const std::int64_t away = number == 1 ? totals.trailing.monthly_active - totals.users : 0;
        const std::int64_t population = totals.phases[number].users + away;
        if (population == 0) {
            continue;
        }
        if (!first) {
            out.literal(",");
        }
        first = false;
        append_phase(out, totals, number, population);
    }
    out.literal("]");
}

}  // namespace

void append_totals_record(json_writer& out, const day_totals& totals, const scope_ids& ids, const record_twist& twist) {
    const std::size_t start = out.size();
    append_identity(out, totals, ids, twist.wrong_day);
    append_user_counts(out, totals);
    activity counts = totals.counts;
    counts.values[activity::interactions] += twist.other_numbers ? 1 : 0;
    append_measures(out, counts, twist.wrong_type);
    append_all_breakdowns(out, totals, twist.unknown_field);
    append_surface_totals(out, totals);
    append_phases(out, totals);
    if (totals.date >= timeline::pull_requests) {
        const bool types = totals.date >= timeline::comment_types;
        out.literal(",\"pull_requests\":");
        append_pull_requests(out, make_pull_requests(totals.seed, totals.users),
                             types ? comment_type_list::full : comment_type_list::absent);
    }
    if (twist.unknown_field) {
        append_unknown_member(out, totals.users);
    }
    close_record(out, twist.line_bytes, start);
}

}  // namespace simulator
