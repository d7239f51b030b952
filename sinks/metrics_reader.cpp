#include "sinks/metrics_reader.hpp"

#include <vector>

namespace sinks {

run_totals read_run_totals(sql_session& session) {
    run_totals totals;
    for (const sql_row& row : session.query(
             "SELECT exit_code, count(*), coalesce(sum(rows_written), 0), coalesce(sum(records_rejected), 0), "
             "coalesce(sum(bytes_downloaded), 0), coalesce(sum(requests), 0), coalesce(sum(retries), 0) FROM sync_runs "
             "WHERE command IN ('sync', 'backfill') AND finished_at IS NOT NULL GROUP BY exit_code")) {
        const auto number = [&row](std::size_t column) { return as_integer(row.at(column)).value_or(0); };
        totals.runs[static_cast<int>(number(0))] += number(1);
        totals.rows_written += number(2);
        totals.records_rejected += number(3);
        totals.bytes_downloaded += number(4);
        totals.requests += number(5);
        totals.retries += number(6);
    }
    return totals;
}

std::map<schema::target, restatement_counts> count_restatements(sql_session& session) {
    std::map<schema::target, restatement_counts> counts;
    for (const sql_row& row :
         session.query("SELECT source, scope, scope_identifier, dataset, was_final, count(*) FROM restatements "
                       "GROUP BY source, scope, scope_identifier, dataset, was_final")) {
        const auto kind = schema::parse_scope_kind(row.at(1).value_or(""));
        const auto dataset = schema::parse_dataset(row.at(3).value_or(""));
        if (!kind || !dataset) continue;
        restatement_counts& of = counts[{row.at(0).value_or(""), {*kind, row.at(2).value_or("")}, *dataset}];
        (as_bool(row.at(4)) ? of.final_days : of.provisional) += as_integer(row.at(5)).value_or(0);
    }
    return counts;
}

std::map<std::pair<std::string, schema::dataset>, std::int64_t> count_drift(sql_session& session, schema::day since) {
    std::map<std::pair<std::string, schema::dataset>, std::int64_t> counts;
    const std::vector<sql_value> bound{since.text()};
    for (const sql_row& row : session.query(
             "SELECT source, dataset, count(*) FROM schema_drift WHERE last_day >= $1 GROUP BY source, dataset", bound))
        if (const auto dataset = schema::parse_dataset(row.at(1).value_or("")))
            counts[{row.at(0).value_or(""), *dataset}] = as_integer(row.at(2)).value_or(0);
    return counts;
}

}  // namespace sinks
