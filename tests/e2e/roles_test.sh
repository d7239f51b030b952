#!/usr/bin/env bash
# roles_test.sh PROGRAM SIMULATOR: the three roles of docs/security.md, made by the very statements printed there: the owner makes
# the tables, the job fills them and may not change them, the reader of totals sees no person. On a server of its own
# (script/with-postgres), since roles belong to the server.
set -euo pipefail

program=$1 simulator=$2
# shellcheck source=tests/e2e/shell_support.sh
source "$(dirname "$0")/shell_support.sh"
begin --users 20

url=$(empty_database "$SYNC_TEST_POSTGRES" roles)
as() { sed "s/user=postgres/user=metrics_$1/" <<<"$url"; }
statements() { awk -v wanted="$1" '/^```sql$/ { block++; inside = 1; next } /^```$/ { inside = 0 } inside && block == wanted' "$project/docs/security.md"; }
refused() { # refused ROLE SQL
  local said
  said=$(psql -XqtA -d "$(as owner)" -c "SET ROLE metrics_$1; $2" 2>&1 || true)
  grep -c 'permission denied\|must be owner' <<<"$said" || true
}

psql -qX -v ON_ERROR_STOP=1 -d "$url" <<<"$(statements 1)"
psql -qX -v ON_ERROR_STOP=1 -d "$url" -c "GRANT metrics_reader, metrics_job TO metrics_owner"
"$program" migrate --quiet --database "$(as owner)" >/dev/null
psql -qX -v ON_ERROR_STOP=1 -d "$url" <<<"$(statements 2)"

umask 077
cat >configuration.yaml <<EOF
database: {url: "$(as job)", auto_migrate: false}
sources:
  - {type: github_copilot, token: anything, api_url: "$GITHUB_API_URL", organizations: [octo-org]}
EOF
"$program" sync --quiet --config configuration.yaml
expect "days that the job loaded" 28 "$(value "$url" 'SELECT count(*) FROM metrics.copilot_metrics_daily')"
expect "the job may not drop a table" 1 "$(refused job 'DROP TABLE metrics.copilot_seats')"
expect "the job may not add one" 1 "$(refused job 'CREATE TABLE metrics.x (a int)')"
for name in copilot_metrics_daily copilot_metrics_28d; do
  expect "days that the reader sees in $name" 28 "$(value "$(as owner)" "SET ROLE metrics_reader; SELECT count(*) FROM metrics.$name")"
done
for name in copilot_user_metrics_daily copilot_user_breakdown_daily copilot_user_teams copilot_seats rejected_records; do
  expect "the reader sees nobody in $name" 1 "$(refused reader "SELECT * FROM metrics.$name")"
done
expect "the reader writes nothing" 1 "$(refused reader 'DELETE FROM metrics.copilot_metrics_daily')"
echo "$passed passed, 0 failed"
