"""Loading against `psql \\copy` of exactly the same rows into the same tables, indexes and constraints included; and
reading again what is loaded."""

import os

from . import measured, rounds
from .bench import days_ago
from .report import Line, Section

DAYS = 4  # all of them still unsettled, so that a later sync reads them again
TABLES = ("copilot_user_metrics_daily", "copilot_user_breakdown_daily")
NUMBER_OF_WORKERS = 4  # the default of --concurrency


def rules(bench, revision=1):
    return [f"report=users-1-day users={bench.size.user_days // DAYS} revision={revision}"]


def days():
    return [days_ago(count) for count in range(1, DAYS + 1)]


def sync_new(bench, database, *arguments):
    sample = bench.sync(database, arguments, SYNC_BACKFILL_DAYS=str(DAYS))
    if sample.facts["completed"] != DAYS:
        raise measured.Failed(f"not all days were loaded: {sample.facts}")
    return sample


def export_rows(bench, database, kind):
    """The rows of each day as COPY text, in the order in which they came; gives the files by day and table."""
    files = {}
    for day in days():
        for table in TABLES:
            path = os.path.join(bench.directory, f"{kind}-{day}-{table}.copy")
            bench.server.sql(database, f"\\copy (SELECT * FROM {table} WHERE metrics_date = '{day}' ORDER BY ctid) "
                                       f"TO '{path}'")
            files[day, table] = path
    return files


def copy_script(bench, files, day, name, delete):
    """SQL for psql: one transaction for the day, as the program has it."""
    lines = ["BEGIN;"]
    if delete:
        lines += [f"DELETE FROM {table} WHERE source = 'github' AND scope = 'organization' "
                  f"AND scope_identifier = 'octo-org' AND metrics_date = '{day}';" for table in TABLES]
    lines += [f"\\copy {table} FROM '{files[day, table]}'" for table in TABLES]
    path = os.path.join(bench.directory, f"{name}-{day}.sql")
    with open(path, "w", encoding="ascii") as file:
        file.write("\n".join([*lines, "COMMIT;"]) + "\n")
    return path


def copy(bench, database, files, delete, together):
    """psql over all days: one process after the other's days, or one process a day side by side."""
    name = "replace" if delete else "load"
    scripts = [copy_script(bench, files, day, name, delete) for day in days()]
    if together:
        commands = [bench.server.psql(database, "-f", script) for script in scripts]
        return bench.server.measure(lambda: measured.run_together(commands))
    options = [word for script in scripts for word in ("-f", script)]
    return bench.server.measure(lambda: measured.run(bench.server.psql(database, *options)))


def contenders(bench, template, files, delete):
    def of_program(*arguments):
        with bench.server.copy_of(template) as database:
            return sync_new(bench, database, *arguments)

    def of_psql(together):
        with bench.server.copy_of(template) as database:
            return copy(bench, database, files, delete, together)

    return {
        "sync, 1 worker": lambda: of_program("--concurrency", "1"),
        "psql \\copy, 1 process": lambda: of_psql(False),
        f"sync, {NUMBER_OF_WORKERS} workers (default)": of_program,
        f"psql \\copy, {DAYS} processes": lambda: of_psql(True),
    }


def compare(bench, section, what, template, files, delete):
    samples = rounds.alternate(bench.size.rounds, contenders(bench, template, files, delete))
    one, one_psql, four, four_psql = samples.values()
    for (name, taken), reference in zip(samples.items(), (one_psql, None, four_psql, None), strict=True):
        section.lines.append(Line(f"{what}: {name}", taken, reference and rounds.ratio(taken, reference)))
    section.at_most(f"{what}, 1 worker against 1 psql", rounds.ratio(one, one_psql), 1.25, " x")
    section.at_most(f"{what}, default workers against {DAYS} psql", rounds.ratio(four, four_psql), 1.25, " x")
    return one


def check_equal(bench, left, right):
    """The reference loads what the program loads, or the comparison is worth nothing."""
    for table in TABLES:
        text = f"SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM {table} t"
        if bench.server.sql(left, text) != bench.server.sql(right, text):
            raise measured.Failed(f"psql and the program did not load the same rows of {table}")


def size_per_million(bench, database, table):
    rows, heap, index = bench.server.size(database, table)
    million = 1e6 / bench.size.user_days
    return (f"heap {heap / 1e6 * million:,.0f}, indexes {index / 1e6 * million:,.0f}, "
            f"{rows * million / 1e6:.1f} million rows")


def measure_load(bench):
    section = Section("load", f"{bench.size.user_days:,} user-days of {DAYS} days against psql \\copy of the same rows")
    empty = bench.migrated()
    bench.simulator.set_rules(rules(bench, 2))
    other = bench.server.create(empty)
    sync_new(bench, other)
    second = export_rows(bench, other, "second")
    bench.server.drop(other)
    bench.simulator.set_rules(rules(bench))
    loaded = bench.server.create(empty)
    facts = sync_new(bench, loaded).facts
    section.facts["rows"] = facts["rows_written"]
    section.facts["bytes of report per user-day"] = round(facts["bytes_downloaded"] / bench.size.user_days)
    for table in TABLES:
        section.facts[f"MB per million user-days, {table}"] = size_per_million(bench, loaded, table)
    first = export_rows(bench, loaded, "first")
    with bench.server.copy_of(empty) as database:
        copy(bench, database, first, False, False)
        check_equal(bench, database, loaded)
    bench.server.sql(loaded, "VACUUM ANALYZE")

    alone = compare(bench, section, "new days", empty, first, False)
    section.at_most("client CPU per 4,000 user-days, 1 worker",
                    rounds.median(alone, "client_cpu") * 4000 / bench.size.user_days, 0.1, " s")
    bench.simulator.set_rules(rules(bench, 2))
    compare(bench, section, "replacing", loaded, second, True)
    bench.server.drop(loaded)
    return section


def measure_unchanged(bench):
    """The first sync against a second one of days that still may change, and of days that do not."""
    section = Section("unchanged", f"the same {bench.size.user_days:,} user-days again")
    bench.simulator.set_rules(rules(bench))
    settled = ["--from", days_ago(10 + DAYS), "--to", days_ago(11)]
    samples = {name: [] for name in ("unsettled days, first", "unsettled days, again",
                                     "settled days, first", "settled days, again")}
    empty = bench.migrated()
    written = 0
    for _ in range(bench.size.rounds):
        with bench.server.copy_of(empty) as database:
            samples["unsettled days, first"].append(sync_new(bench, database))
            before = changes(bench, database)
            samples["unsettled days, again"].append(bench.sync(database, [], SYNC_BACKFILL_DAYS=str(DAYS)))
            written += changes(bench, database) - before
            samples["settled days, first"].append(bench.sync(database, settled, verb="backfill"))
            samples["settled days, again"].append(bench.sync(database, settled, verb="backfill"))
    for kind in ("unsettled", "settled"):
        first, again = samples[f"{kind} days, first"], samples[f"{kind} days, again"]
        requests = rounds.median_fact(again, "requests")
        section.lines.append(Line(f"{kind} days, first", first))
        section.lines.append(Line(f"{kind} days, again", again, rounds.ratio(again, first), f"{requests:.0f} requests"))
    again = samples["unsettled days, again"]
    if any(sample.facts["unchanged"] != DAYS for sample in again):
        raise measured.Failed("the second sync did not read the unsettled days again")
    section.at_most("requests for settled days", max(s.facts["requests"] for s in samples["settled days, again"]), 0)
    section.at_most("rows of data written for unchanged unsettled days", written, 0)
    return section


def changes(bench, database):
    """Rows of the data tables that were inserted, updated or deleted so far. The statistics of a backend that has
    ended are there at once."""
    names = ", ".join(f"'{table}'" for table in TABLES)
    return int(bench.server.sql(database, "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables "
                                          f"WHERE relname IN ({names})"))
