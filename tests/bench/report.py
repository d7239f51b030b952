"""What was measured, for people (a table) and for programs (JSON)."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field

from . import rounds

MIB = 1024 * 1024


@dataclass
class Line:
    """One contender: its samples, and how it compares with another one (`ratio` of wall times, reference / note)."""

    name: str
    samples: list
    ratio: float | None = None
    note: str = ""


@dataclass
class Target:
    """A promise of docs/performance.md with the figure of this run."""

    text: str
    figure: str
    met: bool


@dataclass
class Section:
    name: str
    title: str
    lines: list = field(default_factory=list)
    targets: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)

    def at_most(self, text, figure, limit, unit=""):
        self.targets.append(Target(text, f"{figure:.3g}{unit} (at most {limit:g}{unit})", figure <= limit))

    def at_least(self, text, figure, limit, unit=""):
        self.targets.append(Target(text, f"{figure:.3g}{unit} (at least {limit:g}{unit})", figure >= limit))


HEAD = ("", "median s", "min-max s", "ratio", "client CPU s", "server CPU s", "peak MiB", "")


def cells(line):
    times = [sample.seconds for sample in line.samples]
    peak = rounds.median(line.samples, "peak_bytes") / MIB
    return (
        line.name,
        f"{rounds.median(line.samples):.3f}",
        f"{min(times):.3f}-{max(times):.3f}",
        "" if line.ratio is None else f"{line.ratio:.2f}",
        f"{rounds.median(line.samples, 'client_cpu'):.3f}",
        f"{rounds.median(line.samples, 'server_cpu'):.2f}",
        f"{peak:.1f}" if peak else "",
        line.note,
    )


def table(section):
    text = f"\n== {section.name}: {section.title}\n"
    grid = [HEAD] + [cells(line) for line in section.lines] if section.lines else []
    widths = [max(len(row[column]) for row in grid) for column in range(len(HEAD))] if grid else []
    for row in grid:
        parts = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:-1])]
        text += "  ".join([*parts, row[-1]]).rstrip() + "\n"
    for name, value in section.facts.items():
        text += f"{name}: {value}\n"
    for target in section.targets:
        text += f"[{'met' if target.met else 'MISSED'}] {target.text}: {target.figure}\n"
    return text


def summary(sections):
    targets = [target for section in sections for target in section.targets]
    missed = sum(not target.met for target in targets)
    return f"\n{len(targets)} targets, {missed} missed\n"


def machine():
    model = ""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as cpus:
        for line in cpus:
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {"cpu": model, "cores": os.cpu_count(), "kernel": platform.release(), "load": os.getloadavg()[0]}


def write_json(path, sections, conditions):
    """Every sample of every line, not only the medians; what processes said is left out."""
    whole = {"conditions": conditions, "sections": []}
    for section in sections:
        shown = asdict(section)
        for line in shown["lines"]:
            for sample in line["samples"]:
                del sample["out"]
        whole["sections"].append(shown)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(whole, file, indent=1)
        file.write("\n")
