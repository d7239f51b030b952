#include "sinks/user_reader.hpp"

#include <string>
#include <vector>

#include "sinks/row_views.hpp"
#include "sinks/slice_key.hpp"
#include "sinks/user_columns.hpp"

namespace sinks {

namespace {

/// Users read at a time: with their breakdown about a megabyte.
constexpr std::size_t users_per_batch = 200;

}  // namespace

void for_each_user(sql_session& session, const schema::slice& slice,
                   const std::function<void(const schema::user_row&)>& visit, user_parts wanted) {
    const std::string users_sql = "SELECT " + column_list(user_columns, 4) + " FROM " + std::string(user_table.name) +
                                  of_slice(user_table) + " AND user_key > $5 ORDER BY user_key LIMIT " +
                                  std::to_string(users_per_batch);
    const std::string parts_sql = "SELECT " + column_list(user_breakdown_columns, 4) + " FROM " +
                                  std::string(user_breakdown_table.name) + of_slice(user_breakdown_table) +
                                  " AND user_key > $5 AND user_key <= $6" +
                                  (wanted == user_parts::features ? " AND breakdown = 'feature'" : "") +
                                  " ORDER BY user_key, breakdown, ide, feature, language, model";
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
            schema::user_row user = to_user_row(row);
            breakdown.clear();
            while (next < parts.size() && parts[next][0] < row[0]) ++next;  // of no user: `verify` tells
            for (; next < parts.size() && parts[next][0] == row[0]; ++next)
                breakdown.push_back(to_user_breakdown_row(parts[next], 1));
            user.breakdown = breakdown;
            visit(user);
        }
        last = users.back()[0].value_or("");
    }
}

}  // namespace sinks
