#include "transforms/exported_record.hpp"

#include "transforms/exported_breakdown.hpp"

namespace transforms {

namespace {

/// A member for each name; the values are of the same number and order.
template <std::size_t Size>
void write_counters(json_members& record, const std::array<std::string_view, Size>& names,
                    const std::array<std::optional<std::int64_t>, Size>& values) {
    for (std::size_t i = 0; i < Size; ++i) record.integer(names[i], values[i]);
}

void write_user_columns(json_members& record, const schema::user_row& row) {
    record.text("user_key", row.user_key);
    record.text("user_login", row.user_login);
    record.text("user_email", row.user_email);
    record.text("user_kind", row.user_kind);
    record.text("enterprise_id", row.enterprise_id);
    record.text("organization_id", row.organization_id);
    write_counters(record, schema::activity_columns, row.activity.values);
    for (std::size_t i = 0; i < row.flags.size(); ++i) record.boolean(schema::user_flag_columns[i], row.flags[i]);
    record.decimal("ai_credits_used", row.ai_credits_used);
    record.integer("ai_adoption_phase_number", row.ai_adoption_phase_number);
    record.text("ai_adoption_phase", row.ai_adoption_phase);
    record.text("ai_adoption_phase_version", row.ai_adoption_phase_version);
    write_counters(record, schema::user_cli_columns, row.cli);
}

bool write_user(std::string& out, schema::day day, const schema::user_row& row) {
    json_members record{out};
    record.text("day", day.text());
    write_user_columns(record, row);
    breakdown_arrays arrays{out, record};
    for (const schema::user_breakdown_row& part : row.breakdown) {
        json_members entry = arrays.begin(key_of(part));
        write_counters(entry, schema::activity_columns, part.activity.values);
        if (!part.extra.empty() && !entry.object("extra", part.extra)) return false;
        entry.close();
    }
    arrays.finish();
    if (!record.object("extra", row.extra)) return false;
    record.close();
    return true;
}

bool write_totals(std::string& out, schema::day day, const schema::stored_totals_row& row) {
    json_members record{out};
    record.text("day", day.text());
    write_counters(record, schema::activity_columns, row.activity.values);
    write_counters(record, schema::active_user_columns, row.active_users);
    write_counters(record, schema::older_api_columns, row.older_api);
    breakdown_arrays arrays{out, record};
    for (const schema::totals_breakdown_row& part : row.breakdown) {
        json_members entry = arrays.begin(key_of(part));
        write_counters(entry, schema::activity_columns, part.activity.values);
        entry.close();
    }
    arrays.finish();
    if (!record.object("vendor_record", row.metrics_data)) return false;
    record.close();
    return true;
}

}  // namespace

bool append_exported_user(std::string& out, schema::day day, const schema::user_row& row) {
    const std::size_t before = out.size();
    if (write_user(out, day, row)) return true;
    out.resize(before);
    return false;
}

bool append_exported_totals(std::string& out, schema::day day, const schema::stored_totals_row& row) {
    const std::size_t before = out.size();
    if (write_totals(out, day, row)) return true;
    out.resize(before);
    return false;
}

}  // namespace transforms
