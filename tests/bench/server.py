"""The PostgreSQL of the bench: databases made from templates, SQL through psql, and what the server itself spends."""

import os
import time
from contextlib import contextmanager
from dataclasses import replace

from . import measured

TICKS = os.sysconf("SC_CLK_TCK")


class Server:
    """`url` is that of a superuser (script/with-postgres); the server's processes are on this machine."""

    def __init__(self, url):
        self.base = url
        self.created = 0
        self.postmaster = int(self.sql("postgres", "SELECT pg_read_file('postmaster.pid')").split()[0])

    def url(self, database):
        return self.base.replace("///postgres?", f"///{database}?")

    def psql(self, database, *arguments):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), *arguments]

    def sql(self, database, text):
        """The answer, unaligned, without headings; columns are separated by `|`."""
        return measured.run(self.psql(database, "-A", "-t", "-c", text)).out.strip()

    def create(self, template="template1", name=None):
        self.created += 1
        name = name or f"bench_{self.created}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name):
        self.sql("postgres", f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextmanager
    def copy_of(self, template):
        """A database like `template` for one run, with nothing left to write behind it."""
        name = self.create(template)
        self.sql("postgres", "CHECKPOINT")
        try:
            yield name
        finally:
            self.drop(name)

    def cpu_seconds(self):
        """User and system time of the postmaster, of all its children so far, and of those that run."""
        ticks = 0
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            try:
                with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as stat:
                    fields = stat.read().rpartition(")")[2].split()
            except OSError:
                continue
            if int(entry) == self.postmaster:
                ticks += sum(int(value) for value in fields[11:15])
            elif int(fields[1]) == self.postmaster:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def size(self, database, table):
        """Rows, bytes of the heap, bytes of the indexes."""
        text = f"SELECT count(*), pg_table_size('{table}'), pg_indexes_size('{table}') FROM {table}"
        answer = self.sql(database, text)
        return tuple(int(text) for text in answer.split("|"))

    def measure(self, work):
        """Runs `work`, which gives a Sample, and adds what the server spent on it."""
        before = self.cpu_seconds()
        sample = work()
        time.sleep(0.05)  # a backend outlives its client by a moment
        return replace(sample, server_cpu=self.cpu_seconds() - before)
