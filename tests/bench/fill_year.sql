-- A year of one large organization and of a smaller one, without the program: psql -v users=10000 -v small=500
-- -v last=2026-11-20 -v days=365. Values follow the shape of the simulator's; text of the size that reports have.
-- Keys come back with their indexes at the end, which is much faster than row by row.
\set ON_ERROR_STOP on
SET synchronous_commit = off;
SET maintenance_work_mem = '512MB';

CREATE TEMP TABLE scopes AS SELECT * FROM (VALUES ('octo-org', :users), ('other-org', :small)) AS s(slug, people);
CREATE TEMP TABLE days AS
SELECT date :'last' - n AS day, n AS ago FROM generate_series(0, :days - 1) n;

INSERT INTO sync_targets (source, scope, scope_identifier, dataset, since, created_at, updated_at)
SELECT 'github', 'organization', slug, d, date :'last' - :days + 1, now(), now()
FROM scopes, unnest('{totals,users,user_teams,repos,seats}'::text[]) d;

INSERT INTO sync_status (source, scope, scope_identifier, dataset, metrics_date, status, is_final, attempt_count,
    last_attempt_at, completed_at, rows_written, content_sha256, created_at, updated_at)
SELECT 'github', 'organization', slug, d, day, 'completed', ago >= 4, 1, now(), now(), 1,
    encode(sha256((slug || d || day)::bytea), 'hex'), now(), now()
FROM scopes, days, unnest('{totals,users,user_teams,repos,seats}'::text[]) d;

INSERT INTO copilot_metrics_daily (source, scope, scope_identifier, metrics_date, is_final, metrics_data, created_at,
    updated_at, user_initiated_interaction_count, code_generation_activity_count, code_acceptance_activity_count,
    loc_suggested_to_add_sum, loc_added_sum, loc_deleted_sum, daily_active_users, weekly_active_users,
    monthly_active_users, total_active_users, total_code_suggestions, total_code_acceptances)
SELECT 'github', 'organization', slug, day, ago >= 4,
    (SELECT jsonb_object_agg('member_' || i, i * ago) FROM generate_series(1, 400) i), now(), now(),
    people * 9, people * 40, people * 11, people * 90, people * 70, people * 8, people, people, people, people,
    people * 25, people * 9
FROM scopes, days;

INSERT INTO copilot_metrics_breakdown_daily (source, scope, scope_identifier, metrics_date, breakdown, ide, feature,
    language, model, code_generation_activity_count, code_acceptance_activity_count, loc_added_sum)
SELECT 'github', 'organization', slug, day, b,
    CASE b WHEN 'ide' THEN 'ide-' || i ELSE '' END,
    CASE WHEN b IN ('feature', 'language_feature', 'model_feature') THEN 'feature-' || i % 12 ELSE '' END,
    CASE WHEN b LIKE 'language%' THEN 'language-' || i ELSE '' END,
    CASE WHEN b LIKE '%model%' THEN 'model-' || i ELSE '' END, people + i, people / (i + 1), people * i
FROM scopes, days, unnest('{ide,feature,language_feature,language_model,model_feature}'::text[]) b,
    generate_series(0, 19) i
WHERE b NOT IN ('ide', 'feature') OR i < 12;

ALTER TABLE copilot_user_metrics_daily DROP CONSTRAINT copilot_user_metrics_daily_pkey;
INSERT INTO copilot_user_metrics_daily (source, scope, scope_identifier, metrics_date, user_key, user_login, user_kind,
    enterprise_id, organization_id, user_initiated_interaction_count, code_generation_activity_count,
    code_acceptance_activity_count, loc_suggested_to_add_sum, loc_suggested_to_delete_sum, loc_added_sum, loc_deleted_sum,
    used_agent, used_chat, used_cli, extra)
SELECT 'github', 'organization', slug, day, (1000000 + p)::text, 'person' || p || '_octo', 'user', '22948', '184129893',
    p % 31, (p * 7 + ago) % 200, (p * 3 + ago) % 60, p % 400, p % 20, (p + ago) % 500, p % 90,
    (p + ago) % 3 = 0, (p + ago) % 2 = 0, (p + ago) % 9 = 0,
    jsonb_build_object('$entries', repeat('0123456789abcdef', 34), 'created_at', day)
FROM days, scopes, generate_series(1, people) p ORDER BY day, slug;
ALTER TABLE copilot_user_metrics_daily ADD PRIMARY KEY (source, scope, scope_identifier, metrics_date, user_key);

-- Of the breakdown, nine tenths of all bytes, the days that prune and queries of 60 days meet.
ALTER TABLE copilot_user_breakdown_daily DROP CONSTRAINT copilot_user_breakdown_daily_pkey;
INSERT INTO copilot_user_breakdown_daily (source, scope, scope_identifier, metrics_date, user_key, breakdown, ide, feature,
    language, model, user_initiated_interaction_count, code_generation_activity_count, code_acceptance_activity_count,
    loc_suggested_to_add_sum, loc_suggested_to_delete_sum, loc_added_sum, loc_deleted_sum)
SELECT 'github', 'organization', slug, day, (1000000 + p)::text,
    CASE WHEN i = 0 THEN 'ide' WHEN i < 5 THEN 'feature' WHEN i < 12 THEN 'language_feature' WHEN i < 17
         THEN 'language_model' ELSE 'model_feature' END,
    CASE WHEN i = 0 THEN 'vscode' ELSE '' END,
    CASE WHEN i BETWEEN 1 AND 11 OR i >= 17 THEN 'chat_panel_mode_' || i ELSE '' END,
    CASE WHEN i BETWEEN 5 AND 16 THEN 'language-' || (p + i) % 20 ELSE '' END,
    CASE WHEN i >= 12 THEN 'gpt-5-codex-' || i ELSE '' END, p % 11, p % 50, p % 20, p % 100, p % 9, p % 80, p % 7
FROM days, scopes, generate_series(1, people) p, generate_series(0, 21) i
WHERE ago < 60 OR ago >= :days - 31 ORDER BY day, slug;
ALTER TABLE copilot_user_breakdown_daily
    ADD PRIMARY KEY (source, scope, scope_identifier, metrics_date, user_key, breakdown, ide, feature, language, model);

INSERT INTO copilot_user_teams (source, scope, scope_identifier, metrics_date, team_id, team_slug, user_key, user_login)
SELECT 'github', 'organization', slug, day, (p / 12)::text, CASE WHEN p < 12 THEN 'platform' ELSE 'team-' || p / 12 END,
    (1000000 + p)::text, 'person' || p || '_octo'
FROM days, scopes, generate_series(1, people) p ORDER BY day, slug;

INSERT INTO copilot_repo_metrics_daily (source, scope, scope_identifier, metrics_date, repo_id, repo_owner_name, repo_name,
    total_created, total_merged, total_merged_created_by_copilot, median_minutes_to_merge, metrics_data)
SELECT 'github', 'organization', slug, day, r::text, slug, 'repo-' || r, r % 9, r % 7, r % 5 - 2, r * 1.5,
    jsonb_build_object('text', repeat('0123456789abcdef', 40))
FROM days, scopes, generate_series(1, greatest(people / 20, 5)) r;

INSERT INTO copilot_seats (source, scope, scope_identifier, snapshot_date, seat_number, user_key, user_login, plan_type,
    assigning_team_slug, created_at, last_activity_at, seat_data)
SELECT 'github', 'organization', slug, day, p, CASE WHEN p % 200 = 0 THEN '' ELSE (1000000 + p)::text END,
    'person' || p || '_octo', 'business', 'team-' || p / 12, timestamptz '2025-01-01Z',
    CASE WHEN p % 17 <> 0 THEN day - (p % 60) * interval '1 day' END,
    jsonb_build_object('text', repeat('0123456789abcdef', 30))
FROM days, scopes, generate_series(1, people) p ORDER BY day, slug;
