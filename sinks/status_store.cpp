#include "sinks/status_store.hpp"

#include <algorithm>

#include "sinks/sink_error.hpp"
#include "sinks/slice_key.hpp"

namespace sinks {

namespace {

constexpr std::string_view state_columns =
    "status, is_final, reason, error_message, attempt_count, last_attempt_at, next_attempt_at, completed_at, "
    "no_data_at, rows_written, records_rejected, bytes_read, content_sha256, day_totals, decoder_version, "
    "privacy_profile, run_id, last_success_at";
constexpr std::size_t state_column_count = 18;

constexpr std::string_view target_columns = "source, scope, scope_identifier, dataset";

std::optional<schema::time_point> as_time(const std::optional<std::string>& column) {
    return column ? schema::parse_timestamp(*column) : std::nullopt;
}

std::optional<std::string> text_of(const std::optional<schema::time_point>& time) {
    return time ? std::optional(schema::timestamp_text(*time)) : std::nullopt;
}

std::optional<std::string> non_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

schema::slice_state to_state(const sql_row& row, std::size_t first) {
    const auto column = [&](std::size_t i) -> const std::optional<std::string>& { return row.at(first + i); };
    schema::slice_state state;
    state.status = schema::parse_slice_status(column(0).value_or(""));
    state.is_final = as_bool(column(1));
    state.reason = column(2).value_or("");
    state.error_message = column(3).value_or("");
    state.attempt_count = as_integer(column(4)).value_or(0);
    state.last_attempt_at = as_time(column(5));
    state.next_attempt_at = as_time(column(6));
    state.completed_at = as_time(column(7));
    state.no_data_at = as_time(column(8));
    state.rows_written = as_integer(column(9));
    state.records_rejected = as_integer(column(10));
    state.bytes_read = as_integer(column(11));
    state.content_sha256 = column(12).value_or("");
    state.day_totals = column(13).value_or("");
    state.decoder_version = as_integer(column(14));
    state.privacy_profile = column(15).value_or("");
    state.run_id = column(16).value_or("");
    state.last_success_at = as_time(column(17));
    return state;
}

schema::day to_day(const std::optional<std::string>& column) {
    const auto day = column ? schema::day::parse(std::string_view(*column).substr(0, 10)) : std::nullopt;
    if (!day) throw sink_error("a date column holds '" + column.value_or("NULL") + "', which is no YYYY-MM-DD");
    return *day;
}

std::optional<schema::target> to_target(const sql_row& row) {
    const auto kind = schema::parse_scope_kind(row.at(1).value_or(""));
    const auto dataset = schema::parse_dataset(row.at(3).value_or(""));
    if (!kind || !dataset) return std::nullopt;  // a team's row, or written by a newer version: not ours to plan
    return schema::target{row.at(0).value_or(""), {*kind, row.at(2).value_or("")}, *dataset};
}

/// Final, and the last read of it went well: nothing more to say of such a day.
std::string settled(engine e) {
    return std::string(e == engine::sqlite ? "is_final = 1" : "is_final") + " AND reason IS NULL";
}

/// Final days as islands: consecutive days minus their rank are one constant.
std::string final_ranges_sql(engine e) {
    const std::string day_number = e == engine::postgresql ? "metrics_date" : "CAST(julianday(metrics_date) AS INTEGER)";
    const std::string key(target_columns);
    return "SELECT " + key + ", min(metrics_date), max(metrics_date) FROM (SELECT " + key + ", metrics_date, " +
           day_number + " - CAST(row_number() OVER (PARTITION BY " + key +
           " ORDER BY metrics_date) AS integer) AS island FROM sync_status WHERE team_slug = '' AND " + settled(e) +
           ") AS days GROUP BY " + key +
           ", island ORDER BY 1, 2, 3, 4, 5";
}

}  // namespace

std::optional<schema::slice_state> read_state(sql_session& session, const schema::slice& slice) {
    const auto rows = session.query("SELECT " + std::string(state_columns) +
                                        " FROM sync_status WHERE source = $1 AND scope = $2 AND scope_identifier = $3 "
                                        "AND team_slug = '' AND dataset = $4 AND metrics_date = $5",
                                    slice_key(slice));
    if (rows.empty()) return std::nullopt;
    return to_state(rows.front(), 0);
}

void write_state(sql_session& session, const schema::slice& slice, const schema::slice_state& state,
                 schema::time_point now) {
    auto values = slice_key(slice);
    const sql_value columns[state_column_count] = {
        std::string(to_string(state.status)), bind(state.is_final), bind(non_empty(state.reason)),
        bind(non_empty(state.error_message)), state.attempt_count, bind(text_of(state.last_attempt_at)),
        bind(text_of(state.next_attempt_at)), bind(text_of(state.completed_at)), bind(text_of(state.no_data_at)),
        bind(state.rows_written), bind(state.records_rejected), bind(state.bytes_read),
        bind(non_empty(state.content_sha256)), bind(non_empty(state.day_totals)), bind(state.decoder_version),
        bind(non_empty(state.privacy_profile)), bind(non_empty(state.run_id)), bind(text_of(state.last_success_at))};
    values.insert(values.end(), std::begin(columns), std::end(columns));
    values.emplace_back(schema::timestamp_text(now));
    static const std::string sql = [] {
        std::string text = "INSERT INTO sync_status (source, scope, scope_identifier, team_slug, dataset, metrics_date, " +
                           std::string(state_columns) + ", created_at, updated_at) VALUES ($1, $2, $3, '', $4, $5";
        for (std::size_t i = 0; i < state_column_count; ++i) text += ", $" + std::to_string(6 + i);
        text += ", $24, $24) ON CONFLICT (source, scope, scope_identifier, team_slug, dataset, metrics_date) DO UPDATE SET ";
        std::string_view rest = state_columns;
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(", "), rest.size());
            const std::string name(rest.substr(0, comma));
            text += name + " = excluded." + name + ", ";
            rest.remove_prefix(std::min(comma + 2, rest.size()));
        }
        return text + "updated_at = excluded.updated_at";
    }();
    session.execute(sql, values);
}

void forget_attempts(sql_session& session, const schema::target& target) {
    session.execute("DELETE FROM sync_status WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND "
                    "team_slug = '' AND dataset = $4 AND status <> 'completed'",
                    target_key(target));
}

std::vector<schema::target_state> read_targets(sql_session& session) {
    std::map<schema::target, schema::target_state> found;
    const std::string key(target_columns);
    for (const sql_row& row : session.query("SELECT " + key + ", since, until FROM sync_targets"))
        if (const auto target = to_target(row))
            found[*target] = {*target, to_day(row[4]), row[5] ? std::optional(to_day(row[5])) : std::nullopt, {}, {}};
    for (const sql_row& row : session.query(final_ranges_sql(session.engine())))
        if (const auto target = to_target(row); target && found.contains(*target))
            found[*target].final_days.push_back({to_day(row[4]), to_day(row[5])});
    const std::string open = "SELECT " + key + ", metrics_date, " + std::string(state_columns) +
                             " FROM sync_status WHERE team_slug = '' AND NOT (" + settled(session.engine()) + ")";
    for (const sql_row& row : session.query(open))
        if (const auto target = to_target(row); target && found.contains(*target))
            found[*target].open_days[to_day(row[4])] = to_state(row, 5);
    std::vector<schema::target_state> states;
    for (auto& [target, state] : found) states.push_back(std::move(state));
    return states;
}

std::map<schema::day, schema::slice_state> read_states(sql_session& session, const schema::target& target,
                                                       const schema::day_range& days) {
    auto values = target_key(target);
    values.emplace_back(days.first.text());
    values.emplace_back(days.last.text());
    std::map<schema::day, schema::slice_state> states;
    const std::string sql = "SELECT metrics_date, " + std::string(state_columns) +
                            " FROM sync_status WHERE source = $1 AND scope = $2 AND scope_identifier = $3 AND "
                            "team_slug = '' AND dataset = $4 AND metrics_date BETWEEN $5 AND $6";
    for (const sql_row& row : session.query(sql, values)) states[to_day(row[0])] = to_state(row, 1);
    return states;
}

std::vector<schema::target> read_all_targets(sql_session& session) {
    std::vector<schema::target> targets;
    const std::string key(target_columns);
    const std::string sql = "SELECT " + key + " FROM sync_targets UNION SELECT " + key +
                            " FROM sync_status WHERE team_slug = '' AND status = 'completed'";
    for (const sql_row& row : session.query(sql))
        if (const auto target = to_target(row)) targets.push_back(*target);
    std::sort(targets.begin(), targets.end());
    return targets;
}

std::vector<schema::day> read_loaded_days(sql_session& session, const schema::target& target) {
    std::vector<schema::day> days;
    for (const sql_row& row : session.query("SELECT metrics_date FROM sync_status WHERE source = $1 AND scope = $2 AND "
                                            "scope_identifier = $3 AND team_slug = '' AND dataset = $4 AND status = "
                                            "'completed' ORDER BY metrics_date",
                                            target_key(target)))
        days.push_back(to_day(row[0]));
    return days;
}

std::map<schema::target, schema::time_point> read_last_success(sql_session& session) {
    std::map<schema::target, schema::time_point> times;
    const std::string key(target_columns);
    const std::string sql = "SELECT " + key + ", max(last_success_at) FROM sync_status WHERE team_slug = '' GROUP BY " +
                            key;
    for (const sql_row& row : session.query(sql))
        if (const auto target = to_target(row))
            if (const auto time = as_time(row[4])) times[*target] = *time;
    return times;
}

void write_target(sql_session& session, const schema::target& target, schema::day since,
                  const std::optional<schema::day>& until, schema::time_point now) {
    auto values = target_key(target);
    values.emplace_back(since.text());
    values.emplace_back(bind(until ? std::optional(until->text()) : std::nullopt));
    values.emplace_back(schema::timestamp_text(now));
    session.execute("INSERT INTO sync_targets (source, scope, scope_identifier, dataset, since, until, created_at, "
                    "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) "
                    "ON CONFLICT (source, scope, scope_identifier, dataset) DO UPDATE SET since = excluded.since, "
                    "until = excluded.until, updated_at = excluded.updated_at",
                    values);
}

}  // namespace sinks
