#include "sinks/user_loader.hpp"

#include "sinks/slice_key.hpp"
#include "sinks/user_columns.hpp"

namespace sinks {

namespace {

constexpr std::string_view of_the_day =
    " WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND metrics_date = $4";

void delete_day(sql_session& session, const schema::slice& slice) {
    for (const std::string_view table : {user_breakdown_table, user_table})
        session.execute("DELETE FROM " + std::string(table) + std::string(of_the_day), day_key(slice));
}

std::optional<std::string_view> non_empty(std::string_view json) {
    return json.empty() ? std::nullopt : std::optional(json);
}

}  // namespace

user_loader::user_loader(sql_session& session, const schema::slice& slice)
    : slice_{slice}, scope_{to_string(slice.target.scope.kind)}, day_{slice.day.text()} {
    delete_day(session, slice);
    users_ = session.bulk_insert(user_table, user_columns);
    breakdown_ = session.bulk_insert(user_breakdown_table, user_breakdown_columns);
}

void user_loader::write(const schema::user_row& row) {
    row_writer& out = *users_;
    out.text(slice_.target.source);
    out.text(scope_);
    out.text(slice_.target.scope.identifier);
    out.text(day_);
    out.text(row.user_key);
    out.text_or_null(row.user_login);
    out.text_or_null(row.user_email);
    out.text(row.user_kind);
    out.text_or_null(row.enterprise_id);
    out.text_or_null(row.organization_id);
    for (const auto& value : row.activity.values) out.integer_or_null(value);
    for (const auto& flag : row.flags) out.boolean_or_null(flag);
    out.text_or_null(row.ai_credits_used);
    out.integer_or_null(row.ai_adoption_phase_number);
    out.text_or_null(row.ai_adoption_phase);
    out.text_or_null(row.ai_adoption_phase_version);
    for (const auto& value : row.cli) out.integer_or_null(value);
    out.text_or_null(non_empty(row.extra));
    out.end_row();
    for (const schema::user_breakdown_row& part : row.breakdown) write_breakdown(row, part);
    totals_.add(row);
}

void user_loader::write_breakdown(const schema::user_row& row, const schema::user_breakdown_row& part) {
    row_writer& out = *breakdown_;
    out.text(slice_.target.source);
    out.text(scope_);
    out.text(slice_.target.scope.identifier);
    out.text(day_);
    out.text(row.user_key);
    out.text(part.breakdown);
    out.text(part.ide);
    out.text(part.feature);
    out.text(part.language);
    out.text(part.model);
    for (const auto& value : part.activity.values) out.integer_or_null(value);
    out.text_or_null(non_empty(part.extra));
    out.end_row();
}

void user_loader::finish() {
    users_->finish();
    breakdown_->finish();
}

std::int64_t count_user_rows(sql_session& session, const schema::slice& slice) {
    const auto rows =
        session.query("SELECT count(*) FROM " + std::string(user_table) + std::string(of_the_day), day_key(slice));
    return as_integer(rows.at(0).at(0)).value_or(0);
}

}  // namespace sinks
