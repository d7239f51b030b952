#include "sinks/repos_loader.hpp"

#include "sinks/dataset_columns.hpp"

namespace sinks {

repos_loader::repos_loader(sql_session& session, const schema::slice& slice) : rows_{session, slice, repo_table} {}

void repos_loader::write(const schema::repo_row& row) {
    row_writer& out = rows_.begin();
    out.text(row.repo_id);
    out.text_or_null(row.repo_owner_name);
    out.text_or_null(row.repo_name);
    out.text_or_null(row.repo_visibility);
    out.text_or_null(row.enterprise_id);
    out.text_or_null(row.organization_id);
    for (const auto& value : row.pull_request_counts) out.integer_or_null(value);
    for (const auto& value : row.pull_request_medians) out.text_or_null(value);
    out.text(row.metrics_data);
    out.end_row();
    totals_.add(row);
}

}  // namespace sinks
