-- A scope's (or team's) totals of one UTC day; metrics_data is the whole record.
CREATE TABLE copilot_metrics_daily (
    source                                    TEXT NOT NULL,
    scope                                     TEXT NOT NULL,
    scope_identifier                          TEXT NOT NULL,
    team_slug                                 TEXT NOT NULL DEFAULT '',
    metrics_date                              TEXT NOT NULL,
    user_initiated_interaction_count          INTEGER,
    code_generation_activity_count            INTEGER,
    code_acceptance_activity_count            INTEGER,
    loc_suggested_to_add_sum                  INTEGER,
    loc_suggested_to_delete_sum               INTEGER,
    loc_added_sum                             INTEGER,
    loc_deleted_sum                           INTEGER,
    daily_active_users                        INTEGER,
    weekly_active_users                       INTEGER,
    monthly_active_users                      INTEGER,
    monthly_active_chat_users                 INTEGER,
    monthly_active_agent_users                INTEGER,
    daily_active_copilot_cloud_agent_users    INTEGER,
    weekly_active_copilot_cloud_agent_users   INTEGER,
    monthly_active_copilot_cloud_agent_users  INTEGER,
    daily_active_copilot_code_review_users    INTEGER,
    weekly_active_copilot_code_review_users   INTEGER,
    monthly_active_copilot_code_review_users  INTEGER,
    daily_passive_copilot_code_review_users   INTEGER,
    weekly_passive_copilot_code_review_users  INTEGER,
    monthly_passive_copilot_code_review_users INTEGER,
    daily_active_cli_users                    INTEGER,
    daily_active_copilot_app_users            INTEGER,
    daily_active_vscode_agent_users           INTEGER,
    total_active_users                        INTEGER,
    total_engaged_users                       INTEGER,
    total_code_suggestions                    INTEGER,
    total_code_acceptances                    INTEGER,
    total_code_lines_suggested                INTEGER,
    total_code_lines_accepted                 INTEGER,
    is_final                                  INTEGER NOT NULL DEFAULT 0,
    metrics_data                              TEXT NOT NULL,
    created_at                                TEXT NOT NULL,
    updated_at                                TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, team_slug, metrics_date)
) WITHOUT ROWID;

-- The breakdown of those totals; a dimension that a breakdown lacks is ''.
CREATE TABLE copilot_metrics_breakdown_daily (
    source                           TEXT NOT NULL,
    scope                            TEXT NOT NULL,
    scope_identifier                 TEXT NOT NULL,
    team_slug                        TEXT NOT NULL DEFAULT '',
    metrics_date                     TEXT NOT NULL,
    breakdown                        TEXT NOT NULL,
    ide                              TEXT NOT NULL,
    feature                          TEXT NOT NULL,
    language                         TEXT NOT NULL,
    model                            TEXT NOT NULL,
    user_initiated_interaction_count INTEGER,
    code_generation_activity_count   INTEGER,
    code_acceptance_activity_count   INTEGER,
    loc_suggested_to_add_sum         INTEGER,
    loc_suggested_to_delete_sum      INTEGER,
    loc_added_sum                    INTEGER,
    loc_deleted_sum                  INTEGER,
    PRIMARY KEY (source, scope, scope_identifier, team_slug, metrics_date, breakdown, ide, feature, language, model)
) WITHOUT ROWID;

-- One user (or service account) on one UTC day; NULL is 'not measured', never 0.
CREATE TABLE copilot_user_metrics_daily (
    source                           TEXT NOT NULL,
    scope                            TEXT NOT NULL,
    scope_identifier                 TEXT NOT NULL,
    metrics_date                     TEXT NOT NULL,
    user_key                         TEXT NOT NULL,
    user_login                       TEXT,
    user_email                       TEXT,
    user_kind                        TEXT NOT NULL,
    enterprise_id                    TEXT,
    organization_id                  TEXT,
    user_initiated_interaction_count INTEGER,
    code_generation_activity_count   INTEGER,
    code_acceptance_activity_count   INTEGER,
    loc_suggested_to_add_sum         INTEGER,
    loc_suggested_to_delete_sum      INTEGER,
    loc_added_sum                    INTEGER,
    loc_deleted_sum                  INTEGER,
    used_agent                       INTEGER,
    used_chat                        INTEGER,
    used_cli                         INTEGER,
    used_copilot_coding_agent        INTEGER,
    used_copilot_cloud_agent         INTEGER,
    used_copilot_code_review_active  INTEGER,
    used_copilot_code_review_passive INTEGER,
    used_copilot_app                 INTEGER,
    used_vscode_agent                INTEGER,
    ai_credits_used                  TEXT,
    ai_adoption_phase_number         INTEGER,
    ai_adoption_phase                TEXT,
    ai_adoption_phase_version        TEXT,
    cli_session_count                INTEGER,
    cli_request_count                INTEGER,
    cli_prompt_count                 INTEGER,
    cli_output_tokens_sum            INTEGER,
    cli_prompt_tokens_sum            INTEGER,
    extra                            TEXT,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, user_key)
) WITHOUT ROWID;

-- The breakdown of a user-day.
CREATE TABLE copilot_user_breakdown_daily (
    source                           TEXT NOT NULL,
    scope                            TEXT NOT NULL,
    scope_identifier                 TEXT NOT NULL,
    metrics_date                     TEXT NOT NULL,
    user_key                         TEXT NOT NULL,
    breakdown                        TEXT NOT NULL,
    ide                              TEXT NOT NULL,
    feature                          TEXT NOT NULL,
    language                         TEXT NOT NULL,
    model                            TEXT NOT NULL,
    user_initiated_interaction_count INTEGER,
    code_generation_activity_count   INTEGER,
    code_acceptance_activity_count   INTEGER,
    loc_suggested_to_add_sum         INTEGER,
    loc_suggested_to_delete_sum      INTEGER,
    loc_added_sum                    INTEGER,
    loc_deleted_sum                  INTEGER,
    extra                            TEXT,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, user_key, breakdown, ide, feature, language, model)
) WITHOUT ROWID;

-- What is meant to be complete: each day from since to until (or yesterday, while until is NULL).
CREATE TABLE sync_targets (
    source           TEXT NOT NULL,
    scope            TEXT NOT NULL,
    scope_identifier TEXT NOT NULL,
    dataset          TEXT NOT NULL,
    since            TEXT NOT NULL,
    until            TEXT,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, dataset)
) WITHOUT ROWID;

-- One row per slice: status says what the tables hold, reason what the last attempt met.
CREATE TABLE sync_status (
    source           TEXT NOT NULL,
    scope            TEXT NOT NULL,
    scope_identifier TEXT NOT NULL,
    team_slug        TEXT NOT NULL DEFAULT '',
    dataset          TEXT NOT NULL,
    metrics_date     TEXT NOT NULL,
    status           TEXT NOT NULL,
    is_final         INTEGER NOT NULL DEFAULT 0,
    reason           TEXT,
    error_message    TEXT,
    attempt_count    INTEGER NOT NULL DEFAULT 0,
    last_attempt_at  TEXT,
    next_attempt_at  TEXT,
    completed_at     TEXT,
    no_data_at       TEXT,
    rows_written     INTEGER,
    records_rejected INTEGER,
    bytes_read       INTEGER,
    content_sha256   TEXT,
    day_totals       TEXT,
    decoder_version  INTEGER,
    privacy_profile  TEXT,
    run_id           TEXT,
    created_at       TEXT NOT NULL,
    updated_at       TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, team_slug, dataset, metrics_date)
) WITHOUT ROWID;

-- One row per run; finished_at stays NULL when it was killed.
CREATE TABLE sync_runs (
    run_id           TEXT NOT NULL,
    command          TEXT NOT NULL,
    program_version  TEXT NOT NULL,
    as_of            TEXT NOT NULL,
    started_at       TEXT NOT NULL,
    finished_at      TEXT,
    exit_code        INTEGER,
    slices_planned   INTEGER,
    slices_completed INTEGER,
    slices_unchanged INTEGER,
    slices_no_data   INTEGER,
    slices_pending   INTEGER,
    slices_failed    INTEGER,
    slices_elsewhere INTEGER,
    rows_written     INTEGER,
    records_rejected INTEGER,
    bytes_downloaded INTEGER,
    requests         INTEGER,
    retries          INTEGER,
    restatements     INTEGER,
    PRIMARY KEY (run_id)
) WITHOUT ROWID;

-- A loaded day came back with other keys or sums.
CREATE TABLE restatements (
    source           TEXT NOT NULL,
    scope            TEXT NOT NULL,
    scope_identifier TEXT NOT NULL,
    dataset          TEXT NOT NULL,
    metrics_date     TEXT NOT NULL,
    restated_at      TEXT NOT NULL,
    run_id           TEXT NOT NULL,
    was_final        INTEGER NOT NULL,
    old_totals       TEXT NOT NULL,
    new_totals       TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, dataset, metrics_date, restated_at, run_id)
) WITHOUT ROWID;

-- Records of the last read of a slice that were set aside; raw is cut at 64 KiB.
CREATE TABLE rejected_records (
    source           TEXT NOT NULL,
    scope            TEXT NOT NULL,
    scope_identifier TEXT NOT NULL,
    dataset          TEXT NOT NULL,
    metrics_date     TEXT NOT NULL,
    part             INTEGER NOT NULL,
    line_number      INTEGER NOT NULL,
    reason           TEXT NOT NULL,
    message          TEXT NOT NULL,
    raw              BLOB NOT NULL,
    run_id           TEXT NOT NULL,
    created_at       TEXT NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, dataset, metrics_date, part, line_number)
) WITHOUT ROWID;

-- Fields that this version does not know, kept in extra; record_count is that of the last read.
CREATE TABLE schema_drift (
    source       TEXT NOT NULL,
    dataset      TEXT NOT NULL,
    json_path    TEXT NOT NULL,
    json_type    TEXT NOT NULL,
    first_day    TEXT NOT NULL,
    last_day     TEXT NOT NULL,
    record_count INTEGER NOT NULL,
    PRIMARY KEY (source, dataset, json_path, json_type)
) WITHOUT ROWID;
