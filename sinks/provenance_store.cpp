#include "sinks/provenance_store.hpp"

#include <algorithm>
#include <vector>

namespace sinks {

namespace {

std::vector<metric_provenance> read_provenance(sql_session& session, const std::string& source) {
    const sql_value key[] = {source};
    std::vector<metric_provenance> rows;
    for (const sql_row& row : session.query("SELECT table_name, column_name, provenance, origin FROM metric_provenance "
                                            "WHERE source = $1 ORDER BY table_name, column_name",
                                            key))
        rows.push_back({row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3].value_or("")});
    return rows;
}

}  // namespace

void write_provenance(sql_session& session, const std::string& source, std::span<const metric_provenance> rows) {
    if (std::ranges::equal(read_provenance(session, source), rows)) return;
    const sql_value key[] = {source};
    session.execute("DELETE FROM metric_provenance WHERE source = $1", key);
    for (const metric_provenance& row : rows) {
        const sql_value values[] = {source, row.table, row.column, row.provenance, row.origin};
        session.execute(
            "INSERT INTO metric_provenance (source, table_name, column_name, provenance, origin) VALUES "
            "($1, $2, $3, $4, $5)",
            values);
    }
}

void write_vendor(sql_session& session, const std::string& source, std::string_view vendor, int history_years) {
    const sql_value values[] = {source, std::string(vendor), history_years};
    session.execute(
        "INSERT INTO source_vendors (source, vendor, history_years) VALUES ($1, $2, $3) "
        "ON CONFLICT (source) DO UPDATE SET vendor = excluded.vendor, history_years = excluded.history_years "
        "WHERE source_vendors.vendor <> excluded.vendor OR "
        "source_vendors.history_years <> excluded.history_years",
        values);
}

}  // namespace sinks
