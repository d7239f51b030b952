#!/usr/bin/env bash
# backup_test.sh PROGRAM SIMULATOR: what docs/operations.md says of backups and of the way from SQLite to PostgreSQL, by the very
# lines printed there. A backup restored into an empty server (one of its own) goes on syncing: no final day is read again, and
# both databases end up with the same records.
set -euo pipefail

program=$1 simulator=$2
# shellcheck source=tests/e2e/shell_support.sh
source "$(dirname "$0")/shell_support.sh"
begin --today 2026-11-21 --users 25 --script rules.txt
printf '%s\n' 'day=2026-11-10 report=users-1-day wrong_type=1' 'day=2026-11-12 unknown_field=1' >rules.txt

sync() { "$program" sync --quiet --as-of "$2" --database "$1"; }
# Everything that was loaded, as JSON with sorted keys (PostgreSQL keeps no order of keys): how many records, and their hash.
records() {
  "$program" export --format ndjson --quiet --from 2026-10-21 --to 2026-11-20 --database "$1" 2>/dev/null |
    jq -cS . | sort >"records.$$"
  [ "$(wc -l <"records.$$")" -gt 500 ] || { echo "only $(wc -l <"records.$$") records in $1"; return 1; }
  sha256sum <"records.$$"
}
state() { "$program" status --format json --as-of 2026-11-18 --database "$1" | jq -cS .; }

first=$(empty_database "$SYNC_TEST_POSTGRES" backup_first)
sync "$first" 2026-11-18
expect "final days before the backup" 24 "$(value "$first" "SELECT count(*) FROM sync_status WHERE dataset = 'users' AND is_final")"

echo "== PostgreSQL: a backup restored into an empty server"
manual operations.md "$first" 'pg_dump --format'
restore_and_go_on() {
  source "$project/tests/e2e/shell_support.sh"
  local second
  second=$(empty_database "$SYNC_TEST_POSTGRES" restored)
  manual operations.md "$second" 'pg_restore --no-owner'
  expect "records of the restored database" "$(records "$first")" "$(records "$second")"
  expect "its state" "$(state "$first")" "$(state "$second")"
  sync "$first" 2026-11-21
  local before
  before=$(wc -l <requests.ndjson)
  sync "$second" 2026-11-21
  # The four provisional days and the three new ones: no final day.
  expect "days of users that it asked for" "$(printf '2026-11-%s ' 14 15 16 17 18 19 20)" "$(tail -n "+$((before + 1))" requests.ndjson |
    jq -r 'select(.report == "users-1-day" and .host == "api") | .day' | sort -u | tr '\n' ' ')"
  expect "records after going on" "$(records "$first")" "$(records "$second")"
  expect "days in it" 31 "$(value "$second" 'SELECT count(DISTINCT metrics_date) FROM copilot_user_metrics_daily')"
  echo "$passed" >passed-there
}
export -f restore_and_go_on records state sync
export program simulator project first
"$project/script/with-postgres" bash -euo pipefail -c restore_and_go_on
passed=$((passed + $(cat passed-there)))

echo "== SQLite: a backup, and the way to PostgreSQL"
sync sqlite:metrics.db 2026-11-18
manual operations.md sqlite:metrics.db 'sqlite3 metrics.db ".backup'
expect "records of the copy" "$(records sqlite:metrics.db)" "$(records sqlite:metrics-backup.db)"
sync sqlite:metrics-backup.db 2026-11-21
sqlite3 metrics.db "UPDATE rejected_records SET raw = x'00ff5c0a2c22' || raw"   # what no text can carry
moved=$(empty_database "$SYNC_TEST_POSTGRES" backup_moved)
manual operations.md "$moved" 'script/sqlite-to-postgres metrics.db' >moved.txt
expect "records in PostgreSQL" "$(records sqlite:metrics.db)" "$(records "$moved")"
expect "state in PostgreSQL" "$(state sqlite:metrics.db)" "$(state "$moved")"
expect "rejected records, byte by byte" "$(sqlite3 metrics.db 'SELECT lower(hex(raw)) FROM rejected_records')" \
  "$(value "$moved" "SELECT encode(raw, 'hex') FROM rejected_records")"
expect "rejected and unknown" "1 t" "$(value "$moved" "SELECT (SELECT count(*) FROM rejected_records) || ' ' ||
  CASE WHEN EXISTS (SELECT FROM schema_drift) THEN 't' END")"
sync "$moved" 2026-11-21
expect "records after going on there" "$(records sqlite:metrics-backup.db)" "$(records "$moved")"
code=0
PROGRAM=$program "$project/script/sqlite-to-postgres" metrics.db "$moved" >again.txt 2>&1 || code=$?
expect "moving into a database that is not empty" "2 1" "$code $(grep -c 'is not empty' again.txt)"
echo "$passed passed, 0 failed"
