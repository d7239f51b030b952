// Users against totals, and finality against times.

#include "sinks/consistency_sql.hpp"

namespace sinks::consistency_sql {

namespace {

/// ` JOIN sync_status ALIAS ON ...`: the status of a dataset on the day of the rows in `of`.
std::string join_status(const std::string& alias, const std::string& dataset, const std::string& of) {
    return " JOIN sync_status " + alias + " ON " + alias + ".source = " + of + ".source AND " + alias +
           ".scope = " + of + ".scope AND " + alias + ".scope_identifier = " + of + ".scope_identifier AND " + alias +
           ".team_slug = '' AND " + alias + ".metrics_date = " + of + ".metrics_date AND " + alias + ".dataset = '" +
           dataset + "'";
}

/// Identities with a row (service accounts too: Augment counts them), and those of them who have interacted, per day.
constexpr const char* people =
    "(SELECT source, scope, scope_identifier, metrics_date, count(*) AS rows_there, sum(CASE WHEN "
    "user_initiated_interaction_count > 0 THEN 1 ELSE 0 END) AS interacting FROM copilot_user_metrics_daily "
    "GROUP BY source, scope, scope_identifier, metrics_date)";

constexpr const char* same_day =
    " ON u.source = d.source AND u.scope = d.scope AND u.scope_identifier = d.scope_identifier AND u.metrics_date = "
    "d.metrics_date";

}  // namespace

std::string users_and_totals() {
    // Records of users that were set aside may be of active people.
    return "SELECT CASE WHEN d.daily_active_users < u.interacting THEN 'more_users_than_active' ELSE "
           "'fewer_users_than_active' END AS difference, d.source, d.scope, d.scope_identifier, 'users' AS dataset, "
           "d.metrics_date, CASE WHEN d.daily_active_users < u.interacting THEN u.interacting || ' users have "
           "interacted' ELSE coalesce(u.rows_there, 0) || ' users have a row' END || ' where the totals count ' || "
           "d.daily_active_users || ' active ones' AS detail FROM copilot_metrics_daily d" +
           join_status("st", "totals", "d") + join_status("su", "users", "d") + " LEFT JOIN " + people + " AS u" + same_day +
           " WHERE d.team_slug = '' AND st.status = 'completed' AND st.is_final AND su.status = 'completed' AND "
           "su.is_final AND (u.rows_there IS NOT NULL OR su.rows_written = 0) AND (d.daily_active_users < u.interacting "
           "OR d.daily_active_users > coalesce(u.rows_there, 0) + coalesce(su.records_rejected, 0))";
}

std::string users_or_totals_missing() {
    return "SELECT 'users_missing' AS difference, d.source, d.scope, d.scope_identifier, 'users' AS dataset, "
           "d.metrics_date, 'without data, where the totals count ' || d.daily_active_users || ' active users' AS "
           "detail FROM copilot_metrics_daily d" +
           join_status("st", "totals", "d") + join_status("su", "users", "d") +
           " WHERE d.team_slug = '' AND st.status = 'completed' AND su.status = 'no_data' AND d.daily_active_users > 0 "
           "UNION ALL SELECT 'totals_missing', u.source, u.scope, u.scope_identifier, 'totals', u.metrics_date, "
           "'without data, where ' || u.interacting || ' users have interacted' FROM " +
           people + " AS u" + join_status("st", "totals", "u") + join_status("su", "users", "u") +
           " WHERE su.status = 'completed' AND st.status = 'no_data' AND u.interacting > 0";
}

std::string older_columns() {
    const auto differs = [](const std::string& column, const std::string& measure) {
        return " OR d." + column + " IS DISTINCT FROM b." + measure;
    };
    return "SELECT 'older_columns' AS difference, d.source, d.scope, d.scope_identifier, 'totals' AS dataset, "
           "d.metrics_date, 'a total_ column is not what it is taken from: daily_active_users, or the breakdown of "
           "code_completion' AS detail FROM copilot_metrics_daily d LEFT JOIN copilot_metrics_breakdown_daily b ON "
           "b.source = d.source AND b.scope = d.scope AND b.scope_identifier = d.scope_identifier AND b.team_slug = "
           "d.team_slug AND b.metrics_date = d.metrics_date AND b.breakdown = 'feature' AND b.ide = '' AND b.feature = "
           "'code_completion' AND b.language = '' AND b.model = '' WHERE d.team_slug = '' AND (d.total_active_users IS "
           "DISTINCT FROM d.daily_active_users" +
           differs("total_code_suggestions", "code_generation_activity_count") +
           differs("total_code_acceptances", "code_acceptance_activity_count") +
           differs("total_code_lines_suggested", "loc_suggested_to_add_sum") +
           differs("total_code_lines_accepted", "loc_added_sum") + ")";
}

std::string final_flags() {
    return "SELECT 'final_flags' AS difference, d.source, d.scope, d.scope_identifier, 'totals' AS dataset, "
           "d.metrics_date, CASE WHEN d.is_final THEN 'final in copilot_metrics_daily, not in sync_status' ELSE "
           "'final in sync_status, not in copilot_metrics_daily' END AS detail FROM copilot_metrics_daily d" +
           join_status("s", "totals", "d") +
           " WHERE d.team_slug = '' AND s.status = 'completed' AND d.is_final <> s.is_final";
}

std::string final_without_rows() {
    return "SELECT 'final_without_rows' AS difference, source, scope, scope_identifier, dataset, metrics_date, "
           "'final, though it is ' || status || ' and holds no rows' AS detail FROM sync_status WHERE team_slug = '' "
           "AND is_final AND status <> 'completed'";
}

std::string final_but_changed() {
    return "SELECT 'final_but_changed' AS difference, s.source, s.scope, s.scope_identifier, s.dataset, "
           "s.metrics_date, 'final by the very read that changed it' AS detail FROM "
           "sync_status s JOIN restatements r ON r.source = s.source AND r.scope = s.scope AND r.scope_identifier = "
           "s.scope_identifier AND r.dataset = s.dataset AND r.metrics_date = s.metrics_date AND r.run_id = s.run_id "
           "WHERE s.team_slug = '' AND s.is_final AND s.status = 'completed' AND s.dataset NOT IN ('seats', "
           "'engagement')";
}

std::string times(engine engine, int settle_days) {
    const bool postgres = engine == engine::postgresql;
    const std::string clock_day =
        postgres ? "CAST(s.last_attempt_at AT TIME ZONE 'utc' AS date)" : "substr(s.last_attempt_at, 1, 10)";
    const std::string age =
        postgres ? "today - metrics_date" : "CAST(julianday(today) - julianday(metrics_date) AS integer)";
    // Of seats it is a later run that calls the day final, without reading it; a window that has ended is final at
    // once.
    const std::string due = "CASE dataset WHEN 'seats' THEN newest_run <= metrics_date WHEN 'engagement' THEN " + age +
                            " < 0 ELSE " + age + " <= " + std::to_string(settle_days) + " END";
    const std::string early = "(is_final AND " + due + ")";
    const std::string unfinished = "(" + age + " < CASE dataset WHEN 'seats' THEN 0 ELSE 1 END)";
    return "SELECT CASE WHEN " + unfinished +
           " THEN 'loaded_before_its_end' ELSE 'final_too_early' END AS difference, source, scope, scope_identifier, "
           "dataset, metrics_date, CASE WHEN " +
           unfinished +
           " THEN 'loaded' ELSE 'final' END || ' by a run for which ' || today || ' was today' AS detail "
           "FROM (SELECT s.source, s.scope, s.scope_identifier, s.dataset, s.metrics_date, s.is_final, "
           "coalesce(r.as_of, " +
           clock_day +
           ") AS today, (SELECT max(as_of) FROM sync_runs) AS newest_run FROM sync_status s LEFT JOIN sync_runs r ON "
           "r.run_id = s.run_id WHERE s.team_slug = '' AND s.status = 'completed') AS loaded WHERE " +
           unfinished + " OR " + early;
}

}  // namespace sinks::consistency_sql
