-- Assistants of more than one vendor beside one another.

-- What the numbers of a source are: measured by the vendor, derived from other numbers of it, or not available.
CREATE TABLE metric_provenance (
    source      text COLLATE "C" NOT NULL,
    table_name  text COLLATE "C" NOT NULL,
    column_name text COLLATE "C" NOT NULL,
    provenance  text NOT NULL,
    origin      text NOT NULL,
    PRIMARY KEY (source, table_name, column_name)
);

-- What is used up of a vendor's limit of calls, where it holds for all processes together. in_use: a process has the
-- source, or died while it had it.
CREATE TABLE vendor_limits (
    source  text COLLATE "C" NOT NULL,
    full_at timestamptz NOT NULL,
    in_use  boolean NOT NULL,
    PRIMARY KEY (source)
);

-- As before, and with days on which nobody was active: loaded, without a row, and counted as days without data.
CREATE OR REPLACE VIEW copilot_metrics_28d AS
SELECT source,
       scope,
       scope_identifier,
       team_slug,
       metrics_date - 27 AS first_date,
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
             CAST(sum(user_initiated_interaction_count) OVER month AS bigint) AS user_initiated_interaction_count,
             CAST(sum(code_generation_activity_count) OVER month AS bigint) AS code_generation_activity_count,
             CAST(sum(code_acceptance_activity_count) OVER month AS bigint) AS code_acceptance_activity_count,
             CAST(sum(loc_suggested_to_add_sum) OVER month AS bigint) AS loc_suggested_to_add_sum,
             CAST(sum(loc_suggested_to_delete_sum) OVER month AS bigint) AS loc_suggested_to_delete_sum,
             CAST(sum(loc_added_sum) OVER month AS bigint) AS loc_added_sum,
             CAST(sum(loc_deleted_sum) OVER month AS bigint) AS loc_deleted_sum,
             CAST(sum(total_code_suggestions) OVER month AS bigint) AS total_code_suggestions,
             CAST(sum(total_code_acceptances) OVER month AS bigint) AS total_code_acceptances,
             CAST(sum(total_code_lines_suggested) OVER month AS bigint) AS total_code_lines_suggested,
             CAST(sum(total_code_lines_accepted) OVER month AS bigint) AS total_code_lines_accepted,
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
                   CASE WHEN status = 'completed' THEN CASE WHEN is_final THEN 1 ELSE 0 END
                        WHEN metrics_date < (now() AT TIME ZONE 'utc')::date - 28 THEN 1 ELSE 0 END,
                   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
            FROM sync_status
            WHERE dataset = 'totals' AND (status = 'no_data' OR (status = 'completed' AND rows_written = 0))) AS days
      WINDOW month AS (PARTITION BY source, scope, scope_identifier, team_slug ORDER BY metrics_date
                       RANGE BETWEEN '27 days'::interval PRECEDING AND CURRENT ROW)) AS windows
WHERE present = 1;

-- A scope's day from whatever assistant, in what the vendors have in common; NULL where one does not measure it, and on
-- a day that is loaded but on which nobody was active. Never add up daily_active_users: a person can use both.
CREATE VIEW copilot_assistants_daily AS
SELECT s.source,
       s.scope,
       s.scope_identifier,
       s.metrics_date,
       m.daily_active_users,
       m.user_initiated_interaction_count,
       m.code_generation_activity_count,
       m.code_acceptance_activity_count,
       m.loc_suggested_to_add_sum,
       m.loc_added_sum,
       m.total_code_suggestions,
       m.total_code_acceptances,
       m.total_code_lines_suggested,
       m.total_code_lines_accepted,
       s.is_final
FROM sync_status s
LEFT JOIN copilot_metrics_daily m
       ON m.source = s.source AND m.scope = s.scope AND m.scope_identifier = s.scope_identifier AND m.team_slug = ''
      AND m.metrics_date = s.metrics_date
WHERE s.team_slug = '' AND s.dataset = 'totals' AND s.status = 'completed';
