#include "sinks/row_views.hpp"

namespace sinks {

namespace {

std::optional<bool> flag(const std::optional<std::string>& column) {
    return column ? std::optional(as_bool(column)) : std::nullopt;
}

}  // namespace

schema::activity to_activity(const sql_row& row, std::size_t first) {
    schema::activity activity;
    for (std::size_t i = 0; i < activity.values.size(); ++i) activity.values[i] = as_integer(row[first + i]);
    return activity;
}

schema::user_row to_user_row(const sql_row& row, std::size_t first) {
    schema::user_row user;
    std::size_t at = first;
    user.user_key = text_of(row[at++]);
    user.user_login = view_of(row[at++]);
    user.user_email = view_of(row[at++]);
    user.user_kind = text_of(row[at++]);
    user.enterprise_id = view_of(row[at++]);
    user.organization_id = view_of(row[at++]);
    user.activity = to_activity(row, at);
    at += user.activity.values.size();
    for (auto& value : user.flags) value = flag(row[at++]);
    user.ai_credits_used = view_of(row[at++]);
    user.ai_adoption_phase_number = as_integer(row[at++]);
    user.ai_adoption_phase = view_of(row[at++]);
    user.ai_adoption_phase_version = view_of(row[at++]);
    for (auto& value : user.cli) value = as_integer(row[at++]);
    user.extra = text_of(row[at]);
    return user;
}

schema::user_breakdown_row to_user_breakdown_row(const sql_row& row, std::size_t first) {
    schema::user_breakdown_row part;
    part.breakdown = text_of(row[first]);
    part.ide = text_of(row[first + 1]);
    part.feature = text_of(row[first + 2]);
    part.language = text_of(row[first + 3]);
    part.model = text_of(row[first + 4]);
    part.activity = to_activity(row, first + 5);
    part.extra = text_of(row[first + 5 + part.activity.values.size()]);
    return part;
}

}  // namespace sinks
