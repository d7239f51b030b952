#include "sinks/quality_store.hpp"

#include "sinks/slice_key.hpp"

namespace sinks {

void clear_rejected_records(sql_session& session, const schema::slice& slice) {
    session.execute("DELETE FROM rejected_records WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND "
                    "dataset = $4 AND metrics_date = $5",
                    slice_key(slice));
}

void write_rejected_records(sql_session& session, const schema::slice& slice,
                            const std::vector<rejected_record>& records, const std::string& run_id,
                            schema::time_point now) {
    for (const rejected_record& record : records) {
        auto values = slice_key(slice);
        values.insert(values.end(), {record.part, record.line_number, record.reason, record.message, blob{record.raw},
                                     run_id, schema::timestamp_text(now)});
        session.execute("INSERT INTO rejected_records (source, scope, scope_identifier, dataset, metrics_date, part, "
                        "line_number, reason, message, raw, run_id, created_at) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) "
                        "ON CONFLICT (source, scope, scope_identifier, dataset, metrics_date, part, line_number) "
                        "DO NOTHING",
                        values);
    }
}

void write_drift(sql_session& session, const schema::slice& slice, const std::vector<drift_entry>& entries) {
    const bool postgres = session.engine() == engine::postgresql;
    const std::string least = postgres ? "LEAST" : "MIN", greatest = postgres ? "GREATEST" : "MAX";
    for (const drift_entry& entry : entries) {
        session.execute("INSERT INTO schema_drift (source, dataset, json_path, json_type, first_day, last_day, "
                        "record_count) VALUES ($1, $2, $3, $4, $5, $5, $6) "
                        "ON CONFLICT (source, dataset, json_path, json_type) DO UPDATE SET first_day = " +
                            least + "(schema_drift.first_day, excluded.first_day), last_day = " + greatest +
                            "(schema_drift.last_day, excluded.last_day), record_count = excluded.record_count",
                        std::vector<sql_value>{slice.target.source, std::string(to_string(slice.target.dataset)),
                                               entry.json_path, entry.json_type, slice.day.text(), entry.record_count});
    }
}

void write_restatement(sql_session& session, const schema::slice& slice, const std::string& old_totals,
                       const std::string& new_totals, bool was_final, const std::string& run_id,
                       schema::time_point now) {
    auto values = slice_key(slice);
    values.insert(values.end(), {schema::timestamp_text(now), run_id, bind(was_final), old_totals, new_totals});
    session.execute("INSERT INTO restatements (source, scope, scope_identifier, dataset, metrics_date, restated_at, "
                    "run_id, was_final, old_totals, new_totals) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                    values);
}

}  // namespace sinks
