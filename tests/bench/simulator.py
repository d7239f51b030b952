"""The simulated GitHub (docs/simulator.md): reports of any size, the same bytes each time."""

import json
import os
import subprocess
import time
import urllib.request

TODAY = "2026-11-21"


class Simulator:
    def __init__(self, program, directory):
        self.directory = directory
        self.script = os.path.join(directory, "rules")
        ports = os.path.join(directory, "ports")
        self.set_rules([])
        self.process = subprocess.Popen(
            [program, "--port-file", ports, "--script", self.script, "--today", TODAY, "--org", "octo-org",
             "--first-day", "2025-11-22"],
            stdout=subprocess.DEVNULL)
        for _ in range(200):
            if os.path.exists(ports):
                break
            time.sleep(0.05)
        with open(ports, encoding="ascii") as file:
            self.url = f"http://127.0.0.1:{json.load(file)['api_port']}"

    def set_rules(self, rules):
        """Replaces the script, as a whole."""
        with open(self.script + ".new", "w", encoding="ascii") as file:
            file.write("".join(rule + "\n" for rule in rules))
        os.rename(self.script + ".new", self.script)

    def save_report(self, day, path):
        """The bytes of that day's users report."""
        request = urllib.request.Request(
            f"{self.url}/orgs/octo-org/copilot/metrics/reports/users-1-day?day={day}",
            headers={"Authorization": "Bearer bench"})
        with urllib.request.urlopen(request) as answer:
            links = json.load(answer)["download_links"]
        with open(path, "wb") as file:
            for link in links:
                with urllib.request.urlopen(link) as body:
                    while piece := body.read(1 << 20):
                        file.write(piece)

    def stop(self):
        self.process.terminate()
        self.process.wait()
