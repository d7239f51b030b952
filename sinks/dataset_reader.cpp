#include "sinks/dataset_reader.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "sinks/dataset_columns.hpp"
#include "sinks/row_views.hpp"
#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

/// Memberships read at a time.
constexpr std::size_t rows_per_batch = 200;

/// Where a dataset keeps its records.
slice_pages pages_of(schema::dataset dataset) {
    switch (dataset) {
        case schema::dataset::totals:
            return {totals_table, "metrics_data", "team_slug", std::string()};
        case schema::dataset::repos:
            return {repo_table, "metrics_data", "repo_id", std::string()};
        case schema::dataset::engagement:
            return {engagement_table, "metrics_data", "feature", std::string(), " AND feature = ''"};
        case schema::dataset::seats:
            return {seat_table, "seat_data", "seat_number", std::int64_t{0}};
        case schema::dataset::users:
        case schema::dataset::user_teams:
            break;
    }
    throw std::invalid_argument("the tables of " + std::string(to_string(dataset)) + " keep no whole records");
}

/// Columns from team_id on, in the order of user_team_columns.
schema::user_team_row to_user_team(const sql_row& row) {
    schema::user_team_row team;
    team.team_id = text_of(row[0]);
    team.team_slug = text_of(row[1]);
    team.user_key = text_of(row[2]);
    team.user_login = view_of(row[3]);
    team.enterprise_id = view_of(row[4]);
    team.organization_id = view_of(row[5]);
    team.extra = text_of(row[6]);
    return team;
}

}  // namespace

void for_each_stored_record(sql_session& session, const schema::slice& slice,
                            const std::function<void(std::string_view json)>& visit) {
    for_each_slice_row(session, slice, pages_of(slice.target.dataset), [&](const sql_row& row) { visit(text_of(row[1])); });
}

void for_each_user_team(sql_session& session, const schema::slice& slice,
                        const std::function<void(const schema::user_team_row&)>& visit) {
    auto values = day_key(slice);
    values.insert(values.end(), {std::string(), std::string()});
    for (bool first = true;; first = false) {
        const std::string sql = "SELECT " + column_list(user_team_columns, 4) + " FROM " +
                                std::string(user_team_table.name) + of_slice(user_team_table) +
                                " AND (team_id, user_key) " + (first ? ">=" : ">") +
                                " ($5, $6) ORDER BY team_id, user_key LIMIT " + std::to_string(rows_per_batch);
        const std::vector<sql_row> rows = session.query(sql, values);
        for (const sql_row& row : rows) visit(to_user_team(row));
        if (rows.size() < rows_per_batch) return;
        values[4] = rows.back()[0].value_or("");
        values[5] = rows.back()[2].value_or("");
    }
}

}  // namespace sinks
