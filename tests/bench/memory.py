"""Peak memory, and the disk of the spool, as the report grows."""

from .report import MIB, Line, Section

USER_DAY_BYTES = 5_900
LONG_LINE_BYTES = MIB


def load_one_day(bench, empty, megabytes, more=""):
    users = round(megabytes * 1e6 / USER_DAY_BYTES)
    bench.simulator.set_rules([f"report=users-1-day users={users} {more}"])
    with bench.server.copy_of(empty) as database:
        return bench.sync(database, [], SYNC_BACKFILL_DAYS="1")


def measure_memory(bench):
    section = Section("memory", "one day of one scope, by size of its report")
    empty = bench.migrated()
    sizes = bench.size.reports_mb
    cases = [(f"{size} MB", size, "") for size in sizes]
    cases.append((f"{sizes[0]} MB, one line of 1 MiB", sizes[0], f"line_bytes={LONG_LINE_BYTES}"))
    peaks = []
    for name, size, more in cases:
        sample = load_one_day(bench, empty, size, more)
        peaks.append(sample.peak_bytes)
        downloaded = sample.facts["bytes_downloaded"] / 1e6
        section.lines.append(Line(name, [sample], None,
                                  f"{downloaded:.0f} MB read, spool {sample.spool_bytes / 1e6:.0f} MB"))
    section.at_most("peak RSS, lines up to 1 MiB", max(peaks) / MIB, 64, " MiB")
    section.at_most("peak RSS, largest report against smallest", max(peaks[:-1]) / peaks[0], 1.1, " x")
    return section
