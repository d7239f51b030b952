-- Who was in which team on one UTC day; teams under five seated users are left out by the vendor.
CREATE TABLE copilot_user_teams (
    metrics_date     date NOT NULL,
    source           text COLLATE "C" NOT NULL,
    scope            text COLLATE "C" NOT NULL,
    scope_identifier text COLLATE "C" NOT NULL,
    team_id          text COLLATE "C" NOT NULL,
    team_slug        text COLLATE "C" NOT NULL DEFAULT '',
    user_key         text COLLATE "C" NOT NULL,
    user_login       text,
    enterprise_id    text,
    organization_id  text,
    extra            jsonb,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, team_id, user_key)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02);

-- Pull requests of a repository on one UTC day; medians are never to be added up.
CREATE TABLE copilot_repo_metrics_daily (
    total_created                            bigint,
    total_reviewed                           bigint,
    total_merged                             bigint,
    total_suggestions                        bigint,
    total_applied_suggestions                bigint,
    total_created_by_copilot                 bigint,
    total_reviewed_by_copilot                bigint,
    total_merged_created_by_copilot          bigint,
    total_merged_reviewed_by_copilot         bigint,
    total_copilot_suggestions                bigint,
    total_copilot_applied_suggestions        bigint,
    metrics_date                             date NOT NULL,
    source                                   text COLLATE "C" NOT NULL,
    scope                                    text COLLATE "C" NOT NULL,
    scope_identifier                         text COLLATE "C" NOT NULL,
    repo_id                                  text COLLATE "C" NOT NULL,
    repo_owner_name                          text,
    repo_name                                text,
    repo_visibility                          text,
    enterprise_id                            text,
    organization_id                          text,
    median_minutes_to_merge                  numeric,
    median_minutes_to_merge_copilot_authored numeric,
    median_minutes_to_merge_copilot_reviewed numeric,
    metrics_data                             jsonb NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, repo_id)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02);

-- Users with at least two active days of the 28 up to report_end_day: all of them in the row with feature '', which
-- also keeps the whole report; per feature in the others. Distinct users: never to be added up.
CREATE TABLE copilot_engagement_28d (
    active_user_count  bigint,
    engaged_user_count bigint,
    report_end_day     date NOT NULL,
    report_start_day   date,
    source             text COLLATE "C" NOT NULL,
    scope              text COLLATE "C" NOT NULL,
    scope_identifier   text COLLATE "C" NOT NULL,
    feature            text COLLATE "C" NOT NULL,
    metrics_data       jsonb,
    PRIMARY KEY (source, scope, scope_identifier, report_end_day, feature)
);

-- Licenses on the UTC day of reading. user_key is '' without an assignee; a user can hold two seats.
CREATE TABLE copilot_seats (
    seat_number               bigint NOT NULL,
    created_at                timestamptz,
    last_activity_at          timestamptz,
    last_authenticated_at     timestamptz,
    snapshot_date             date NOT NULL,
    pending_cancellation_date date,
    source                    text COLLATE "C" NOT NULL,
    scope                     text COLLATE "C" NOT NULL,
    scope_identifier          text COLLATE "C" NOT NULL,
    user_key                  text COLLATE "C" NOT NULL,
    user_login                text,
    last_activity_editor      text,
    plan_type                 text,
    assigning_team_id         text,
    assigning_team_slug       text,
    organization_login        text,
    seat_data                 jsonb NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, snapshot_date, seat_number)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02);

-- Who has been erased everywhere, and is kept out of later loads.
CREATE TABLE erased_users (
    user_key  text COLLATE "C" NOT NULL,
    erased_at timestamptz NOT NULL,
    PRIMARY KEY (user_key)
);
