#include "sinks/user_teams_loader.hpp"

#include "sinks/dataset_columns.hpp"

namespace sinks {

user_teams_loader::user_teams_loader(sql_session& session, const schema::slice& slice)
    : rows_{session, slice, user_team_table} {}

void user_teams_loader::write(const schema::user_team_row& row) {
    row_writer& out = rows_.begin();
    out.text(row.team_id);
    out.text(row.team_slug);
    out.text(row.user_key);
    out.text_or_null(row.user_login);
    out.text_or_null(row.enterprise_id);
    out.text_or_null(row.organization_id);
    row.extra.empty() ? out.null() : out.text(row.extra);
    out.end_row();
    totals_.add(row);
}

}  // namespace sinks
