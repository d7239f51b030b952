-- Usage tables: counters first (aligned, no padding), then the date, then flags and text; days are replaced whole, so vacuum
-- comes early (docs/decisions.md, 1).
-- Text of keys is COLLATE "C": compared bytewise, whatever the database's locale.

-- A scope's (or team's) totals of one UTC day; metrics_data is the whole record.
CREATE TABLE copilot_metrics_daily (
    created_at                                timestamptz NOT NULL,
    updated_at                                timestamptz NOT NULL,
    user_initiated_interaction_count          bigint,
    code_generation_activity_count            bigint,
    code_acceptance_activity_count            bigint,
    loc_suggested_to_add_sum                  bigint,
    loc_suggested_to_delete_sum               bigint,
    loc_added_sum                             bigint,
    loc_deleted_sum                           bigint,
    daily_active_users                        bigint,
    weekly_active_users                       bigint,
    monthly_active_users                      bigint,
    monthly_active_chat_users                 bigint,
    monthly_active_agent_users                bigint,
    daily_active_copilot_cloud_agent_users    bigint,
    weekly_active_copilot_cloud_agent_users   bigint,
    monthly_active_copilot_cloud_agent_users  bigint,
    daily_active_copilot_code_review_users    bigint,
    weekly_active_copilot_code_review_users   bigint,
    monthly_active_copilot_code_review_users  bigint,
    daily_passive_copilot_code_review_users   bigint,
    weekly_passive_copilot_code_review_users  bigint,
    monthly_passive_copilot_code_review_users bigint,
    daily_active_cli_users                    bigint,
    daily_active_copilot_app_users            bigint,
    daily_active_vscode_agent_users           bigint,
    total_active_users                        bigint,
    total_engaged_users                       bigint,
    total_code_suggestions                    bigint,
    total_code_acceptances                    bigint,
    total_code_lines_suggested                bigint,
    total_code_lines_accepted                 bigint,
    metrics_date                              date NOT NULL,
    is_final                                  boolean NOT NULL DEFAULT false,
    source                                    text COLLATE "C" NOT NULL,
    scope                                     text COLLATE "C" NOT NULL,
    scope_identifier                          text COLLATE "C" NOT NULL,
    team_slug                                 text COLLATE "C" NOT NULL DEFAULT '',
    metrics_data                              jsonb NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, team_slug, metrics_date)
);

CREATE INDEX copilot_metrics_daily_data ON copilot_metrics_daily USING gin (metrics_data);

-- The breakdown of those totals; a dimension that a breakdown lacks is ''.
CREATE TABLE copilot_metrics_breakdown_daily (
    user_initiated_interaction_count bigint,
    code_generation_activity_count   bigint,
    code_acceptance_activity_count   bigint,
    loc_suggested_to_add_sum         bigint,
    loc_suggested_to_delete_sum      bigint,
    loc_added_sum                    bigint,
    loc_deleted_sum                  bigint,
    metrics_date                     date NOT NULL,
    source                           text COLLATE "C" NOT NULL,
    scope                            text COLLATE "C" NOT NULL,
    scope_identifier                 text COLLATE "C" NOT NULL,
    team_slug                        text COLLATE "C" NOT NULL DEFAULT '',
    breakdown                        text COLLATE "C" NOT NULL,
    ide                              text COLLATE "C" NOT NULL,
    feature                          text COLLATE "C" NOT NULL,
    language                         text COLLATE "C" NOT NULL,
    model                            text COLLATE "C" NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, team_slug, metrics_date, breakdown, ide, feature, language, model)
);

-- One user (or service account) on one UTC day; NULL is 'not measured', never 0.
CREATE TABLE copilot_user_metrics_daily (
    user_initiated_interaction_count bigint,
    code_generation_activity_count   bigint,
    code_acceptance_activity_count   bigint,
    loc_suggested_to_add_sum         bigint,
    loc_suggested_to_delete_sum      bigint,
    loc_added_sum                    bigint,
    loc_deleted_sum                  bigint,
    ai_adoption_phase_number         bigint,
    cli_session_count                bigint,
    cli_request_count                bigint,
    cli_prompt_count                 bigint,
    cli_output_tokens_sum            bigint,
    cli_prompt_tokens_sum            bigint,
    metrics_date                     date NOT NULL,
    used_agent                       boolean,
    used_chat                        boolean,
    used_cli                         boolean,
    used_copilot_coding_agent        boolean,
    used_copilot_cloud_agent         boolean,
    used_copilot_code_review_active  boolean,
    used_copilot_code_review_passive boolean,
    used_copilot_app                 boolean,
    used_vscode_agent                boolean,
    source                           text COLLATE "C" NOT NULL,
    scope                            text COLLATE "C" NOT NULL,
    scope_identifier                 text COLLATE "C" NOT NULL,
    user_key                         text COLLATE "C" NOT NULL,
    user_login                       text,
    user_email                       text,
    user_kind                        text NOT NULL,
    enterprise_id                    text,
    organization_id                  text,
    ai_credits_used                  numeric,
    ai_adoption_phase                text,
    ai_adoption_phase_version        text,
    extra                            jsonb,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, user_key)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02);

-- The breakdown of a user-day.
CREATE TABLE copilot_user_breakdown_daily (
    user_initiated_interaction_count bigint,
    code_generation_activity_count   bigint,
    code_acceptance_activity_count   bigint,
    loc_suggested_to_add_sum         bigint,
    loc_suggested_to_delete_sum      bigint,
    loc_added_sum                    bigint,
    loc_deleted_sum                  bigint,
    metrics_date                     date NOT NULL,
    source                           text COLLATE "C" NOT NULL,
    scope                            text COLLATE "C" NOT NULL,
    scope_identifier                 text COLLATE "C" NOT NULL,
    user_key                         text COLLATE "C" NOT NULL,
    breakdown                        text COLLATE "C" NOT NULL,
    ide                              text COLLATE "C" NOT NULL,
    feature                          text COLLATE "C" NOT NULL,
    language                         text COLLATE "C" NOT NULL,
    model                            text COLLATE "C" NOT NULL,
    extra                            jsonb,
    PRIMARY KEY (source, scope, scope_identifier, metrics_date, user_key, breakdown, ide, feature, language, model)
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.02,
        autovacuum_analyze_scale_factor = 0.02);

-- A few pages that spare date ranges of this table a scan of all of it.
CREATE INDEX copilot_user_breakdown_daily_date ON copilot_user_breakdown_daily USING brin (metrics_date)
    WITH (autosummarize = on);

-- What is meant to be complete: each day from since to until (or yesterday, while until is NULL).
CREATE TABLE sync_targets (
    source           text COLLATE "C" NOT NULL,
    scope            text COLLATE "C" NOT NULL,
    scope_identifier text COLLATE "C" NOT NULL,
    dataset          text COLLATE "C" NOT NULL,
    since            date NOT NULL,
    until            date,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, dataset)
);

-- One row per slice: status says what the tables hold, reason what the last attempt met.
CREATE TABLE sync_status (
    source           text COLLATE "C" NOT NULL,
    scope            text COLLATE "C" NOT NULL,
    scope_identifier text COLLATE "C" NOT NULL,
    team_slug        text COLLATE "C" NOT NULL DEFAULT '',
    dataset          text COLLATE "C" NOT NULL,
    metrics_date     date NOT NULL,
    status           text NOT NULL,
    is_final         boolean NOT NULL DEFAULT false,
    reason           text,
    error_message    text,
    attempt_count    bigint NOT NULL DEFAULT 0,
    last_attempt_at  timestamptz,
    next_attempt_at  timestamptz,
    completed_at     timestamptz,
    no_data_at       timestamptz,
    rows_written     bigint,
    records_rejected bigint,
    bytes_read       bigint,
    content_sha256   text,
    day_totals       text,
    decoder_version  bigint,
    privacy_profile  text,
    run_id           text,
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, team_slug, dataset, metrics_date)
);

-- One row per run; finished_at stays NULL when it was killed.
CREATE TABLE sync_runs (
    run_id           text NOT NULL,
    command          text NOT NULL,
    program_version  text NOT NULL,
    as_of            date NOT NULL,
    started_at       timestamptz NOT NULL,
    finished_at      timestamptz,
    exit_code        bigint,
    slices_planned   bigint,
    slices_completed bigint,
    slices_unchanged bigint,
    slices_no_data   bigint,
    slices_pending   bigint,
    slices_failed    bigint,
    slices_elsewhere bigint,
    rows_written     bigint,
    records_rejected bigint,
    bytes_downloaded bigint,
    requests         bigint,
    retries          bigint,
    restatements     bigint,
    PRIMARY KEY (run_id)
);

-- A loaded day came back with other keys or sums.
CREATE TABLE restatements (
    source           text COLLATE "C" NOT NULL,
    scope            text COLLATE "C" NOT NULL,
    scope_identifier text COLLATE "C" NOT NULL,
    dataset          text COLLATE "C" NOT NULL,
    metrics_date     date NOT NULL,
    restated_at      timestamptz NOT NULL,
    run_id           text NOT NULL,
    was_final        boolean NOT NULL,
    old_totals       jsonb NOT NULL,
    new_totals       jsonb NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, dataset, metrics_date, restated_at, run_id)
);

-- Records of the last read of a slice that were set aside; raw is cut at 64 KiB.
CREATE TABLE rejected_records (
    source           text COLLATE "C" NOT NULL,
    scope            text COLLATE "C" NOT NULL,
    scope_identifier text COLLATE "C" NOT NULL,
    dataset          text COLLATE "C" NOT NULL,
    metrics_date     date NOT NULL,
    part             bigint NOT NULL,
    line_number      bigint NOT NULL,
    reason           text NOT NULL,
    message          text NOT NULL,
    raw              bytea NOT NULL,
    run_id           text NOT NULL,
    created_at       timestamptz NOT NULL,
    PRIMARY KEY (source, scope, scope_identifier, dataset, metrics_date, part, line_number)
);

-- Fields that this version does not know, kept in extra; record_count is that of the last read.
CREATE TABLE schema_drift (
    source       text COLLATE "C" NOT NULL,
    dataset      text COLLATE "C" NOT NULL,
    json_path    text COLLATE "C" NOT NULL,
    json_type    text COLLATE "C" NOT NULL,
    first_day    date NOT NULL,
    last_day     date NOT NULL,
    record_count bigint NOT NULL,
    PRIMARY KEY (source, dataset, json_path, json_type)
);
