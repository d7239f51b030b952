"""script/bench [NAME...] [--quick] [--json FILE]; see docs/performance.md."""

import argparse
import os
import signal
import sys
import tempfile

from . import bench as setup
from . import load, memory, parse, plan, queries, report, scale
from .server import Server
from .simulator import Simulator

MEASUREMENTS = {
    "load": load.measure_load,
    "parse": parse.measure_parse,
    "unchanged": load.measure_unchanged,
    "memory": memory.measure_memory,
    "scale": scale.measure_scale,
    "plan": plan.measure_plan,
    "queries": queries.measure_queries,
    "prune": queries.measure_prune,
    "steady": parse.measure_steady,
}


def arguments():
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures the program beside references.")
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help=f"what to measure: {', '.join(MEASUREMENTS)}; default: all")
    parser.add_argument("--quick", action="store_true", help="a smoke run with little data: its figures mean nothing")
    parser.add_argument("--json", metavar="FILE", help="every sample, as JSON")
    parser.add_argument("--user-days", type=int, help="of load, unchanged and scale; 50000")
    parser.add_argument("--year-users", type=int, help="of queries and prune; 10000")
    parser.add_argument("--huge", action="store_true", help="memory: a report of 5 GB as well")
    parser.add_argument("--rounds", type=int, help="how often each contender runs; 5")
    given = parser.parse_args()
    unknown = [name for name in given.names if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"no measurement is called {', '.join(unknown)}")
    return given


def size_of(given):
    size = setup.QUICK if given.quick else setup.FULL
    for name in ("user_days", "year_users", "rounds"):
        if getattr(given, name) is not None:
            setattr(size, name, getattr(given, name))
    if given.huge:
        size.reports_mb += (5000,)
    return size


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the simulator must not outlive us
    given = arguments()
    build = os.path.join(os.getcwd(), "build", "release")
    server = Server(os.environ["SYNC_TEST_POSTGRES"])
    conditions = report.machine() | {"postgresql": server.sql("postgres", "SHOW server_version"), "quick": given.quick}
    print(", ".join(f"{name} {value}" for name, value in conditions.items()), flush=True)
    sections = []
    with tempfile.TemporaryDirectory(prefix="bench.") as directory:
        os.chmod(directory, 0o755)
        simulator = Simulator(os.path.join(build, "tests", "simulator", "copilot-metrics-simulator"), directory)
        try:
            bench = setup.Bench(size_of(given), build, directory, server, simulator)
            for name in given.names or MEASUREMENTS:
                sections.append(MEASUREMENTS[name](bench))
                print(report.table(sections[-1]), end="", flush=True)
        finally:
            simulator.stop()
    print(report.summary(sections), end="")
    if given.json:
        report.write_json(given.json, sections, conditions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
