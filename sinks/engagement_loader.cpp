#include "sinks/engagement_loader.hpp"

#include <optional>

#include "sinks/dataset_columns.hpp"

namespace sinks {

engagement_loader::engagement_loader(sql_session& session, const schema::slice& slice)
    : rows_{session, slice, engagement_table} {}

void engagement_loader::write(const schema::engagement_row& row) {
    const std::optional<std::string> start =
        row.report_start_day ? std::optional(row.report_start_day->text()) : std::nullopt;
    row_writer& out = rows_.begin();
    out.text_or_null(start);
    out.text("");
    out.integer_or_null(row.active_user_count);
    out.null();
    out.text(row.metrics_data);
    out.end_row();
    for (const schema::feature_engagement& part : row.features) {
        rows_.begin();
        out.text_or_null(start);
        out.text(part.feature);
        out.null();
        out.integer_or_null(part.engaged_user_count);
        out.null();
        out.end_row();
    }
    totals_.add(row);
}

}  // namespace sinks
