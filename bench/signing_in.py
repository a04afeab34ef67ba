"""What a sign-in costs: the hash, the rest; and whether its time tells who is known."""

import runpy
import statistics
import time

from bench.load import Job, run
from bench.servers import ROOT
from bench.subjects import EMAIL, PASSWORD, Subject, Visitor

FORM = {"email": EMAIL, "password": PASSWORD}
AT_ONCE = 3  # as many as one process lets wait, should all come to the same


def measure(subject: Subject, seconds: float, tries: int = 40) -> dict[str, float]:
    """Return the figures of goal G11; times in milliseconds."""
    port = subject.server.port
    before = subject.server.cpu_seconds()
    alone = run(_job(port, 1, seconds))
    cpu = (subject.server.cpu_seconds() - before) * 1e3 / alone.answers
    known, unknown = _refusal_times(port, tries)
    one_hash = _hash_milliseconds()
    return {
        "per_second": run(_job(port, AT_ONCE, seconds)).per_second,
        "cpu_ms": cpu,
        "hash_ms": one_hash,
        "rest_ms": cpu - one_hash,
        "unknown_to_known": unknown / known,
    }


def _job(port: int, connections: int, seconds: float) -> Job:
    """Sign in again and again; every time on a new connection, so that all processes get some."""
    requests = []
    for _ in range(connections):
        visitor = Visitor(port)
        visitor.ask("/login")
        requests.append([visitor.post("/login", FORM, "Connection: close\r\n")])
    return Job(port, requests, [303], "Set-Cookie", seconds)


def _refusal_times(port: int, tries: int) -> tuple[float, float]:
    """Return median times of a wrong password for a known and for an unknown address."""
    times: dict[str, list[float]] = {EMAIL: [], "nobody@example.com": []}
    visitor = Visitor(port)
    visitor.ask("/login")
    for _ in range(tries):
        for email, taken in times.items():
            began = time.perf_counter()
            status, _ = visitor.ask("/login", {"email": email, "password": "not the password"})
            taken.append((time.perf_counter() - began) * 1e3)
            assert status == 422, status
    known, unknown = (statistics.median(taken) for taken in times.values())
    return known, unknown


def _hash_milliseconds(times: int = 20) -> float:
    """Return the CPU time of one comparison, as the product does it under its server."""
    from webapp.core import passwords  # noqa: PLC0415 – loads the application

    runpy.run_path(str(ROOT / "gunicorn.conf.py"))  # for what it asks of the allocator
    passwords.verify(None, PASSWORD)
    began = time.process_time()
    for _ in range(times):
        passwords.verify(None, PASSWORD)
    return (time.process_time() - began) * 1e3 / times
