-- The last attempt without trouble, an answer without data included. A later failure does not take it away.
ALTER TABLE sync_status ADD COLUMN last_success_at timestamptz;

UPDATE sync_status
SET last_success_at = CASE WHEN status = 'completed' AND reason IS NOT NULL THEN completed_at ELSE last_attempt_at END
WHERE status = 'completed' OR (status IN ('pending', 'no_data') AND reason = 'not_published');

-- Whose source it is, and for how many years back that vendor answers, as the program that read it last knew.
CREATE TABLE source_vendors (
    source        text COLLATE "C" NOT NULL,
    vendor        text NOT NULL,
    history_years smallint NOT NULL,
    PRIMARY KEY (source)
);

-- For exporters that ask the database: one row per target that is configured, and one per reason that its days met. The
-- same numbers as `sync --metrics-file` writes, as of now.
CREATE VIEW sync_metrics AS
WITH windows AS (
    SELECT s.source,
           ((now() AT TIME ZONE 'utc')::date - make_interval(years => coalesce(v.history_years, 1)))::date AS oldest
    FROM (SELECT DISTINCT source FROM sync_targets) s
    LEFT JOIN source_vendors v ON v.source = s.source)
SELECT t.source,
       t.scope,
       t.scope_identifier,
       t.dataset,
       success.last_success_at,
       (now() AT TIME ZONE 'utc')::date - days.newest_loaded AS lag_days,
       coalesce(days.days_final, 0) AS days_final,
       coalesce(days.days_provisional, 0) AS days_provisional,
       coalesce(days.days_pending, 0) AS days_pending,
       coalesce(days.days_no_data, 0) AS days_no_data,
       coalesce(days.days_failed, 0) AS days_failed,
       coalesce(days.days_missing, 0) AS days_missing,
       -- how long the oldest day that is not loaded can still be read; NULL where none is in danger
       days.oldest_open - days.oldest AS day_margin,
       coalesce(changes.restatements, 0) AS restatements,
       coalesce(changes.final_restatements, 0) AS final_restatements
FROM sync_targets t
LEFT JOIN (
    SELECT source, scope, scope_identifier, dataset, max(last_success_at) AS last_success_at
    FROM sync_status
    WHERE team_slug = ''
    GROUP BY source, scope, scope_identifier, dataset) AS success
       ON success.source = t.source AND success.scope = t.scope AND success.scope_identifier = t.scope_identifier
      AND success.dataset = t.dataset
LEFT JOIN (
    SELECT c.source, c.scope, c.scope_identifier, c.dataset, windows.oldest,
           max(metrics_date) FILTER (WHERE status = 'completed') AS newest_loaded,
           count(*) FILTER (WHERE status = 'completed' AND is_final) AS days_final,
           count(*) FILTER (WHERE status = 'completed' AND NOT is_final) AS days_provisional,
           count(*) FILTER (WHERE status = 'pending') AS days_pending,
           count(*) FILTER (WHERE status = 'no_data') AS days_no_data,
           count(*) FILTER (WHERE status = 'failed') AS days_failed,
           -- a snapshot that nobody has taken yet is not missing
           count(*) FILTER (WHERE status = 'in_progress'
                               OR (status = 'missing' AND dataset NOT IN ('seats', 'engagement'))) AS days_missing,
           min(metrics_date) FILTER (WHERE status NOT IN ('completed', 'no_data')
                                       AND dataset NOT IN ('seats', 'engagement')
                                       AND metrics_date >= windows.oldest)
               AS oldest_open
    FROM sync_coverage c
    JOIN windows ON windows.source = c.source
    GROUP BY c.source, c.scope, c.scope_identifier, c.dataset, windows.oldest) AS days
       ON days.source = t.source AND days.scope = t.scope AND days.scope_identifier = t.scope_identifier
      AND days.dataset = t.dataset
LEFT JOIN (
    SELECT source, scope, scope_identifier, dataset, count(*) AS restatements,
           count(*) FILTER (WHERE was_final) AS final_restatements
    FROM restatements
    GROUP BY source, scope, scope_identifier, dataset) AS changes
       ON changes.source = t.source AND changes.scope = t.scope AND changes.scope_identifier = t.scope_identifier
      AND changes.dataset = t.dataset
WHERE t.until IS NULL;

-- Days whose last attempt met trouble, by reason; days that are only not published yet are in no trouble.
CREATE VIEW sync_metrics_reasons AS
SELECT c.source, c.scope, c.scope_identifier, c.dataset, c.reason, count(*) AS days
FROM sync_coverage c
JOIN sync_targets t ON t.source = c.source AND t.scope = c.scope AND t.scope_identifier = c.scope_identifier
                   AND t.dataset = c.dataset AND t.until IS NULL
WHERE c.reason IS NOT NULL AND c.reason <> 'not_published' AND c.status <> 'in_progress'
GROUP BY c.source, c.scope, c.scope_identifier, c.dataset, c.reason;
