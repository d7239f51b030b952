"""What every measurement starts from: the program, the simulator, the server, and how large it all is."""

import json
import os
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import measured
from .simulator import TODAY

TODAY_DATE = date.fromisoformat(TODAY)


def days_ago(count):
    return (TODAY_DATE - timedelta(days=count)).isoformat()


@dataclass
class Size:
    """How much of everything; `quick` is a smoke run, whose figures mean nothing."""

    user_days: int
    rounds: int
    year_users: int
    plan_scopes: tuple
    reports_mb: tuple


FULL = Size(50_000, 5, 10_000, (10, 100, 1000), (100, 1000))
QUICK = Size(2_000, 2, 100, (2, 10), (10, 20))


@dataclass
class Bench:
    size: Size
    build: str
    directory: str
    server: object
    simulator: object

    @property
    def program(self):
        return os.path.join(self.build, "copilot-metrics-sync")

    def tool(self, name):
        return os.path.join(self.build, "tests", "bench", name)

    def environment(self, database, **more):
        spool = os.path.join(self.directory, "spool")
        os.makedirs(spool, exist_ok=True)
        return {"PATH": os.environ["PATH"], "TMPDIR": spool, "GITHUB_TOKEN": "bench", "GITHUB_ORG": "octo-org",
                "GITHUB_API_URL": self.simulator.url, "DATABASE_URL": self.server.url(database)} | more

    def migrated(self, name="bench_empty"):
        """A database with the schema and no rows, to make copies of."""
        self.server.drop(name)
        self.server.create(name=name)
        self.run(name, ["migrate"])
        return name

    def command(self, arguments):
        verb = arguments[0]
        dated = ["--as-of", TODAY] if verb in ("sync", "backfill", "plan", "status", "prune") else []
        return [self.program, *arguments, *dated, "--log-level", "warn"]

    def run(self, database, arguments, expected=0, **environment):
        """The program; gives a Sample with the server's part of the work in it."""
        return self.server.measure(lambda: measured.run(
            self.command(arguments), self.environment(database, **environment),
            os.path.join(self.directory, "spool"), expected))

    def sync(self, database, arguments, expected=0, verb="sync", **environment):
        """`sync` or `backfill` of the users; the summary's counts become facts of the Sample."""
        sample = self.run(database, [verb, "--dataset", "users", "--summary", "-", *arguments], expected, **environment)
        summary = json.loads(sample.out)
        facts = {name: summary[name] for name in ("rows_written", "requests", "bytes_downloaded")}
        facts |= {"completed": summary["slices"]["completed"], "unchanged": summary["slices"]["unchanged"]}
        return replace(sample, facts=facts)
