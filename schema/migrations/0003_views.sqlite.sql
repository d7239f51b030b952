-- Views never add up what must not be added: distinct users, averages, medians. "Today" is the day in UTC, whatever
-- the time zone of the session; days are counted as dates, never as timestamps.

-- A team's day, computed from the users of that day's membership. A user in two teams counts in both: never add up
-- teams. Sums are NULL where no member has the measure, daily_active_users where the day's users are not loaded. Teams
-- are told apart by team_id: within an enterprise two can share a slug.
CREATE VIEW copilot_team_metrics_daily AS
SELECT t.source,
       t.scope,
       t.scope_identifier,
       t.team_slug,
       t.team_id,
       t.metrics_date,
       t.user_initiated_interaction_count,
       t.code_generation_activity_count,
       t.code_acceptance_activity_count,
       t.loc_suggested_to_add_sum,
       t.loc_suggested_to_delete_sum,
       t.loc_added_sum,
       t.loc_deleted_sum,
       CASE WHEN users.status = 'completed' THEN t.active_members END AS daily_active_users,
       t.team_members,
       coalesce(teams.is_final AND users.status = 'completed' AND users.is_final, 0) AS is_final
FROM (SELECT m.source,
             kind.team_scope AS scope,
             kind.scope AS entity_scope,
             m.scope_identifier,
             m.team_slug,
             m.team_id,
             m.metrics_date,
             sum(u.user_initiated_interaction_count) AS user_initiated_interaction_count,
             sum(u.code_generation_activity_count) AS code_generation_activity_count,
             sum(u.code_acceptance_activity_count) AS code_acceptance_activity_count,
             sum(u.loc_suggested_to_add_sum) AS loc_suggested_to_add_sum,
             sum(u.loc_suggested_to_delete_sum) AS loc_suggested_to_delete_sum,
             sum(u.loc_added_sum) AS loc_added_sum,
             sum(u.loc_deleted_sum) AS loc_deleted_sum,
             count(u.user_key) AS active_members,
             count(*) AS team_members
      FROM (SELECT 'organization' AS scope, 'team-organization' AS team_scope
            UNION ALL SELECT 'enterprise', 'team-enterprise') AS kind
      JOIN copilot_user_teams m ON m.scope = kind.scope
      LEFT JOIN copilot_user_metrics_daily u
             ON u.source = m.source AND u.scope = m.scope AND u.scope_identifier = m.scope_identifier
            AND u.metrics_date = m.metrics_date AND u.user_key = m.user_key
      GROUP BY m.source, kind.team_scope, kind.scope, m.scope_identifier, m.team_slug, m.team_id,
               m.metrics_date) AS t
JOIN sync_status teams
  ON teams.source = t.source AND teams.scope = t.entity_scope AND teams.scope_identifier = t.scope_identifier
 AND teams.team_slug = '' AND teams.dataset = 'user_teams' AND teams.metrics_date = t.metrics_date
 AND teams.status = 'completed'
LEFT JOIN sync_status users
       ON users.source = t.source AND users.scope = t.entity_scope AND users.scope_identifier = t.scope_identifier
      AND users.team_slug = '' AND users.dataset = 'users' AND users.metrics_date = t.metrics_date;

-- The 28 days up to each loaded day of a scope. complete: each of them is loaded or known to have no data. is_final:
-- each of them is loaded and final, or had no data for so long (28 days) that it is not asked for again.
CREATE VIEW copilot_metrics_28d AS
SELECT source,
       scope,
       scope_identifier,
       team_slug,
       date(metrics_date, '-27 days') AS first_date,
       metrics_date,
       user_initiated_interaction_count,
       code_generation_activity_count,
       code_acceptance_activity_count,
       loc_suggested_to_add_sum,
       loc_suggested_to_delete_sum,
       loc_added_sum,
       loc_deleted_sum,
       total_code_suggestions,
       total_code_acceptances,
       total_code_lines_suggested,
       total_code_lines_accepted,
       days_present,
       days_without_data,
       days_present + days_without_data = 28 AS complete,
       days_final = 28 AS is_final
FROM (SELECT source,
             scope,
             scope_identifier,
             team_slug,
             metrics_date,
             present,
             sum(user_initiated_interaction_count) OVER month AS user_initiated_interaction_count,
             sum(code_generation_activity_count) OVER month AS code_generation_activity_count,
             sum(code_acceptance_activity_count) OVER month AS code_acceptance_activity_count,
             sum(loc_suggested_to_add_sum) OVER month AS loc_suggested_to_add_sum,
             sum(loc_suggested_to_delete_sum) OVER month AS loc_suggested_to_delete_sum,
             sum(loc_added_sum) OVER month AS loc_added_sum,
             sum(loc_deleted_sum) OVER month AS loc_deleted_sum,
             sum(total_code_suggestions) OVER month AS total_code_suggestions,
             sum(total_code_acceptances) OVER month AS total_code_acceptances,
             sum(total_code_lines_suggested) OVER month AS total_code_lines_suggested,
             sum(total_code_lines_accepted) OVER month AS total_code_lines_accepted,
             sum(present) OVER month AS days_present,
             sum(1 - present) OVER month AS days_without_data,
             sum(settled) OVER month AS days_final
      FROM (SELECT source, scope, scope_identifier, team_slug, metrics_date, 1 AS present,
                   CASE WHEN is_final THEN 1 ELSE 0 END AS settled,
                   user_initiated_interaction_count, code_generation_activity_count, code_acceptance_activity_count,
                   loc_suggested_to_add_sum, loc_suggested_to_delete_sum, loc_added_sum, loc_deleted_sum,
                   total_code_suggestions, total_code_acceptances, total_code_lines_suggested,
                   total_code_lines_accepted
            FROM copilot_metrics_daily
            UNION ALL
            SELECT source, scope, scope_identifier, team_slug, metrics_date, 0,
                   CASE WHEN metrics_date < date('now', '-28 days') THEN 1 ELSE 0 END,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM sync_status
            WHERE dataset = 'totals' AND status = 'no_data') AS days
      WINDOW month AS (PARTITION BY source, scope, scope_identifier, team_slug ORDER BY julianday(metrics_date)
                       RANGE BETWEEN 27 PRECEDING AND CURRENT ROW)) AS windows
WHERE present = 1;

-- Every day that is meant to be complete, with what sync_status says of it; 'missing' where it says nothing. Of
-- snapshots also days outside of that which have a row: today's seats, and windows that ended before the first plan. A
-- window of engagement may be named late, so days after the last one are meant to be there only after five days.
CREATE VIEW sync_coverage AS
WITH RECURSIVE due AS (
    SELECT t.source, t.scope, t.scope_identifier, t.dataset, t.since,
           min(coalesce(t.until, '9999-12-31'),
               date('now', CASE WHEN t.dataset = 'engagement' THEN '-5 days' ELSE '-1 day' END)) AS last_date,
           -- of snapshots only; NULL for the others
           CASE WHEN t.dataset IN ('seats', 'engagement')
                THEN (SELECT min(s.metrics_date) FROM sync_status s
                      WHERE s.source = t.source AND s.scope = t.scope AND s.scope_identifier = t.scope_identifier
                        AND s.team_slug = '' AND s.dataset = t.dataset) END AS first_taken,
           CASE WHEN t.dataset IN ('seats', 'engagement')
                THEN (SELECT max(s.metrics_date) FROM sync_status s
                      WHERE s.source = t.source AND s.scope = t.scope AND s.scope_identifier = t.scope_identifier
                        AND s.team_slug = '' AND s.dataset = t.dataset) END AS last_taken,
           CASE WHEN t.dataset IN ('seats', 'engagement')
                THEN (SELECT max(s.metrics_date) FROM sync_status s
                      WHERE s.source = t.source AND s.scope = t.scope AND s.scope_identifier = t.scope_identifier
                        AND s.team_slug = '' AND s.dataset = t.dataset AND s.status = 'completed') END AS last_loaded
    FROM sync_targets t),
r AS (
    SELECT source, scope, scope_identifier, dataset,
           min(since, coalesce(first_taken, since)) AS first_date,
           max(last_date, coalesce(last_taken, last_date)) AS last_date,
           since AS expected_from,
           max(last_date, coalesce(last_loaded, last_date)) AS expected_to
    FROM due),
n(i) AS (
    SELECT 0
    UNION ALL
    SELECT i + 1 FROM n WHERE i < (SELECT max(julianday(last_date) - julianday(first_date)) FROM r))
SELECT r.source,
       r.scope,
       r.scope_identifier,
       r.dataset,
       date(julianday(r.first_date) + n.i) AS metrics_date,
       coalesce(s.status, 'missing') AS status,
       coalesce(s.is_final, 0) AS is_final,
       s.reason,
       s.error_message,
       s.attempt_count,
       s.last_attempt_at,
       s.next_attempt_at,
       s.completed_at,
       s.rows_written,
       s.records_rejected
FROM r
JOIN n ON n.i <= julianday(r.last_date) - julianday(r.first_date)
LEFT JOIN sync_status s
       ON s.source = r.source AND s.scope = r.scope AND s.scope_identifier = r.scope_identifier
      AND s.team_slug = '' AND s.dataset = r.dataset AND s.metrics_date = date(julianday(r.first_date) + n.i)
WHERE s.status IS NOT NULL OR date(julianday(r.first_date) + n.i) BETWEEN r.expected_from AND r.expected_to;

-- The days of sync_coverage without rows, and why; not those known to have no data or not published yet. What is still
-- "not published" after 28 days has not been asked for again; of seats, yesterday's cannot be had any more, and of
-- engagement only the windows that exist can be missing.
CREATE VIEW sync_gaps AS
SELECT source,
       scope,
       scope_identifier,
       dataset,
       metrics_date,
       status,
       CASE WHEN status = 'missing' AND dataset IN ('seats', 'engagement') THEN 'missed_snapshot'
            WHEN status = 'missing' THEN 'not_attempted'
            ELSE coalesce(reason, status) END AS reason,
       error_message,
       attempt_count,
       last_attempt_at,
       next_attempt_at
FROM sync_coverage
WHERE status NOT IN ('completed', 'no_data')
  AND NOT (status = 'pending' AND coalesce(reason, '') = 'not_published'
           AND (dataset = 'engagement'
                OR metrics_date >= date('now', CASE WHEN dataset = 'seats' THEN '-0 days' ELSE '-28 days' END)));
