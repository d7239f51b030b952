-- What each plan asks: the final days of every target, read from the index alone, and the few days that are not settled.
-- Without them a plan reads all of sync_status twice. The conditions are those of sinks/status_store.cpp, to the letter.
CREATE INDEX sync_status_settled ON sync_status (source, scope, scope_identifier, dataset, metrics_date)
    WHERE team_slug = '' AND is_final AND reason IS NULL;

CREATE INDEX sync_status_open ON sync_status (source, scope, scope_identifier, dataset, metrics_date)
    WHERE team_slug = '' AND NOT (is_final AND reason IS NULL);
