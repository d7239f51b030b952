# What script/image-test wants of the image. Sourced; each check ends the test with a sentence when it fails.
# shellcheck shell=bash disable=SC2154

image=localhost/copilot-metrics-sync:test
simulator_image=localhost/copilot-metrics-simulator:test

expect() { # expect WHAT EXPECTED ACTUAL
  if [ "$2" != "$3" ]; then
    echo "image-test: $1: expected '$2', got '$3'" >&2
    [ ! -f "$work/last.err" ] || tail -20 "$work/last.err" >&2
    exit 1
  fi
  echo "ok  $1: $3" | tee -a "$work/passed"
}

# Runs the image confined; what it says goes to last.out and last.err, its exit code to $code.
run() { # [network=NETWORK] run ENGINE_OPTION... -- ARGUMENT...
  local options=()
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  code=0
  engine run --rm --network="${network:-host}" "${confined[@]}" "${options[@]}" "$image" "$@" >"$work/last.out" 2>"$work/last.err" || code=$?
}

check_image() {
  local inspected
  inspected=$(engine image inspect "$image")
  of_image() { jq -r ".[0] | $1" <<<"$inspected"; }
  expect "entry point" '["/usr/bin/copilot-metrics-sync"]' "$(of_image '.Config.Entrypoint | tojson')"
  expect "default command" '["sync"]' "$(of_image '.Config.Cmd | tojson')"
  expect "user" 65532:65532 "$(of_image .Config.User)"
  expect "label version" "$version" "$(of_image '.Config.Labels["org.opencontainers.image.version"]')"
  expect "label revision" "$(git rev-parse HEAD)" "$(of_image '.Config.Labels["org.opencontainers.image.revision"]')"
  network=none run -- --version
  expect "the program's version is the label's" "copilot-metrics-sync $version" "$(cat "$work/last.out")"

  local container root=$work/root
  container=$(engine create "$image")
  rm -rf "$root" && mkdir "$root"
  engine export "$container" | tar -C "$root" -x
  engine rm "$container" >/dev/null
  expect "programs in the image" usr/bin/copilot-metrics-sync \
    "$(cd "$root" && find . -type f -perm /111 ! -name '*.so*' | sed 's/^..//' | sort | paste -sd' ')"
  expect "symbols left in it" 0 "$(readelf --sections "$root/usr/bin/copilot-metrics-sync" | grep -cE '\.(symtab|debug_)' || true)"
  expect "libraries that nothing asks for" "" "$(unneeded_libraries "$root")"
  expect "CA certificates are there" yes "$([ "$(grep -c BEGIN "$root/etc/ssl/certs/ca-certificates.crt")" -gt 100 ] && echo yes)"
  expect "every package of it has its licence" "$(cd "$root/var/lib/dpkg/status.d" && echo *)" "$(cd "$root/usr/share/doc" && echo *)"
  expect "the unit tests' stage passed" 1 "$(grep -c '100% tests passed' <(engine run --rm --network=none "${confined[@]}" --entrypoint cat localhost/stage:test /src/unit-tests.log))"
  echo "    size: $(du -sm "$root" | cut -f1) MB, program $(du -m "$root/usr/bin/copilot-metrics-sync" | cut -f1) MB," \
    "$(find "$root" -name '*.so*' -type f | wc -l) libraries, $(find "$root/var/lib/dpkg/status.d" -type f | wc -l) packages"
}

# Shared objects that neither the program nor another object of the image names.
unneeded_libraries() {
  local files needed
  files=$(find "$1" -type f \( -name '*.so*' -o -name copilot-metrics-sync \))
  # shellcheck disable=SC2086
  needed=$(readelf -d $files | sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' | sort -u)
  for file in $files; do
    case $(basename "$file") in copilot-metrics-sync | ld-linux*) continue ;; esac
    grep -qxF "$(basename "$file")" <<<"$needed" || basename "$file"
  done
}

start_simulator() {
  stop_everything
  rm -f "$work/requests.ndjson"
  mkdir -p "$work/simulated" && chmod 777 "$work/simulated"
  : >"$work/simulated/rules.txt"
  rm -f "$work/simulated/ports.json"
  engine run -d --name simulator-of-image-test --network=host "${confined[@]}" --memory=1g --memory-swap=1g -v "$work/simulated:/simulated" "$simulator_image" \
    --port-file /simulated/ports.json --script /simulated/rules.txt --token good-token --org octo-org --users 1000 >/dev/null
  for _ in $(seq 100); do [ -f "$work/simulated/ports.json" ] && break; sleep 0.1; done
  api=http://127.0.0.1:$(jq .api_port "$work/simulated/ports.json")
  export api
}

# One by one: podman removes none of several when one is not there.
stop_everything() {
  local name
  for name in simulator signalled demo; do engine rm -f "$name-of-image-test" >/dev/null 2>&1 || true; done
}

of_github() { echo --env "GITHUB_API_URL=$api" --env "GITHUB_TOKEN=${1:-good-token}" --env GITHUB_ORG=octo-org; }

# Records of a day straight from the simulator, and the same out of the database: equal as JSON values.
canonical='walk(if type == "array" then sort else . end)'
sent_records() { # sent_records DAY
  curl -sf -H 'Authorization: Bearer good-token' "$api/orgs/octo-org/copilot/metrics/reports/users-1-day?day=$1" |
    jq -r '.download_links[]' | while read -r link; do curl -sf --compressed "$link"; done | jq -cS "$canonical" | sort
}

check_records() { # check_records ENGINE_OPTION...
  local day
  for day in $(date -u -d '-9 days' +%F) $(date -u -d '-2 days' +%F); do
    run "$@" -- export --format ndjson --dataset users --from "$day" --to "$day" --quiet
    expect "export of $day" 0 "$code"
    jq -cS "$canonical" "$work/last.out" | sort >"$work/exported"
    sent_records "$day" >"$work/sent"
    expect "records of $day are those that were sent" "$(sha256sum <"$work/sent")" "$(sha256sum <"$work/exported")"
    expect "and there are some" yes "$([ "$(wc -l <"$work/sent")" -ge 100 ] && echo yes)"
  done
}

check_sqlite() {
  local data=$work/data github
  rm -rf "$data" && mkdir "$data" && chown "$uid" "$data"
  read -ra github <<<"$(of_github)"
  local options=(-v /tmp -v "$data:/data" "${github[@]}" --env DATABASE_URL=sqlite:/data/metrics.db)
  run "${options[@]}" -- # the default command
  expect "sync into SQLite" 0 "$code"
  expect "days loaded (28 of four datasets, two snapshots)" "114 days due: 114 loaded" \
    "$(grep -oE '[0-9]+ days due: [0-9]+ loaded' "$work/last.err")"
  echo "    $(grep -E 'days due' "$work/last.err" | sed 's/.*info //')"
  expect "the database is the uid's own" "$uid" "$(stat -c %u "$data/metrics.db")"
  check_records "${options[@]}"
  run "${options[@]}" -- status --max-lag-days 2
  expect "status as a health check" 0 "$code"
  run "${options[@]}" --
  expect "sync again" 0 "$code"
  echo "    $(grep -E 'days due' "$work/last.err" | sed 's/.*info //')"
}

check_postgresql() {
  local socket github
  socket=$(sed -E 's/.*host=([^&]+).*/\1/' <<<"$SYNC_TEST_POSTGRES")
  local server=(-h "$socket" -U postgres -qtA)
  psql "${server[@]}" -c "CREATE USER sync" -c "CREATE DATABASE metrics OWNER sync"
  read -ra github <<<"$(of_github)"
  local url="postgresql:///metrics?host=/postgres&user=sync"
  local options=(--tmpfs /tmp:size=64m -v "$socket:/postgres" "${github[@]}" --env "DATABASE_URL=$url")
  run "${options[@]}" --
  expect "sync into PostgreSQL" 0 "$code"
  local table
  for table in copilot_user_metrics_daily copilot_user_breakdown_daily copilot_seats; do
    expect "rows of $table are those of SQLite" "$(sqlite3 "$work/data/metrics.db" "SELECT count(*) FROM $table")" \
      "$(psql "${server[@]}" -d metrics -c "SELECT count(*) FROM $table")"
  done
  check_records "${options[@]}"
}

check_refusals() {
  local github
  read -ra github <<<"$(of_github)"
  run --tmpfs /tmp "${github[@]}" --
  expect "without a database" 2 "$code"
  run "${github[@]}" --env DATABASE_URL=sqlite:/metrics.db --
  expect "a database on the read-only root" "2 1" "$code $(grep -c 'Read-only file system' "$work/last.err")"
  read -ra github <<<"$(of_github wrong-token)"
  run --tmpfs /tmp "${github[@]}" --env DATABASE_URL=sqlite:/tmp/metrics.db --
  expect "a refused token" 4 "$code"
}

check_signal() {
  local github
  read -ra github <<<"$(of_github)"
  echo 'on=blob hang=60' >"$work/simulated/rules.new" && mv "$work/simulated/rules.new" "$work/simulated/rules.txt"
  engine run -d --name signalled-of-image-test --network=host "${confined[@]}" --tmpfs /tmp "${github[@]}" \
    --env DATABASE_URL=sqlite:/tmp/metrics.db "$image" >/dev/null
  sleep 3
  local before=$SECONDS
  engine stop -t 20 signalled-of-image-test >/dev/null
  expect "SIGTERM as process 1" 143 "$(engine inspect signalled-of-image-test | jq '.[0].State.ExitCode')"
  expect "within 10 seconds" yes "$([ $((SECONDS - before)) -lt 10 ] && echo yes)"
  engine rm -f signalled-of-image-test >/dev/null
  echo '# nothing' >"$work/simulated/rules.new" && mv "$work/simulated/rules.new" "$work/simulated/rules.txt"
}

# As the demo of docker-compose.yml: simulator and job in one network namespace that leads nowhere else.
check_shared_namespace() {
  local options
  read -ra options <<<"$(sed -nE 's/^ +command: \[(--api-port.*)\]$/\1/p' docker-compose.yml | tr -d ',"')"
  expect "the demo's simulator has its ports" "--api-port 8080" "${options[*]:0:2}"
  engine run -d --name demo-of-image-test --network=none "${confined[@]}" "$simulator_image" "${options[@]}" >/dev/null
  sleep 1
  network=container:demo-of-image-test run --tmpfs /tmp --env GITHUB_TOKEN=anything --env GITHUB_ORG=octo-org \
    --env GITHUB_API_URL=http://127.0.0.1:8080 --env DATABASE_URL=sqlite:/tmp/metrics.db --
  expect "sync beside the simulator, without any other network" 0 "$code"
  engine rm -f demo-of-image-test >/dev/null
}
