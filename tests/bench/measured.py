"""One process, measured: wall clock, CPU seconds, peak memory, and the disk that its nameless files hold."""

import os
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field


class Failed(Exception):
    """A process ended otherwise than it was meant to; says which, how, and its last words."""


@dataclass(frozen=True)
class Sample:
    """What one run took. Bytes are bytes, times are seconds; `facts` are further numbers by name."""

    seconds: float
    client_cpu: float = 0.0
    server_cpu: float = 0.0
    peak_bytes: int = 0
    spool_bytes: int = 0
    out: str = ""
    facts: dict = field(default_factory=dict)


class Watcher(threading.Thread):
    """Looks at a process now and then. Memory is the kernel's own high-water mark, so nothing is missed between looks
    but the last milliseconds; rusage will not do, it begins with the memory of the process that forked."""

    def __init__(self, pid, spool_directory):
        super().__init__(daemon=True)
        self.pid, self.spool_directory = pid, spool_directory
        self.peak_bytes = self.spool_bytes = 0
        self.ended = threading.Event()

    def run(self):
        while not self.ended.wait(0.005):
            try:
                self.look()
            except OSError:
                return

    def look(self):
        with open(f"/proc/{self.pid}/status", encoding="ascii", errors="replace") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    self.peak_bytes = max(self.peak_bytes, int(line.split()[1]) * 1024)
        if not self.spool_directory:
            return
        held = 0
        for name in os.listdir(f"/proc/{self.pid}/fd"):
            path = f"/proc/{self.pid}/fd/{name}"
            try:
                if os.readlink(path).startswith(self.spool_directory):
                    held += os.stat(path).st_blocks * 512
            except OSError:
                continue
        self.spool_bytes = max(self.spool_bytes, held)


def launch(command, environment, output):
    """The process and its clock; stdout goes to `output`, stderr to a file that only a failure shows."""
    said = tempfile.TemporaryFile()
    begun = time.perf_counter()
    child = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=said)
    return child, said, begun


def finish(child, said, begun, command, expected):
    """Waits; gives seconds and CPU seconds."""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    said.seek(0)
    if child.returncode != expected:
        words = said.read()[-2000:].decode(errors="replace")
        raise Failed(f"{' '.join(command)} ended with {child.returncode}: {words}")
    said.close()
    return seconds, usage.ru_utime + usage.ru_stime


def run(command, environment=None, spool_directory="", expected=0):
    """Runs it to its end. Raises Failed unless it exits with `expected`."""
    with tempfile.TemporaryFile() as output:
        child, said, begun = launch(command, environment, output)
        watcher = Watcher(child.pid, spool_directory)
        watcher.start()
        try:
            seconds, cpu = finish(child, said, begun, command, expected)
        finally:
            watcher.ended.set()
            watcher.join()
        output.seek(0)
        return Sample(seconds, cpu, 0.0, watcher.peak_bytes, watcher.spool_bytes, output.read().decode())


def run_together(commands, environment=None):
    """Runs them side by side; the time of the slowest, the CPU seconds of all, the largest peak."""
    with tempfile.TemporaryFile() as output:
        children = [(command, *launch(command, environment, output)) for command in commands]
        watchers = [Watcher(child.pid, "") for _, child, _, _ in children]
        for watcher in watchers:
            watcher.start()
        ends = [finish(child, said, children[0][3], command, 0) for command, child, said, _ in children]
        for watcher in watchers:
            watcher.ended.set()
            watcher.join()
        peak = max(watcher.peak_bytes for watcher in watchers)
        return Sample(max(seconds for seconds, _ in ends), sum(cpu for _, cpu in ends), 0.0, peak)
