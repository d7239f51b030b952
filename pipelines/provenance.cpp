#include "pipelines/provenance.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>

#include "pipelines/vendor_history.hpp"
#include "schema/totals_rows.hpp"
#include "schema/user_rows.hpp"
#include "transforms/augment_mapping.hpp"

namespace pipelines {

namespace {

using rows = std::vector<sinks::metric_provenance>;

constexpr std::string_view totals_table = "copilot_metrics_daily";
constexpr std::string_view users_table = "copilot_user_metrics_daily";
constexpr std::array<std::string_view, 4> user_only{"ai_credits_used", "ai_adoption_phase_number", "ai_adoption_phase",
                                                    "ai_adoption_phase_version"};

/// What the columns for readers of the older API hold: the feature code_completion's measures, in their order.
constexpr std::array<std::pair<std::string_view, std::size_t>, 4> older_columns{{{"total_code_suggestions", 1},
                                                                                 {"total_code_acceptances", 2},
                                                                                 {"total_code_lines_suggested", 3},
                                                                                 {"total_code_lines_accepted", 5}}};

void add(rows& to, std::string_view table, std::string_view column, std::string_view provenance, std::string origin) {
    to.push_back({std::string(table), std::string(column), std::string(provenance), std::move(origin)});
}

template <std::size_t N>
void add_all(rows& to, std::string_view table, const std::array<std::string_view, N>& columns,
             std::string_view provenance, const std::string& origin) {
    for (const std::string_view column : columns)
        add(to, table, column, provenance, origin.empty() ? std::string(column) : origin);
}

rows of_github() {
    rows all;
    for (const std::string_view table : {totals_table, users_table})
        add_all(all, table, schema::activity_columns, "measured", "");
    add_all(all, totals_table, schema::active_user_columns, "measured", "");
    add(all, totals_table, "total_active_users", "measured", "daily_active_users");
    add(all, totals_table, "total_engaged_users", "not_available", "no report has it any more");
    for (const auto& [column, measure] : older_columns)
        add(all, totals_table, column, "measured",
            std::string(schema::activity_columns[measure]) + " of the feature code_completion");
    add_all(all, users_table, schema::user_flag_columns, "measured", "");
    add_all(all, users_table, schema::user_cli_columns, "measured", "totals_by_cli");
    add_all(all, users_table, user_only, "measured", "");
    return all;
}

/// `a + b`.
std::string sum_text(transforms::augment_set from) {
    std::string text;
    for (std::size_t i = 0; i < transforms::augment_counter_count; ++i)
        if (from.contains(i)) text += (text.empty() ? "" : " + ") + std::string(transforms::augment_counter_names[i]);
    return text;
}

std::string_view name_of(transforms::mapping_kind kind) {
    return kind == transforms::mapping_kind::measured ? "measured" : "derived";
}

/// A measure of the day (`feature` is "") or of a feature, under the name of the column that holds it.
void add_measure(rows& to, std::string_view table, std::string_view column, std::string_view feature,
                 std::size_t measure) {
    for (const transforms::augment_mapping& one : transforms::augment_map::measures)
        if (one.feature == feature && one.measure == measure)
            return add(to, table, column, name_of(one.kind), sum_text(one.from));
    add(to, table, column, "not_available", "Augment does not report it");
}

void add_augment_users(rows& to) {
    for (std::size_t flag = 0; flag < schema::user_flag_columns.size(); ++flag) {
        const auto& flags = transforms::augment_map::flags;
        const auto found = std::find_if(flags.begin(), flags.end(), [&](const auto& one) { return one.flag == flag; });
        if (found == flags.end())
            add(to, users_table, schema::user_flag_columns[flag], "not_available", "Augment does not report it");
        else
            add(to, users_table, schema::user_flag_columns[flag], "derived", sum_text(found->from) + " > 0");
    }
    for (std::size_t i = 0; i < schema::user_cli_columns.size(); ++i) {
        const bool prompts = i == transforms::augment_map::cli_prompts_column;
        add(to, users_table, schema::user_cli_columns[i], prompts ? "derived" : "not_available",
            prompts ? sum_text(transforms::augment_map::cli_prompts) : "Augment does not report it");
    }
    add_all(to, users_table, user_only, "not_available", "Augment does not report it");
}

rows of_augment() {
    rows all;
    for (const std::string_view table : {totals_table, users_table})
        for (std::size_t i = 0; i < schema::activity_columns.size(); ++i)
            add_measure(all, table, schema::activity_columns[i], "", i);
    for (const std::string_view column : schema::active_user_columns) {
        const bool daily = column == "daily_active_users";
        add(all, totals_table, column, daily ? "measured" : "not_available",
            daily ? "user_count" : "Augment does not report it");
    }
    add(all, totals_table, "total_active_users", "measured", "user_count");
    add(all, totals_table, "total_engaged_users", "not_available", "Augment does not report it");
    for (const auto& [column, measure] : older_columns)
        add_measure(all, totals_table, column, "code_completion", measure);
    add_augment_users(all);
    return all;
}

}  // namespace

std::vector<sinks::metric_provenance> provenance_of(config::source_type vendor) {
    rows all = vendor == config::source_type::augment ? of_augment() : of_github();
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return std::tie(a.table, a.column) < std::tie(b.table, b.column); });
    return all;
}

void store_provenance(sinks::sql_session& session, const std::string& source, config::source_type vendor) {
    sinks::write_provenance(session, source, provenance_of(vendor));
    sinks::write_vendor(session, source, to_string(vendor), history_years(vendor));
}

}  // namespace pipelines
