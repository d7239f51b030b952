// Rows against sync_status and sync_targets, and rows that belong to nothing.

#include "sinks/consistency_sql.hpp"

namespace sinks::consistency_sql {

namespace {

/// Rows per slice of one table. `entries` is the condition of the rows that a report's records become one to one.
std::string counted(const std::string& table, const std::string& dataset, const std::string& entries,
                    const std::string& day = "metrics_date", const std::string& also = "") {
    return "SELECT source, scope, scope_identifier, '" + dataset + "' AS dataset, " + day +
           " AS metrics_date, count(*) AS n, sum(CASE WHEN " + entries +
           " THEN 1 ELSE 0 END) AS entries, CAST(NULL AS text) AS status, CAST(NULL AS bigint) AS rows_written FROM " +
           table + also + " GROUP BY source, scope, scope_identifier, " + day;
}

/// Every slice that has rows in some table, by its main one.
std::string slices_with_rows() {
    const auto slices = [](const std::string& table, const std::string& dataset, const std::string& day) {
        return "SELECT DISTINCT source, scope, scope_identifier, '" + dataset + "' AS dataset, " + day +
               " AS metrics_date FROM " + table;
    };
    return slices("copilot_user_metrics_daily", "users", "metrics_date") + " UNION " +
           slices("copilot_metrics_daily", "totals", "metrics_date") + " WHERE team_slug = '' UNION " +
           slices("copilot_user_teams", "user_teams", "metrics_date") + " UNION " +
           slices("copilot_repo_metrics_daily", "repos", "metrics_date") + " UNION " +
           slices("copilot_engagement_28d", "engagement", "report_end_day") + " UNION " +
           slices("copilot_seats", "seats", "snapshot_date");
}

}  // namespace

std::string rows_and_status() {
    const std::string no_team = " WHERE team_slug = ''";
    const std::string all =
        counted("copilot_user_metrics_daily", "users", "true") + " UNION ALL " +
        counted("copilot_user_breakdown_daily", "users", "false") + " UNION ALL " +
        counted("copilot_metrics_daily", "totals", "true", "metrics_date", no_team) + " UNION ALL " +
        counted("copilot_metrics_breakdown_daily", "totals", "false", "metrics_date", no_team) + " UNION ALL " +
        counted("copilot_user_teams", "user_teams", "true") + " UNION ALL " +
        counted("copilot_repo_metrics_daily", "repos", "true") + " UNION ALL " +
        counted("copilot_engagement_28d", "engagement", "feature = ''", "report_end_day") + " UNION ALL " +
        counted("copilot_seats", "seats", "true", "snapshot_date") +
        " UNION ALL SELECT source, scope, scope_identifier, dataset, metrics_date, 0, 0, status, rows_written "
        "FROM sync_status" +
        no_team;
    return "SELECT CASE WHEN status IS NULL THEN 'rows_without_status' WHEN status <> 'completed' THEN "
           "'rows_without_completed' WHEN entries = 0 THEN 'completed_without_rows' ELSE 'rows_written' END AS "
           "difference, source, scope, scope_identifier, dataset, metrics_date, "
           "CASE WHEN status IS NULL THEN n || ' rows of a day that sync_status does not know' "
           "WHEN status <> 'completed' THEN n || ' rows of a day that is ' || status "
           "WHEN entries = 0 THEN 'completed, but the table of its records has no row' "
           "ELSE n || ' rows where ' || rows_written || ' were written' END AS detail "
           "FROM (SELECT source, scope, scope_identifier, dataset, metrics_date, sum(n) AS n, sum(entries) AS "
           "entries, max(status) AS status, max(rows_written) AS rows_written FROM (" +
           all +
           ") AS parts GROUP BY source, scope, scope_identifier, dataset, metrics_date) AS slices "
           // A day on which nobody was active is loaded without a row, and says so by rows_written.
           "WHERE CASE WHEN coalesce(status, '') = 'completed' THEN (entries = 0 AND rows_written > 0) OR "
           "n <> rows_written ELSE n > 0 END";
}

std::string half_written_status() {
    return "SELECT 'half_written_status' AS difference, source, scope, scope_identifier, dataset, metrics_date, "
           "'completed, but when, what or how much was loaded is not written down' AS detail FROM sync_status "
           "WHERE team_slug = '' AND status = 'completed' AND (completed_at IS NULL OR last_attempt_at IS NULL OR "
           "rows_written IS NULL OR content_sha256 IS NULL OR day_totals IS NULL OR decoder_version IS NULL OR "
           "privacy_profile IS NULL OR run_id IS NULL)";
}

std::string unknown_status() {
    return "SELECT 'unknown_status' AS difference, source, scope, scope_identifier, dataset, metrics_date, "
           "'no version writes the status ' || status AS detail FROM sync_status WHERE status NOT IN "
           "('pending', 'in_progress', 'completed', 'no_data', 'failed')";
}

std::string breakdown_without_user() {
    return "SELECT 'breakdown_without_user' AS difference, source, scope, scope_identifier, 'users' AS dataset, "
           "metrics_date, count(*) || ' breakdown rows of users without a row of their own, the first of user ' || "
           "min(user_key) AS detail FROM copilot_user_breakdown_daily b WHERE NOT EXISTS (SELECT 1 FROM "
           "copilot_user_metrics_daily u WHERE u.source = b.source AND u.scope = b.scope AND u.scope_identifier = "
           "b.scope_identifier AND u.metrics_date = b.metrics_date AND u.user_key = b.user_key) "
           "GROUP BY source, scope, scope_identifier, metrics_date";
}

std::string breakdown_without_totals() {
    return "SELECT 'breakdown_without_totals' AS difference, source, scope, scope_identifier, 'totals' AS dataset, "
           "metrics_date, count(*) || ' breakdown rows of a day without its totals' || CASE WHEN team_slug = '' THEN "
           "'' ELSE ', team ' || team_slug END AS detail FROM copilot_metrics_breakdown_daily b WHERE NOT EXISTS "
           "(SELECT 1 FROM copilot_metrics_daily d WHERE d.source = b.source AND d.scope = b.scope AND "
           "d.scope_identifier = b.scope_identifier AND d.team_slug = b.team_slug AND d.metrics_date = "
           "b.metrics_date) GROUP BY source, scope, scope_identifier, team_slug, metrics_date";
}

std::string team_rows_of_unknown_day() {
    return "SELECT 'team_rows_of_unknown_day' AS difference, d.source, d.scope, d.scope_identifier, 'user_teams' AS "
           "dataset, d.metrics_date, 'a row of team ' || d.team_slug || ', of which no member is known that day' AS "
           "detail FROM copilot_metrics_daily d WHERE d.team_slug <> '' AND NOT EXISTS (SELECT 1 FROM "
           "copilot_user_teams t WHERE t.source = d.source AND t.scope = replace(d.scope, 'team-', '') AND "
           "t.scope_identifier = d.scope_identifier AND t.metrics_date = d.metrics_date AND t.team_slug = d.team_slug)";
}

std::string outside_target() {
    return "SELECT 'outside_target' AS difference, s.source, s.scope, s.scope_identifier, s.dataset, s.metrics_date, "
           "CASE WHEN t.source IS NULL THEN 'sync_targets does not know this dataset of this scope' "
           "WHEN s.metrics_date > t.until THEN 'after ' || t.until || ', its last day in sync_targets' "
           "ELSE 'before ' || t.since || ', its first day in sync_targets' END AS detail FROM (" +
           slices_with_rows() +
           " UNION SELECT source, scope, scope_identifier, dataset, metrics_date FROM sync_status WHERE team_slug = "
           "'') AS s LEFT JOIN sync_targets t ON t.source = s.source AND t.scope = s.scope AND t.scope_identifier = "
           "s.scope_identifier AND t.dataset = s.dataset WHERE t.source IS NULL OR s.metrics_date > t.until OR "
           "(s.metrics_date < t.since AND s.dataset NOT IN ('seats', 'engagement'))";
}

}  // namespace sinks::consistency_sql
