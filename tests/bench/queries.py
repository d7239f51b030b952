"""The documented queries on a year of a large organization, and what prune takes for a month of it."""

import os
import re

from . import documented_queries, measured, rounds
from .bench import days_ago
from .measured import Sample
from .report import Line, Section

DAYS = 365
PRUNED_DAYS = 30
SLOWEST_MS = 200
BIG_TABLES = ("copilot_user_breakdown_daily", "copilot_user_metrics_daily", "copilot_user_teams", "copilot_seats")


def year(bench):
    """The database with the year, made once for all who ask."""
    name = "bench_year"
    if bench.server.sql("postgres", f"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == "0":
        bench.server.create(bench.migrated(), name)
        people = bench.size.year_users
        words = {"users": people, "small": people // 10, "last": days_ago(1), "days": DAYS}
        options = [word for key, value in words.items() for word in ("-v", f"{key}={value}")]
        script = os.path.join(os.path.dirname(__file__), "fill_year.sql")
        measured.run(bench.server.psql(name, *options, "-f", script))
        bench.server.sql(name, "VACUUM ANALYZE")
        bench.server.sql(name, "CHECKPOINT")
    return name


def time_query(bench, database, sql, path):
    """One session: a run to warm up, then the measured ones; seconds as psql sees them."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("\\timing on\n\\o /dev/null\n" + f"{sql};\n" * (bench.size.rounds + 1))
    out = measured.run(bench.server.psql(database, "-f", path)).out
    times = [float(text) / 1000 for text in re.findall(r"^Time: ([0-9.]+) ms", out, re.MULTILINE)]
    if len(times) != bench.size.rounds + 1:
        raise measured.Failed(f"psql did not say the time of: {sql}")
    return [Sample(seconds) for seconds in times[1:]]


def scanned(bench, database, sql):
    """Names of user tables that the plan reads from end to end."""
    plan = bench.server.sql(database, f"EXPLAIN {sql}")
    return sorted(set(re.findall(r"Seq Scan on (copilot_user_\w+)", plan)))


def measure_queries(bench):
    section = Section("queries", f"{DAYS} days x {bench.size.year_users:,} users, warm")
    database = year(bench)
    path = os.path.join(bench.directory, "query.sql")
    slow = []
    for name, days, sql in documented_queries.all_queries():
        samples = time_query(bench, database, sql, path)
        whole = scanned(bench, database, sql)
        section.lines.append(Line(name, samples, None, f"reads all of {', '.join(whole)}" if whole else ""))
        if days <= 90 and rounds.median(samples) * 1000 > SLOWEST_MS:
            slow.append(name)
    asked = sum(days <= 90 for _, days, _ in documented_queries.all_queries())
    section.at_most(f"of {asked} queries of at most 90 days or of their own range, over {SLOWEST_MS} ms", len(slow), 0)
    section.facts |= sizes(bench, database)
    return section


def sizes(bench, database):
    """Rows and megabytes of the largest tables."""
    facts = {}
    for table in BIG_TABLES:
        rows, heap, index = bench.server.size(database, table)
        facts[table] = f"{rows:,} rows, heap {heap / 1e6:,.0f} MB, indexes {index / 1e6:,.0f} MB"
    return facts


def plain_delete(bench, database):
    """What SQL alone takes to delete the 30 days behind those that prune removed."""
    tables = [(table, "snapshot_date" if table == "copilot_seats" else "metrics_date") for table in BIG_TABLES]
    first, last = days_ago(60), days_ago(31)
    text = "".join(f"DELETE FROM {table} WHERE {day} BETWEEN '{first}' AND '{last}';" for table, day in tables)
    return bench.server.measure(lambda: measured.run(bench.server.psql(database, "-c", text)))


def measure_prune(bench):
    section = Section("prune", f"a month of {bench.size.year_users:,} users, with the rest of the year beside it")
    database = year(bench)
    kept = {"SYNC_RETENTION_DAYS": str(DAYS - PRUNED_DAYS)}
    dry = bench.run(database, ["prune", "--dry-run"], **kept)
    sample = bench.run(database, ["prune"], **kept)
    section.lines.append(Line("prune --dry-run", [dry]))
    section.lines.append(Line("prune", [sample], None, sample.out.splitlines()[-1]))
    section.lines.append(Line("DELETE of as many days by psql", [plain_delete(bench, database)]))
    for table in BIG_TABLES[:2]:
        command = bench.server.psql(database, "-c", f"VACUUM {table}")
        vacuum = bench.server.measure(lambda command=command: measured.run(command))
        section.lines.append(Line(f"VACUUM {table} afterwards", [vacuum]))
    bench.server.drop(database)
    return section
