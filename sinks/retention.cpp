#include "sinks/retention.hpp"

#include <array>

#include "sinks/sink_error.hpp"
#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

struct dated_table {
    schema::dataset dataset;
    const char* name;
    const char* day;
};

constexpr std::array data_tables{
    dated_table{schema::dataset::totals, "copilot_metrics_daily", "metrics_date"},
    dated_table{schema::dataset::totals, "copilot_metrics_breakdown_daily", "metrics_date"},
    dated_table{schema::dataset::users, "copilot_user_metrics_daily", "metrics_date"},
    dated_table{schema::dataset::users, "copilot_user_breakdown_daily", "metrics_date"},
    dated_table{schema::dataset::user_teams, "copilot_user_teams", "metrics_date"},
    dated_table{schema::dataset::repos, "copilot_repo_metrics_daily", "metrics_date"},
    dated_table{schema::dataset::engagement, "copilot_engagement_28d", "report_end_day"},
    dated_table{schema::dataset::seats, "copilot_seats", "snapshot_date"},
};

/// These name the dataset in a column.
constexpr std::array bookkeeping_tables{"sync_status", "rejected_records", "restatements"};

constexpr const char* key_condition = " WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND ";

schema::day to_day(const std::optional<std::string>& column) {
    const auto day = column ? schema::day::parse(std::string_view(*column).substr(0, 10)) : std::nullopt;
    if (!day) throw sink_error("a date column holds '" + column.value_or("NULL") + "', which is no YYYY-MM-DD");
    return *day;
}

}  // namespace

std::map<stored_slice, std::int64_t> slices_before(sql_session& session, schema::day first_kept) {
    std::map<stored_slice, std::int64_t> slices;
    const std::vector<sql_value> bound{first_kept.text()};
    for (const dated_table& table : data_tables) {
        const std::string key = std::string("source, scope, scope_identifier, ") + table.day;
        const std::string sql =
            "SELECT " + key + ", count(*) FROM " + table.name + " WHERE " + table.day + " < $1 GROUP BY " + key;
        for (const sql_row& row : session.query(sql, bound))
            slices[{row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), table.dataset, to_day(row[3])}] +=
                as_integer(row[4]).value_or(0);
    }
    for (const char* table : bookkeeping_tables) {
        const std::string sql =
            std::string("SELECT DISTINCT source, scope, scope_identifier, metrics_date, dataset FROM ") + table +
            " WHERE metrics_date < $1";
        for (const sql_row& row : session.query(sql, bound))
            if (const auto dataset = schema::parse_dataset(row[4].value_or("")))  // of a newer version: not ours
                slices.try_emplace(
                    {row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), *dataset, to_day(row[3])}, 0);
    }
    return slices;
}

std::int64_t delete_slice(sql_session& session, const stored_slice& slice) {
    std::vector<sql_value> key{slice.source, slice.scope, slice.scope_identifier, slice.day.text()};
    std::size_t rows = 0;
    for (const dated_table& table : data_tables)
        if (table.dataset == slice.dataset)
            rows +=
                session.execute(std::string("DELETE FROM ") + table.name + key_condition + table.day + " = $4", key);
    key.emplace_back(std::string(to_string(slice.dataset)));
    for (const char* table : bookkeeping_tables)
        session.execute(std::string("DELETE FROM ") + table + key_condition + "metrics_date = $4 AND dataset = $5",
                        key);
    return static_cast<std::int64_t>(rows);
}

void delete_target(sql_session& session, const schema::target& target) {
    session.execute(
        "DELETE FROM sync_targets WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND dataset = $4",
        target_key(target));
}

}  // namespace sinks
