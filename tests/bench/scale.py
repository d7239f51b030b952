"""More workers, and more processes, on one database."""

import os
from dataclasses import replace

from . import measured, rounds
from .report import Line, Section

DAYS = 8
COUNTS = (1, 2, 4)


def workers(bench, empty, count):
    with bench.server.copy_of(empty) as database:
        return bench.sync(database, ["--concurrency", str(count)], SYNC_BACKFILL_DAYS=str(DAYS))


def processes(bench, empty, count):
    """Side by side with one worker each; they share the days by their claims."""
    environment_more = {"SYNC_BACKFILL_DAYS": str(DAYS)}
    with bench.server.copy_of(empty) as database:
        command = bench.command(["sync", "--dataset", "users", "--concurrency", "1"])
        environment = bench.environment(database, **environment_more)
        sample = bench.server.measure(lambda: measured.run_together([command] * count, environment))
        days = bench.server.sql(database, "SELECT count(*) FROM sync_status WHERE dataset = 'users' "
                                          "AND status = 'completed'")
        if int(days) != DAYS:
            raise measured.Failed(f"{count} processes loaded {days} of {DAYS} days")
        return replace(sample, facts={})


def measure_scale(bench):
    section = Section("scale", f"{bench.size.user_days:,} user-days of {DAYS} days on {os.cpu_count()} cores, "
                               "which server and simulator share")
    bench.simulator.set_rules([f"report=users-1-day users={bench.size.user_days // DAYS}"])
    empty = bench.migrated()
    contenders = {f"{count} workers": lambda count=count: workers(bench, empty, count) for count in COUNTS}
    contenders |= {f"{count} processes": lambda count=count: processes(bench, empty, count) for count in COUNTS}
    samples = rounds.alternate(bench.size.rounds, contenders)
    for name, taken in samples.items():
        section.lines.append(Line(name, taken, rounds.ratio(taken, samples[f"1 {name.split()[1]}"])))
    section.facts["ratio"] = "wall time against one of the same kind"
    return section
