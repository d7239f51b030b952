#include "sinks/user_loader.hpp"

#include "sinks/slice_key.hpp"
#include "sinks/user_columns.hpp"

namespace sinks {

namespace {

std::optional<std::string_view> non_empty(std::string_view json) {
    return json.empty() ? std::nullopt : std::optional(json);
}

}  // namespace

user_loader::user_loader(sql_session& session, const schema::slice& slice)
    : users_{session, slice, user_table}, breakdown_{session, slice, user_breakdown_table} {}

void user_loader::write(const schema::user_row& row) {
    row_writer& out = users_.begin();
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
    row_writer& out = breakdown_.begin();
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
    users_.finish();
    breakdown_.finish();
}

std::int64_t count_user_rows(sql_session& session, const schema::slice& slice) {
    const auto rows = session.query("SELECT count(*) FROM " + std::string(user_table.name) + of_slice(user_table),
                                    day_key(slice));
    return as_integer(rows.at(0).at(0)).value_or(0);
}

}  // namespace sinks
