"""How long the plan takes when nearly everything is settled: the usual run of a large installation."""

import statistics
from dataclasses import replace

from .bench import TODAY, days_ago
from .report import Line, Section

DATASETS = ("totals", "users", "user_teams", "repos", "seats")
DAYS = 365
OPEN_DAYS = 4  # still provisional
LINEAR = 1.5  # time per scope may grow so much for ten times the scopes: caches and sorting; quadratic would be 10

TARGETS = """
INSERT INTO sync_targets (source, scope, scope_identifier, dataset, since, created_at, updated_at)
SELECT 'github', 'organization', 'org-' || s, d, '{since}', now(), now()
FROM generate_series(1, {scopes}) s, unnest('{{{datasets}}}'::text[]) d
"""

STATUS = """
INSERT INTO sync_status (source, scope, scope_identifier, dataset, metrics_date, status, is_final, attempt_count,
    last_attempt_at, completed_at, rows_written, records_rejected, bytes_read, content_sha256, day_totals,
    decoder_version, privacy_profile, run_id, created_at, updated_at)
SELECT 'github', 'organization', 'org-' || s, d, date '{today}' - n, 'completed', n > {open}, 1,
    now(), now(), 21000, 0, 5900000, encode(sha256((s || d || n)::bytea), 'hex'), repeat('"measure": 1234, ', 20), 1,
    'identified', '20261120T050000Z-1234', now(), now()
FROM generate_series(1, {scopes}) s, unnest('{{{datasets}}}'::text[]) d, generate_series(1, {days}) n
"""


def fill(bench, database, scopes):
    words = {"scopes": scopes, "datasets": ",".join(DATASETS), "since": days_ago(DAYS), "today": TODAY, "days": DAYS,
             "open": OPEN_DAYS}
    bench.server.sql(database, TARGETS.format(**words))
    bench.server.sql(database, STATUS.format(**words))
    bench.server.sql(database, "VACUUM ANALYZE")


def plan(bench, database, scopes):
    organizations = ",".join(f"org-{number}" for number in range(1, scopes + 1))
    arguments = ["plan"] + [word for dataset in DATASETS for word in ("--dataset", dataset)]
    sample = bench.run(database, arguments, GITHUB_ORG=organizations, SYNC_BACKFILL_DAYS=str(DAYS))
    return replace(sample, out="", facts={"lines": sample.out.count("\n")})


def measure_plan(bench):
    section = Section("plan", f"{DAYS} days x {len(DATASETS)} datasets, all but {OPEN_DAYS} days settled")
    empty = bench.migrated()
    medians = {}
    for scopes in bench.size.plan_scopes:
        with bench.server.copy_of(empty) as database:
            fill(bench, database, scopes)
            samples = [plan(bench, database, scopes) for _ in range(bench.size.rounds)]
        medians[scopes] = statistics.median(sample.seconds for sample in samples)
        section.lines.append(Line(f"{scopes} scopes", samples, None, f"{samples[0].facts['lines']} lines of plan"))
    few, many = bench.size.plan_scopes[-2:]
    section.at_most(f"plan at {many} scopes", medians[many], 3, " s")
    growth = medians[many] / many / (medians[few] / few)
    section.at_most(f"time per scope, {many} scopes against {few}", growth, LINEAR, " x")
    return section
