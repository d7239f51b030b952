#!/usr/bin/env bash
# viewer_history_test.sh PROGRAM SIMULATOR: docs/migrating-from-copilot-metrics-viewer.md, by the very lines printed there, from
# tables like the viewer's (server/storage/db.ts, read 2026-11-25) filled with what GitHub would have sent.
set -euo pipefail

program=$1 simulator=$2
# shellcheck source=tests/e2e/shell_support.sh
source "$(dirname "$0")/shell_support.sh"
begin --today 2025-11-21 --first-day 2025-10-10 --users 25
document=migrating-from-copilot-metrics-viewer.md

VIEWER_URL=$(empty_database "$SYNC_TEST_POSTGRES" viewer)
export VIEWER_URL
psql -qX -d "$VIEWER_URL" <<'SQL'
CREATE TABLE metrics (id serial PRIMARY KEY, scope text NOT NULL, identifier text NOT NULL, team_slug text NOT NULL DEFAULT '',
  metrics_date date NOT NULL, data jsonb NOT NULL, report_data jsonb, UNIQUE (scope, identifier, team_slug, metrics_date));
CREATE TABLE sync_status (id serial PRIMARY KEY, scope text NOT NULL, identifier text NOT NULL, team_slug text NOT NULL DEFAULT '',
  metrics_date date NOT NULL, status text NOT NULL DEFAULT 'pending', UNIQUE (scope, identifier, team_slug, metrics_date));
CREATE TABLE user_day_metrics (id serial PRIMARY KEY, scope text NOT NULL, identifier text NOT NULL, user_login text NOT NULL,
  user_id bigint, metrics_date date NOT NULL, data jsonb NOT NULL, UNIQUE (scope, identifier, user_login, metrics_date));
SQL

report() { # report PATH: the lines of its files
  curl -sf -H 'Authorization: Bearer anything' "$GITHUB_API_URL/orgs/octo-org/copilot/metrics/reports/$1" |
    jq -r '.download_links[]' | while read -r link; do curl -sf --compressed "$link"; done
}
# jsonb from a line: as a dollar-quoted constant, which JSON of the simulator never ends.
report organization-28-day/latest | jq -c '.day_totals[]' >totals-sent.ndjson
jq -r '"INSERT INTO metrics (scope, identifier, metrics_date, data, report_data) VALUES ('\''organization'\'', '\''octo-org'\'', '\''" + .day +
  "'\'', '\''{}'\'', $json$" + tojson + "$json$);"' totals-sent.ndjson | psql -qX -d "$VIEWER_URL"
for day in 2025-11-18 2025-11-19; do report "users-1-day?day=$day"; done >users-sent.ndjson
jq -r '"INSERT INTO user_day_metrics (scope, identifier, user_login, user_id, metrics_date, data) VALUES ('\''organization'\'', '\''octo-org'\'', '\''" +
  .user_login + "'\'', " + (.user_id | tostring) + ", '\''" + .day + "'\'', $json$" + tojson + "$json$);"' users-sent.ndjson | psql -qX -d "$VIEWER_URL"
expect "days of totals at the viewer" 28 "$(value "$VIEWER_URL" 'SELECT count(*) FROM metrics')"

echo "== in the viewer's own schema nothing happens"
code=0
"$program" migrate --quiet --database "$VIEWER_URL" 2>refused.txt || code=$?
expect "migrate beside the viewer's sync_status" 6 "$code"
expect "tables of ours there" 0 "$(value "$VIEWER_URL" "SELECT count(*) FROM information_schema.tables WHERE table_name LIKE 'copilot%'")"

echo "== the history, into a database of its own"
ours=$(empty_database "$SYNC_TEST_POSTGRES" from_viewer)
manual "$document" "$ours" 'psql -XqtA -d "$VIEWER_URL" -c "SELECT report_data'
manual "$document" "$ours" 'psql -XqtA -d "$VIEWER_URL" -c "SELECT data'
manual "$document" "$ours" 'copilot-metrics-sync import totals.ndjson'
manual "$document" "$ours" 'copilot-metrics-sync import users.ndjson'
expect "totals" 28 "$(value "$ours" 'SELECT count(*) FROM copilot_metrics_daily')"
expect "none of them final" 0 "$(value "$ours" 'SELECT count(*) FROM copilot_metrics_daily WHERE is_final')"
expect "users" "$(wc -l <users-sent.ndjson)" "$(value "$ours" 'SELECT count(*) FROM copilot_user_metrics_daily')"
for dataset in totals users; do
  "$program" export --format ndjson --quiet --dataset $dataset --from 2025-10-24 --to 2025-11-20 --database "$ours" 2>/dev/null >back.ndjson
  expect "records of $dataset" "$(jq -cS 'walk(if type == "array" then sort else . end)' $dataset-sent.ndjson | sort | sha256sum)" \
    "$(jq -cS 'walk(if type == "array" then sort else . end)' back.ndjson | sort | sha256sum)"
done
echo "$passed passed, 0 failed"
