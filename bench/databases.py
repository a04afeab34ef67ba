"""The same pages on SQLite and on PostgreSQL, in interleaved rounds: goal G17.

CPU is the application's alone. PostgreSQL works in processes of its own, SQLite inside ours.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from bench import subjects
from bench.load import run
from bench.rounds import WARM_UP, Rows, cost, jobs, median
from tests.postgres import start_postgres

KINDS = ("page", "edit")


def measure(
    sqlite: Mapping[str, str], folder: Path, rounds: int, seconds: float
) -> dict[str, float]:
    """Return CPU by database and kind, in milliseconds, and PostgreSQL's as a ratio."""
    rows: Rows = {}
    with ExitStack() as stack:
        address = stack.enter_context(start_postgres())
        postgres = subjects.our_settings(folder / "postgres", database_url=address)
        subjects.prepare(postgres)
        running = [
            stack.enter_context(subjects.ours(environ, name))
            for name, environ in (("SQLite", sqlite), ("PostgreSQL", postgres))
        ]
        for subject in running:
            for _, job in jobs(subject):
                run(replace(job, count=WARM_UP))
        for _ in range(rounds):
            for subject in running:
                for kind, job in jobs(subject):
                    figures = cost(subject.server, replace(job, seconds=seconds))
                    rows.setdefault(f"{subject.name}, {kind}", []).append(figures)
    spent = {name: median(list_)["cpu_ms"] for name, list_ in rows.items()}
    ratios = {kind: spent[f"PostgreSQL, {kind}"] / spent[f"SQLite, {kind}"] for kind in KINDS}
    return {**spent, **ratios}
