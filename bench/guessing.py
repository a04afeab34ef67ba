"""What readers notice while somebody guesses passwords over many connections: goal G12."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bench.load import Job, run
from bench.subjects import CONNECTIONS, EMAIL, Subject, Visitor

READERS = 4
LEAD_SECONDS = 1.0  # the guesses begin earlier, and end later


def measure(subject: Subject, seconds: float) -> dict[str, float]:
    """Return how fast signed-in pages are meanwhile; times in milliseconds."""
    guesses = _guesses(subject.server.port, seconds + 2 * LEAD_SECONDS)
    reading = replace(subject.page, requests=subject.page.requests[:READERS], seconds=LEAD_SECONDS)
    with ThreadPoolExecutor(1) as pool:
        guessing = pool.submit(run, guesses)
        run(reading)
        seen = run(replace(reading, seconds=seconds))
        guessed = guessing.result()
    return {
        "page_p50": seen.p50,
        "page_p99": seen.p99,
        "pages_per_second": seen.per_second,
        "guesses_per_second": guessed.per_second,
    }


def _guesses(port: int, seconds: float) -> Job:
    """Try wrong passwords: one is hashed at a time in each process, most are answered 429."""
    form = {"email": EMAIL, "password": "not the password"}
    requests = []
    for _ in range(CONNECTIONS):
        visitor = Visitor(port)
        visitor.ask("/login")
        requests.append([visitor.post("/login", form)])
    return Job(port, requests, [422, 429], "</html>", seconds)
