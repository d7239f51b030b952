-- Who was in which team on one UTC day; teams under five seated users are left out by the vendor.
CREATE TABLE copilot_user_teams (
    source           TEXT NOT NULL,
    scope            TEXT NOT NULL,
    scope_identifier TEXT NOT NULL,
    metrics_date     TEXT NOT NULL,
    team_id          TEXT NOT NULL,
    team_slug        TEXT NOT NULL DEFAULT '',
    user_key         TEXT NOT NULL,
    user_login       TEXT,
    enterprise_id    TEXT,
    organization_id  TEXT,
    extra            TEXT,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, team_id, user_key)
) WITHOUT ROWID;

-- Pull requests of a repository on one UTC day; medians are never to be added up.
CREATE TABLE copilot_repo_metrics_daily (
    source                                   TEXT NOT NULL,
    scope                                    TEXT NOT NULL,
    scope_identifier                         TEXT NOT NULL,
    metrics_date                             TEXT NOT NULL,
    repo_id                                  TEXT NOT NULL,
    repo_owner_name                          TEXT,
    repo_name                                TEXT,
    repo_visibility                          TEXT,
    enterprise_id                            TEXT,
    organization_id                          TEXT,
    total_created                            INTEGER,
    total_reviewed                           INTEGER,
    total_merged                             INTEGER,
    total_suggestions                        INTEGER,
    total_applied_suggestions                INTEGER,
    total_created_by_copilot                 INTEGER,
    total_reviewed_by_copilot                INTEGER,
    total_merged_created_by_copilot          INTEGER,
    total_merged_reviewed_by_copilot         INTEGER,
    total_copilot_suggestions                INTEGER,
    total_copilot_applied_suggestions        INTEGER,
    median_minutes_to_merge                  TEXT,
    median_minutes_to_merge_copilot_authored TEXT,
    median_minutes_to_merge_copilot_reviewed TEXT,
    metrics_data                             TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, repo_id)
) WITHOUT ROWID;

-- Users with at least two active days of the 28 up to report_end_day: all of them in the row with feature '', which
-- also keeps the whole report; per feature in the others. Distinct users: never to be added up.
CREATE TABLE copilot_engagement_28d (
    source             TEXT NOT NULL,
    scope              TEXT NOT NULL,
    scope_identifier   TEXT NOT NULL,
    report_end_day     TEXT NOT NULL,
    report_start_day   TEXT,
    feature            TEXT NOT NULL,
    active_user_count  INTEGER,
    engaged_user_count INTEGER,
    metrics_data       TEXT,
    PRIMARY KEY (source, scope, scope_identifier, report_end_day, feature)
) WITHOUT ROWID;

-- Licenses on the UTC day of reading. user_key is '' without an assignee; a user can hold two seats.
CREATE TABLE copilot_seats (
    source                    TEXT NOT NULL,
    scope                     TEXT NOT NULL,
    scope_identifier          TEXT NOT NULL,
    snapshot_date             TEXT NOT NULL,
    seat_number               INTEGER NOT NULL,
    user_key                  TEXT NOT NULL,
    user_login                TEXT,
    created_at                TEXT,
    last_activity_at          TEXT,
    last_authenticated_at     TEXT,
    last_activity_editor      TEXT,
    pending_cancellation_date TEXT,
    plan_type                 TEXT,
    assigning_team_id         TEXT,
    assigning_team_slug       TEXT,
    organization_login        TEXT,
    seat_data                 TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, snapshot_date, seat_number)
) WITHOUT ROWID;

-- Who has been erased everywhere, and is kept out of later loads.
CREATE TABLE erased_users (
    user_key  TEXT NOT NULL,
    erased_at TEXT NOT NULL,
    PRIMARY KEY (user_key)
) WITHOUT ROWID;
