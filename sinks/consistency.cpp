#include "sinks/consistency.hpp"

#include "sinks/consistency_sql.hpp"

namespace sinks {

namespace {

/// Conditions of a filter, with what they bind.
class filter_condition {
public:
    explicit filter_condition(const consistency_filter& filter) {
        add({"source"}, filter.sources);
        // What is about a team belongs to the scope whose team it is.
        const std::string kind = "replace(scope, 'team-', '')";
        add({"scope_identifier", kind + " || '/' || scope_identifier"}, filter.scopes);
        add({"dataset"}, filter.datasets);
    }
    const std::string& text() const { return text_; }
    const std::vector<sql_value>& values() const { return values_; }

private:
    void add(const std::vector<std::string>& columns, const std::vector<std::string>& wanted) {
        if (wanted.empty()) return;
        std::string list;
        for (const std::string& value : wanted) {
            values_.emplace_back(value);
            list += (list.empty() ? "$" : ", $") + std::to_string(values_.size());
        }
        std::string any;
        for (const std::string& column : columns) any += (any.empty() ? "" : " OR ") + column + " IN (" + list + ")";
        text_ += (text_.empty() ? " WHERE (" : " AND (") + any + ")";
    }

    std::string text_;
    std::vector<sql_value> values_;
};

}  // namespace

std::vector<std::string> consistency_queries(engine engine, int settle_days) {
    return {consistency_sql::rows_and_status(),
            consistency_sql::half_written_status(),
            consistency_sql::unknown_status(),
            consistency_sql::breakdown_without_user(),
            consistency_sql::breakdown_without_totals(),
            consistency_sql::team_rows_of_unknown_day(),
            consistency_sql::outside_target(),
            consistency_sql::users_and_totals(),
            consistency_sql::users_or_totals_missing(),
            consistency_sql::older_columns(),
            consistency_sql::final_flags(),
            consistency_sql::final_without_rows(),
            consistency_sql::final_but_changed(),
            consistency_sql::times(engine, settle_days)};
}

std::vector<difference> find_differences(sql_session& session, const std::string& query,
                                         const consistency_filter& filter) {
    const filter_condition condition{filter};
    const std::string sql = "SELECT difference, source, scope, scope_identifier, dataset, metrics_date, detail FROM (" +
                            query + ") AS found" + condition.text() +
                            " ORDER BY source, scope, scope_identifier, dataset, metrics_date, detail";
    std::vector<difference> differences;
    for (const sql_row& row : session.query(sql, condition.values())) {
        const auto column = [&row](std::size_t i) { return row[i].value_or(""); };
        differences.push_back(
            {column(0), column(1), column(2), column(3), column(4), column(5).substr(0, 10), column(6)});
    }
    return differences;
}

}  // namespace sinks
