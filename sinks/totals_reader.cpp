#include "sinks/totals_reader.hpp"

#include <string>
#include <vector>

#include "sinks/dataset_columns.hpp"
#include "sinks/row_views.hpp"
#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

template <std::size_t Size>
void read_counters(const sql_row& row, std::size_t& at, std::array<std::optional<std::int64_t>, Size>& values) {
    for (auto& value : values) value = as_integer(row[at++]);
}

schema::totals_breakdown_row to_part(const sql_row& row) {
    return {text_of(row[0]), text_of(row[1]), text_of(row[2]), text_of(row[3]), text_of(row[4]), to_activity(row, 5)};
}

}  // namespace

void read_totals(sql_session& session, const schema::slice& slice,
                 const std::function<void(const schema::stored_totals_row&)>& visit) {
    const std::string columns = column_list(schema::activity_columns) + ", " +
                                column_list(schema::active_user_columns) + ", " +
                                column_list(schema::older_api_columns) + ", metrics_data";
    const std::vector<sql_row> days = session.query(
        "SELECT " + columns + " FROM " + std::string(totals_table.name) + of_slice(totals_table), day_key(slice));
    if (days.empty()) return;
    const std::vector<sql_row> parts = session.query(
        "SELECT " + column_list(totals_breakdown_columns, 5) + " FROM " + std::string(totals_breakdown_table.name) +
            of_slice(totals_breakdown_table) + " ORDER BY breakdown, ide, feature, language, model",
        day_key(slice));
    std::vector<schema::totals_breakdown_row> breakdown;
    breakdown.reserve(parts.size());
    for (const sql_row& part : parts) breakdown.push_back(to_part(part));

    schema::stored_totals_row row;
    std::size_t at = 0;
    read_counters(days[0], at, row.activity.values);
    read_counters(days[0], at, row.active_users);
    read_counters(days[0], at, row.older_api);
    row.metrics_data = text_of(days[0][at]);
    row.breakdown = breakdown;
    visit(row);
}

}  // namespace sinks
