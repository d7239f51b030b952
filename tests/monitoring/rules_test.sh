#!/usr/bin/env bash
# rules_test.sh [--broken]: the alert rules pass their tests. --broken: and no rule is left untested, as each one, made
# unable to fire or to fall silent, makes the tests fail (a minute of processor time).
set -euo pipefail
cd "$(dirname "$0")/../.."
promtool=script/promtool

"$promtool" check rules docs/monitoring/alerts.yml
"$promtool" test rules docs/monitoring/alerts_test.yml

[ "${1:-}" = "--broken" ] || exit 0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp docs/monitoring/alerts_test.yml "$scratch"
alerts=$(sed -n 's/^ *- alert: //p' docs/monitoring/alerts.yml)
[ "$(echo "$alerts" | wc -l)" -ge 12 ]

# breaks ALERT EXPRESSION: the rules with another expression for one alert
breaks() {
  awk -v alert="$1" -v broken="$2" '
    $1 == "-" && $2 == "alert:" { inside = ($3 == alert); skipping = 0 }
    inside && $1 == "expr:" { print "        expr: " broken; skipping = 1; next }
    skipping && $1 ~ /^(for|labels|annotations):$/ { skipping = 0 }
    !skipping { print }' docs/monitoring/alerts.yml >"$scratch/alerts.yml"
  "$promtool" check rules "$scratch/alerts.yml" >/dev/null
  ! "$promtool" test rules "$scratch/alerts_test.yml" >/dev/null 2>&1
}
for alert in $alerts; do
  breaks "$alert" 'vector(1) > 2' || { echo "no test notices that $alert cannot fire"; exit 1; }
  breaks "$alert" 'vector(1)' || { echo "no test notices that $alert always fires"; exit 1; }
done
echo "$(echo "$alerts" | wc -l) rules broken on purpose, each twice, and noticed"
