#include "sinks/vendor_limits.hpp"

namespace sinks {

vendor_limit read_vendor_limit(sql_session& session, const std::string& source) {
    const sql_value key[] = {source};
    const auto rows = session.query("SELECT full_at, in_use FROM vendor_limits WHERE source = $1", key);
    if (rows.empty()) return {};
    vendor_limit limit;
    if (rows[0][0]) limit.full_at = schema::parse_timestamp(*rows[0][0]).value_or(schema::time_point{});
    limit.in_use = as_bool(rows[0][1]);
    return limit;
}

void write_vendor_limit(sql_session& session, const std::string& source, const vendor_limit& limit) {
    const sql_value values[] = {source, schema::timestamp_text(limit.full_at), bind(limit.in_use)};
    session.execute(
        "INSERT INTO vendor_limits (source, full_at, in_use) VALUES ($1, $2, $3) ON CONFLICT (source) DO "
        "UPDATE SET full_at = excluded.full_at, in_use = excluded.in_use",
        values);
}

}  // namespace sinks
