#include "tests/sinks/datasets_support.hpp"

#include "sinks/status_store.hpp"

namespace datasets {

namespace {

const schema::time_point some_time = schema::parse_timestamp("2026-11-20T06:00:00Z").value();

}  // namespace

store::store(sinks::engine engine) : engine_{engine}, scratch_{engine}, session_{scratch_.open_migrated()} {}

std::string store::rows(const std::string& sql, const std::string& time_zone) {
    sinks::transaction tx{*session_, sinks::transaction::kind::read};
    if (engine_ == sinks::engine::postgresql) session_->execute_script("SET LOCAL TimeZone = '" + time_zone + "'");
    std::string text;
    for (const sinks::sql_row& row : session_->query(sql)) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string value = row[i].value_or("~");
            text += (i ? "|" : "") + (value == "t" ? "1" : value == "f" ? "0" : value);
        }
        text += '\n';
    }
    tx.commit();
    return text;
}

std::string store::moment(const std::string& column) const {
    if (engine_ == sinks::engine::postgresql)
        return "to_char(" + column + " AT TIME ZONE 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    return "strftime('%Y-%m-%dT%H:%M:%SZ', " + column + ")";
}

void store::write_state(const schema::slice& slice, schema::slice_status status, bool is_final,
                        const std::string& reason) {
    sinks::transaction tx{*session_, sinks::transaction::kind::write};
    schema::slice_state state;
    state.status = status;
    state.is_final = is_final;
    state.reason = reason;
    sinks::write_state(*session_, slice, state, some_time);
    tx.commit();
}

void store::write_target(const schema::target& target, schema::day since, const std::optional<schema::day>& until) {
    sinks::transaction tx{*session_, sinks::transaction::kind::write};
    sinks::write_target(*session_, target, since, until, some_time);
    tx.commit();
}

schema::slice slice_of(schema::dataset dataset, schema::day day, schema::scope_kind kind, const std::string& slug) {
    return {{"github", {kind, slug}, dataset}, day};
}

void on_both_engines::SetUp() {
    if (GetParam() == sinks::engine::postgresql) {
        ASSERT_NO_FATAL_FAILURE(sinks::testing::require_postgres());
    }
    store_ = std::make_unique<store>(GetParam());
}

}  // namespace datasets
