#include "sinks/slice_table.hpp"

#include "sinks/slice_key.hpp"

namespace sinks {

std::string column_list(std::span<const std::string_view> columns, std::size_t first) {
    std::string list;
    for (std::size_t i = first; i < columns.size(); ++i) list += (i > first ? ", " : "") + std::string(columns[i]);
    return list;
}

std::string of_slice(const slice_table& table) {
    return " WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND " + std::string(table.columns[3]) +
           " = $4" + (table.has_teams ? " AND team_slug = ''" : "");
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
