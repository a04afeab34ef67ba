"""One measurement of one subject, and the median of several."""

import dataclasses
import statistics

from bench.load import Job, Seen, run
from bench.servers import Server
from bench.subjects import Subject

Rows = dict[str, list[dict[str, float]]]
WARM_UP = 400


def jobs(subject: Subject) -> list[tuple[str, Job]]:
    """Return what is measured of a subject, with its word."""
    return [("page", subject.page), *([("edit", subject.edit)] if subject.edit else [])]


def cost(server: Server, job: Job) -> dict[str, float]:
    """Do a job; return what the client saw and what the server spent on each answer."""
    before = server.cpu_seconds()
    seen: Seen = run(job)
    spent = (server.cpu_seconds() - before) * 1e3 / seen.answers
    figures = {name: value for name, value in dataclasses.asdict(seen).items() if name != "wrong"}
    return {**figures, "per_second": seen.per_second, "cpu_ms": spent}


def median(rows: list[dict[str, float]]) -> dict[str, float]:
    """Return the median of each figure over the rounds."""
    return {name: statistics.median(row[name] for row in rows) for name in rows[0]}
