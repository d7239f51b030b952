# What the tests in shell share: they run lines of the manuals as they are printed there. Sourced with $program and $simulator set.
# shellcheck shell=bash disable=SC2154

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
passed=0
export GITHUB_TOKEN=anything GITHUB_ORG=octo-org

expect() { # expect WHAT EXPECTED ACTUAL
  if [ "$2" != "$3" ]; then
    echo "$(basename "$0"): $1: expected '$2', got '$3'" >&2
    exit 1
  fi
  passed=$((passed + 1))
}

# A directory of its own as the current one, with the simulator running in it; both end with the test.
begin() { # begin SIMULATOR_OPTION...
  directory=$(mktemp -d "${TMPDIR:-/tmp}/shell-test.XXXXXX")
  cd "$directory" || exit
  ln -s "$project/script" script
  trap 'kill "$simulator_id" 2>/dev/null || true; rm -rf "$directory"' EXIT
  "$simulator" --port-file ports.json --request-log requests.ndjson "$@" >/dev/null &
  simulator_id=$!
  for _ in $(seq 100); do [ -f ports.json ] && break; sleep 0.1; done
  GITHUB_API_URL=http://127.0.0.1:$(jq .api_port ports.json)
  export GITHUB_API_URL
}

# The one line of docs/DOCUMENT that begins with these words, run with DATABASE_URL set to URL and the program on the PATH.
manual() { # manual DOCUMENT URL WORDS
  local line
  line=$(grep -F "$3" "$project/docs/$1" | grep -E "^${3%% *} " || true)
  expect "lines of $1 that begin with $3" 1 "$(grep -c . <<<"$line")"
  PATH=$(dirname "$program"):$PATH DATABASE_URL=$2 bash -euc "$line"
}

empty_database() { # empty_database SERVER NAME: prints its URL
  psql -qX -d "$1" -c "CREATE DATABASE $2" >/dev/null
  sed "s|///postgres|///$2|" <<<"$1"
}

value() { psql -XqtA -d "$1" -c "$2"; } # value URL SQL
