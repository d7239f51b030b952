#include "transforms/user_csv.hpp"

#include <array>

#include "schema/measure_sum.hpp"
#include "transforms/canonical_json.hpp"
#include "transforms/csv_row.hpp"
#include "transforms/vendor_metrics.hpp"

namespace transforms {

namespace {

/// What people ask of the breakdown by feature; the rest of it is in `export --format json`.
constexpr std::array<std::string_view, 7> feature_columns{"code_completion_generation_count",
                                                          "code_completion_acceptance_count",
                                                          "code_completion_loc_suggested_to_add",
                                                          "code_completion_loc_added",
                                                          "chat_interaction_count",
                                                          "agent_edit_interaction_count",
                                                          "agent_edit_loc_added"};

enum activity_measure : std::size_t {
    interactions,
    generations,
    acceptances,
    suggested_to_add,
    suggested_to_delete,
    added
};
static_assert(schema::activity_columns[interactions] == "user_initiated_interaction_count" &&
              schema::activity_columns[suggested_to_add] == "loc_suggested_to_add_sum" &&
              schema::activity_columns[added] == "loc_added_sum");

std::array<schema::measure, feature_columns.size()> feature_values(std::span<const schema::user_breakdown_row> rows) {
    std::array<schema::measure, feature_columns.size()> sums;
    for (const schema::user_breakdown_row& row : rows) {
        if (row.breakdown != "feature") continue;
        const auto& values = row.activity.values;
        if (row.feature == "code_completion") {
            sums[0].add(values[generations]);
            sums[1].add(values[acceptances]);
            sums[2].add(values[suggested_to_add]);
            sums[3].add(values[added]);
        }
        if (is_chat_feature(row.feature)) sums[4].add(values[interactions]);
        if (row.feature == "agent_edit") {
            sums[5].add(values[interactions]);
            sums[6].add(values[added]);
        }
    }
    return sums;
}

}  // namespace

void append_user_csv_header(std::string& out) {
    csv_row header{out};
    for (const std::string_view name : {"date", "source", "scope", "scope_identifier", "is_final", "user_key",
                                        "user_login", "user_email", "user_kind", "enterprise_id", "organization_id"})
        header.text(name);
    for (const std::string_view name : schema::activity_columns) header.text(name);
    for (const std::string_view name : schema::user_flag_columns) header.text(name);
    for (const std::string_view name :
         {"ai_credits_used", "ai_adoption_phase_number", "ai_adoption_phase", "ai_adoption_phase_version"})
        header.text(name);
    for (const std::string_view name : schema::user_cli_columns) header.text(name);
    for (const std::string_view name : feature_columns) header.text(name);
    for (const std::string_view name : vendor_metric_names) header.text(name);
    header.text("extra");
    header.end();
}

bool append_user_csv_row(std::string& out, const schema::slice& slice, bool is_final, const schema::user_row& row) {
    std::string extra;
    if (!row.extra.empty() && (!append_canonical_json(extra, row.extra) || extra.front() != '{')) return false;
    csv_row fields{out};
    fields.text(slice.day.text());
    fields.text(slice.target.source);
    fields.text(to_string(slice.target.scope.kind));
    fields.text(slice.target.scope.identifier);
    fields.boolean(is_final);
    fields.text(row.user_key);
    fields.text(row.user_login);
    fields.text(row.user_email);
    fields.text(row.user_kind);
    fields.text(row.enterprise_id);
    fields.text(row.organization_id);
    for (const auto& value : row.activity.values) fields.integer(value);
    for (const auto& value : row.flags) fields.boolean(value);
    fields.decimal(row.ai_credits_used);
    fields.integer(row.ai_adoption_phase_number);
    fields.text(row.ai_adoption_phase);
    fields.text(row.ai_adoption_phase_version);
    for (const auto& value : row.cli) fields.integer(value);
    for (const schema::measure& value : feature_values(row.breakdown)) fields.sum(value);
    for (const auto& value : read_vendor_metrics(row.extra)) fields.integer(value);
    extra.empty() ? fields.text(std::nullopt) : fields.text(extra);
    fields.end();
    return true;
}

}  // namespace transforms
