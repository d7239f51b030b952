#include "sinks/totals_loader.hpp"

#include <array>
#include <optional>

#include "sinks/dataset_columns.hpp"
#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

/// When the slice's row was first written, in the engine's own spelling; `now` for a new one.
std::string first_written(sql_session& session, const schema::slice& slice, schema::time_point now) {
    const auto rows = session.query("SELECT created_at FROM " + std::string(totals_table.name) + of_slice(totals_table),
                                    day_key(slice));
    return rows.empty() ? schema::timestamp_text(now) : rows[0][0].value_or(schema::timestamp_text(now));
}

/// The row that readers of the older API mean by "code completions"; nullptr when the report has none.
const schema::totals_breakdown_row* completions(const schema::totals_row& row) {
    for (const schema::totals_breakdown_row& part : row.breakdown)
        if (part.breakdown == "feature" && part.feature == "code_completion") return &part;
    return nullptr;
}

constexpr std::size_t index_of(std::string_view measure_name) {
    for (std::size_t i = 0; i < schema::activity_columns.size(); ++i)
        if (schema::activity_columns[i] == measure_name) return i;
    throw "no such measure";
}

/// What the four total_code_* columns hold, in their order.
constexpr std::array<std::size_t, 4> completion_measures{
    index_of("code_generation_activity_count"), index_of("code_acceptance_activity_count"),
    index_of("loc_suggested_to_add_sum"), index_of("loc_added_sum")};

static_assert(schema::active_user_columns[0] == "daily_active_users");

}  // namespace

totals_loader::totals_loader(sql_session& session, const schema::slice& slice, schema::time_point now, bool is_final)
    : created_at_{first_written(session, slice, now)},
      updated_at_{schema::timestamp_text(now)},
      is_final_{is_final},
      days_{session, slice, totals_table},
      breakdown_{session, slice, totals_breakdown_table} {}

void totals_loader::write(const schema::totals_row& row) {
    row_writer& out = days_.begin();
    for (const auto& value : row.activity.values) out.integer_or_null(value);
    for (const auto& value : row.active_users) out.integer_or_null(value);
    out.integer_or_null(row.active_users[0]);  // total_active_users
    out.null();                                // total_engaged_users: no report has it
    const schema::totals_breakdown_row* const code = completions(row);
    for (const std::size_t i : completion_measures) code ? out.integer_or_null(code->activity.values[i]) : out.null();
    out.boolean(is_final_);
    out.text(row.metrics_data);
    out.text(created_at_);
    out.text(updated_at_);
    out.end_row();
    for (const schema::totals_breakdown_row& part : row.breakdown) write_breakdown(part);
    totals_.add(row);
}

void totals_loader::write_breakdown(const schema::totals_breakdown_row& part) {
    row_writer& out = breakdown_.begin();
    for (const auto dimension : {part.breakdown, part.ide, part.feature, part.language, part.model})
        out.text(dimension);
    for (const auto& value : part.activity.values) out.integer_or_null(value);
    out.end_row();
}

void totals_loader::finish() {
    days_.finish();
    breakdown_.finish();
}

void set_final(sql_session& session, const schema::slice& slice, bool is_final) {
    if (slice.target.dataset != schema::dataset::totals) return;
    auto values = day_key(slice);
    values.emplace_back(bind(is_final));
    session.execute("UPDATE " + std::string(totals_table.name) + " SET is_final = $5" + of_slice(totals_table) +
                        " AND is_final <> $5",
                    values);
}

}  // namespace sinks
