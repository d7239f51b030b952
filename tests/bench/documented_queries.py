"""Every query that the documents offer: those of docs/data-model.md, and those of the Grafana dashboard as its data
source fills them in."""

import json
import re
from datetime import date, timedelta

from .bench import TODAY


def of_data_model():
    """Name (the line before the block) and SQL."""
    with open("docs/data-model.md", encoding="utf-8") as file:
        text = file.read()
    for match in re.finditer(r"\n([^\n]+)\n\n```sql\n(.*?);\n```", text, re.DOTALL):
        yield re.split(r"[:;,]", match[1])[0], match[2]


def of_dashboard():
    with open("docs/monitoring/grafana-dashboard.json", encoding="utf-8") as file:
        whole = json.load(file)
    for panel in whole["panels"]:
        for target in panel.get("targets", []):
            yield panel["title"], target["rawSql"]


def filled_in(sql, days):
    """As Grafana's PostgreSQL data source does it for one source, one scope and the last `days` days."""
    first = (date.fromisoformat(TODAY) - timedelta(days=days)).isoformat()
    sql = re.sub(r"\$__timeFilter\(([^)]*)\)", rf"\1 BETWEEN '{first}T00:00:00Z' AND '{TODAY}T00:00:00Z'", sql)
    sql = re.sub(r"\$source\b", "'github'", sql)
    return re.sub(r"\$scope\b", "'organization/octo-org'", sql)


def all_queries():
    """(name, days, SQL); days is 0 where the query says itself how many."""
    for name, sql in of_data_model():
        yield f"data model: {name}", 0, sql
    for name, sql in of_dashboard():
        if "$__timeFilter" in sql:
            for days in (90, 365):
                yield f"dashboard, {days} days: {name}", days, filled_in(sql, days)
        else:
            yield f"dashboard: {name}", 0, filled_in(sql, 90)
