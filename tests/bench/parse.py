"""Reading a report without a database, against simdjson walking every value of the same bytes and against copying them;
and the count of instructions per record, which does not depend on what else the machine does."""

import json
import os
import re
import statistics

from . import measured
from .bench import days_ago
from .measured import Sample
from .report import Line, Section

WAYS = {
    "load": "spool to encoded rows, null sink",
    "walk": "simdjson on demand, every value",
    "copy": "memcpy",
    "unpack": "of load: decompress alone",
    "frame": "of load: decompress and frame",
    "decode": "of load: decode alone, framed in memory",
}

# Instructions of user code per record (about 5.9 KB) on Debian 12, in the order of WAYS' load and decode. What is more
# than a twentieth over them is work that somebody added: find out which, or write down why (docs/performance.md).
GATE = {"load": 167_000, "decode": 86_000}
GATE_TOLERANCE = 1.05


def report_file(bench, records):
    day = days_ago(1)
    path = os.path.join(bench.directory, f"report-{records}.ndjson")
    bench.simulator.set_rules([f"report=users-1-day users={records}"])
    bench.simulator.save_report(day, path)
    return path, day


def measure_parse(bench):
    records = bench.size.user_days // 4
    path, day = report_file(bench, records)
    rounds = max(bench.size.rounds, 5)
    command = [bench.tool("bench_parse"), path, day, str(rounds)]
    answers = [json.loads(line) for line in measured.run(command, bench.environment("none")).out.splitlines()]
    size = answers[0]["bytes"]
    section = Section("parse", f"{records:,} records, {size / 1e6:.0f} MB")
    times = {way: [a["seconds"] for a in answers if a["way"] == way] for way in WAYS}
    for way, name in WAYS.items():
        speed = size / 1e9 / statistics.median(times[way])
        section.lines.append(Line(name, [Sample(seconds) for seconds in times[way]], against(times, way, "walk"),
                                  f"{speed:.2f} GB/s"))
    section.facts["ratio"] = "time against simdjson's walk"
    section.facts["encoded bytes per byte of report"] = round(
        next(a["out"] for a in answers if a["way"] == "load") / size, 2)
    section.at_least("parse: speed against simdjson's walk", 1 / against(times, "load", "walk"), 0.5, " x")
    return section


def against(times, way, reference):
    return statistics.median(mine / other for mine, other in zip(times[way], times[reference], strict=True))


def instructions(bench, path, day, way):
    """Of the whole process, counted by valgrind."""
    sink = os.path.join(bench.directory, "callgrind.out")
    said = os.path.join(bench.directory, "callgrind.log")
    measured.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={sink}", f"--log-file={said}",
                  bench.tool("bench_parse"), path, day, way], bench.environment("none"))
    with open(said, encoding="utf-8", errors="replace") as log:
        return int(re.search(r"Collected : (\d+)", log.read())[1])


def measure_steady(bench):
    """The difference to a run that only prepares."""
    records = min(2_000, bench.size.user_days)
    path, day = report_file(bench, records)
    size = os.path.getsize(path) / records
    section = Section("steady", f"instructions per record of {size:.0f} bytes (callgrind)")
    nothing = instructions(bench, path, day, "none")
    for way, limit in GATE.items():
        count = (instructions(bench, path, day, way) - nothing) / records
        section.facts[WAYS[way]] = f"{count:,.0f}"
        section.at_most(f"{way}: instructions per record against the gate of {limit:,}", count / limit, GATE_TOLERANCE)
    return section
