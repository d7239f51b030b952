#include "sinks/user_reader.hpp"

#include <string>
#include <vector>

#include "sinks/slice_key.hpp"
#include "sinks/user_columns.hpp"

namespace sinks {

namespace {

/// Users read at a time: with their breakdown about a megabyte.
constexpr std::size_t users_per_batch = 200;

std::optional<std::string_view> view(const std::optional<std::string>& column) {
    return column ? std::optional<std::string_view>(*column) : std::nullopt;
}

std::string_view text(const std::optional<std::string>& column) {
    return column ? std::string_view(*column) : std::string_view();
}

std::optional<bool> flag(const std::optional<std::string>& column) {
    return column ? std::optional(as_bool(column)) : std::nullopt;
}

void read_activity(const sql_row& row, std::size_t first, schema::activity& activity) {
    for (std::size_t i = 0; i < activity.values.size(); ++i) activity.values[i] = as_integer(row[first + i]);
}

/// Columns from user_key on, in the order of user_columns.
schema::user_row to_user(const sql_row& row) {
    schema::user_row user;
    user.user_key = text(row[0]);
    user.user_login = view(row[1]);
    user.user_email = view(row[2]);
    user.user_kind = text(row[3]);
    user.enterprise_id = view(row[4]);
    user.organization_id = view(row[5]);
    std::size_t at = 6;
    read_activity(row, at, user.activity);
    at += user.activity.values.size();
    for (auto& value : user.flags) value = flag(row[at++]);
    user.ai_credits_used = view(row[at++]);
    user.ai_adoption_phase_number = as_integer(row[at++]);
    user.ai_adoption_phase = view(row[at++]);
    user.ai_adoption_phase_version = view(row[at++]);
    for (auto& value : user.cli) value = as_integer(row[at++]);
    user.extra = text(row[at]);
    return user;
}

schema::user_breakdown_row to_breakdown(const sql_row& row) {
    schema::user_breakdown_row part;
    part.breakdown = text(row[1]);
    part.ide = text(row[2]);
    part.feature = text(row[3]);
    part.language = text(row[4]);
    part.model = text(row[5]);
    read_activity(row, 6, part.activity);
    part.extra = text(row[6 + part.activity.values.size()]);
    return part;
}

}  // namespace

void for_each_user(sql_session& session, const schema::slice& slice,
                   const std::function<void(const schema::user_row&)>& visit) {
    const std::string users_sql = "SELECT " + column_list(user_columns, 4) + " FROM " + std::string(user_table.name) +
                                  of_slice(user_table) + " AND user_key > $5 ORDER BY user_key LIMIT " +
                                  std::to_string(users_per_batch);
    const std::string parts_sql = "SELECT " + column_list(user_breakdown_columns, 4) + " FROM " +
                                  std::string(user_breakdown_table.name) + of_slice(user_breakdown_table) +
                                  " AND user_key > $5 AND user_key <= $6 ORDER BY user_key, breakdown, ide, feature, "
                                  "language, model";
    std::string last;  // no user_key is empty
    for (;;) {
        auto key = day_key(slice);
        key.emplace_back(last);
        const std::vector<sql_row> users = session.query(users_sql, key);
        if (users.empty()) return;
        key.emplace_back(users.back()[0].value_or(""));
        const std::vector<sql_row> parts = session.query(parts_sql, key);
        std::vector<schema::user_breakdown_row> breakdown;
        std::size_t next = 0;
        for (const sql_row& row : users) {
            schema::user_row user = to_user(row);
            breakdown.clear();
            while (next < parts.size() && parts[next][0] < row[0]) ++next;  // of no user: `verify` tells
            for (; next < parts.size() && parts[next][0] == row[0]; ++next)
                breakdown.push_back(to_breakdown(parts[next]));
            user.breakdown = breakdown;
            visit(user);
        }
        last = users.back()[0].value_or("");
    }
}

}  // namespace sinks
