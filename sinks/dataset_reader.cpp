#include "sinks/dataset_reader.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "sinks/dataset_columns.hpp"
#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

/// Records or memberships read at a time: a megabyte or less, unless records are giants.
constexpr std::size_t rows_per_batch = 200;

/// Where a dataset keeps its records, and what orders them: a column that a slice's rows differ in.
struct record_place {
    const slice_table& table;
    std::string_view json_column;
    std::string_view key_column;
    sql_value first_key;  ///< not above any key
    std::string_view also = "";
};

record_place place_of(schema::dataset dataset) {
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

std::string_view text(const std::optional<std::string>& column) {
    return column ? std::string_view(*column) : std::string_view();
}

std::optional<std::string_view> view(const std::optional<std::string>& column) {
    return column ? std::optional<std::string_view>(*column) : std::nullopt;
}

/// Columns from team_id on, in the order of user_team_columns.
schema::user_team_row to_user_team(const sql_row& row) {
    schema::user_team_row team;
    team.team_id = text(row[0]);
    team.team_slug = text(row[1]);
    team.user_key = text(row[2]);
    team.user_login = view(row[3]);
    team.enterprise_id = view(row[4]);
    team.organization_id = view(row[5]);
    team.extra = text(row[6]);
    return team;
}

}  // namespace

void for_each_stored_record(sql_session& session, const schema::slice& slice,
                            const std::function<void(std::string_view json)>& visit) {
    const record_place place = place_of(slice.target.dataset);
    const std::string key(place.key_column);
    auto values = day_key(slice);
    values.push_back(place.first_key);
    for (bool first = true;; first = false) {
        const std::string sql = "SELECT " + key + ", " + std::string(place.json_column) + " FROM " +
                                std::string(place.table.name) + of_slice(place.table) + std::string(place.also) +
                                " AND " + key + (first ? " >= $5" : " > $5") + " ORDER BY " + key + " LIMIT " +
                                std::to_string(rows_per_batch);
        const std::vector<sql_row> rows = session.query(sql, values);
        for (const sql_row& row : rows) visit(text(row[1]));
        if (rows.size() < rows_per_batch) return;
        if (std::holds_alternative<std::int64_t>(place.first_key))
            values[4] = as_integer(rows.back()[0]).value_or(0);
        else
            values[4] = rows.back()[0].value_or("");
    }
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
