#include "sinks/range_reader.hpp"

#include "sinks/dataset_columns.hpp"
#include "sinks/row_views.hpp"
#include "sinks/sink_error.hpp"
#include "sinks/user_columns.hpp"

namespace sinks {

namespace {

constexpr const char* of_range =
    " WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND metrics_date BETWEEN $4 AND $5";

std::vector<sql_value> range_key(const schema::target& target, const schema::day_range& days) {
    return {target.source, std::string(to_string(target.scope.kind)), target.scope.identifier, days.first.text(),
            days.last.text()};
}

/// All columns from `first` to the last, which is `extra` and most of a row: read where somebody sums it up.
std::string columns_with(std::string_view extra, std::span<const std::string_view> columns, std::size_t first) {
    return column_list(columns.first(columns.size() - 1), first) + ", " + std::string(extra);
}

/// GitHub's rows have nothing there that could be added.
constexpr std::string_view extra_of_others = "CASE WHEN user_email IS NOT NULL OR user_kind <> 'user' THEN extra END";

schema::day to_day(const std::optional<std::string>& column) {
    const auto day = schema::day::parse(text_of(column));
    if (!day) throw sink_error("a row holds the day '" + std::string(text_of(column)) + "': somebody has changed it");
    return *day;
}

}  // namespace

void for_each_user_in_range(sql_session& session, const schema::target& target, const schema::day_range& days,
                            const user_range_visitor& visitor) {
    const auto key = range_key(target, days);
    const auto users =
        session.stream("SELECT " + columns_with(extra_of_others, user_columns, 4) + ", metrics_date FROM " +
                           std::string(user_table.name) + of_range + " ORDER BY user_key, metrics_date",
                       key);
    const auto parts = session.stream("SELECT " + columns_with("NULL", user_breakdown_columns, 4) + " FROM " +
                                          std::string(user_breakdown_table.name) + of_range +
                                          " ORDER BY user_key, breakdown, ide, feature, language, model",
                                      key);
    sql_row user, part;
    bool has_user = users->next(user), has_part = parts->next(part);
    while (has_user) {
        const std::string user_key{text_of(user[0])};
        for (; has_user && text_of(user[0]) == user_key; has_user = users->next(user))
            visitor.day(to_day(user.back()), to_user_row(user));
        for (; has_part && text_of(part[0]) <= user_key; has_part = parts->next(part))
            if (text_of(part[0]) == user_key) visitor.part(to_user_breakdown_row(part, 1));
        visitor.end();
    }
}

void for_each_totals_part_in_range(sql_session& session, const schema::target& target, const schema::day_range& days,
                                   const std::function<void(const schema::totals_breakdown_row&)>& visit) {
    const auto parts = session.stream("SELECT " + column_list(totals_breakdown_columns, 5) + " FROM " +
                                          std::string(totals_breakdown_table.name) + of_range +
                                          " AND team_slug = '' ORDER BY breakdown, ide, feature, language, model",
                                      range_key(target, days));
    for (sql_row row; parts->next(row);)
        visit(
            {text_of(row[0]), text_of(row[1]), text_of(row[2]), text_of(row[3]), text_of(row[4]), to_activity(row, 5)});
}

std::int64_t count_distinct_users(sql_session& session, const std::string& source,
                                  const std::vector<schema::scope>& scopes, const schema::day_range& days) {
    std::vector<sql_value> values{source, days.first.text(), days.last.text()};
    std::string which;
    for (const schema::scope& scope : scopes) {
        which += which.empty() ? "" : " OR ";
        which += "(scope = $" + std::to_string(values.size() + 1) + " AND scope_identifier = $" +
                 std::to_string(values.size() + 2) + ")";
        values.emplace_back(std::string(to_string(scope.kind)));
        values.emplace_back(scope.identifier);
    }
    if (which.empty()) return 0;
    const auto rows =
        session.query("SELECT count(*) FROM (SELECT DISTINCT user_key FROM " + std::string(user_table.name) +
                          " WHERE source = $1 AND metrics_date BETWEEN $2 AND $3 AND (" + which + ")) AS users",
                      values);
    return as_integer(rows.at(0).at(0)).value_or(0);
}

}  // namespace sinks
