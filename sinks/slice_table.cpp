#include "sinks/slice_table.hpp"

#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

/// Rows read at a time: a megabyte or less, unless records are giants.
constexpr std::size_t rows_per_page = 200;

}  // namespace

std::string column_list(std::span<const std::string_view> columns, std::size_t first) {
    std::string list;
    for (std::size_t i = first; i < columns.size(); ++i) list += (i > first ? ", " : "") + std::string(columns[i]);
    return list;
}

std::string of_slice(const slice_table& table) {
    return " WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND " + std::string(table.columns[3]) +
           " = $4" + (table.has_teams ? " AND team_slug = ''" : "");
}

void for_each_slice_row(sql_session& session, const schema::slice& slice, const slice_pages& pages,
                        const std::function<void(const sql_row&)>& visit) {
    auto values = day_key(slice);
    values.push_back(pages.first_key);
    for (bool first = true;; first = false) {
        const std::string sql = "SELECT " + pages.key_column + ", " + pages.columns + " FROM " +
                                std::string(pages.table.name) + of_slice(pages.table) + pages.also + " AND " +
                                pages.key_column + (first ? " >= $5" : " > $5") + " ORDER BY " + pages.key_column +
                                " LIMIT " + std::to_string(rows_per_page);
        const std::vector<sql_row> rows = session.query(sql, values);
        for (const sql_row& row : rows) visit(row);
        if (rows.size() < rows_per_page) return;
        if (std::holds_alternative<std::int64_t>(pages.first_key))
            values[4] = as_integer(rows.back()[0]).value_or(0);
        else
            values[4] = rows.back()[0].value_or("");
    }
}

slice_rows::slice_rows(sql_session& session, const schema::slice& slice, const slice_table& table)
    : key_{slice.target.source, std::string(to_string(slice.target.scope.kind)), slice.target.scope.identifier,
           slice.day.text()},
      has_teams_{table.has_teams} {
    session.execute("DELETE FROM " + std::string(table.name) + of_slice(table), day_key(slice));
    writer_ = session.bulk_insert(table.name, table.columns);
}

row_writer& slice_rows::begin() {
    for (const std::string& field : key_) writer_->text(field);
    if (has_teams_) writer_->text("");
    return *writer_;
}

}  // namespace sinks
