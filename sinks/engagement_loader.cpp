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
        keys_ += key_hash{}
                     .add(part.feature)
                     .add(part.engaged_user_count ? std::to_string(*part.engaged_user_count) : "null")
                     .finish();
    }
    row_count_ += 1 + static_cast<std::int64_t>(row.features.size());
    active_users_.add(row.active_user_count);
}

std::string engagement_loader::totals_json() const {
    canonical_json json;
    json.count("engagement_rows", row_count_);
    json.fingerprint("features_fingerprint", keys_);
    json.sum("active_user_count", active_users_);
    return json.finish();
}

}  // namespace sinks
