"""The client: a closed loop over some connections, in a process of its own.

`python -m bench.load` reads one job as JSON from standard input and writes what it saw as JSON.
Every answer is checked: a redirect to the sign-in page would look twenty times faster.
"""

import json
import selectors
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from bench.servers import ROOT

HEAD_END = b"\r\n\r\n"
LENGTH_SLACK = 0.05  # answers to the same request differ by masked tokens and typed values


@dataclass(frozen=True, slots=True)
class Job:
    """Requests to repeat: one list for each connection, taken in turn."""

    port: int
    requests: list[list[str]]
    statuses: list[int]
    marker: str
    seconds: float = 0.0
    count: int = 0  # stop after so many answers instead of after `seconds`


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a job; times in milliseconds."""

    answers: int
    seconds: float
    p50: float
    p99: float
    head_bytes: int
    body_bytes: int
    wrong: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Return requests per second."""
        return self.answers / self.seconds


def run(job: Job) -> Seen:
    """Do a job in a separate process, so that its cost is nobody else's.

    :raises AssertionError: an answer was not the expected page.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        cwd=ROOT,
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        check=True,
        timeout=300 + 2 * job.seconds,
    )
    seen = Seen(**json.loads(done.stdout))
    assert not seen.wrong, f"unexpected answers: {seen.wrong}"
    return seen


class Connection:
    """One keep-alive connection with one request under way."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self.port = port
        self.requests = requests
        self.sent = 0
        self.buffer = b""
        self.began = 0.0
        self.socket = socket.create_connection(("127.0.0.1", port))

    def send(self) -> None:
        """Send the next request."""
        self.buffer = b""
        self.began = time.perf_counter()
        self.socket.sendall(self.requests[self.sent % len(self.requests)])
        self.sent += 1

    def reopen(self) -> None:
        """Connect again after the server closed an idle connection."""
        self.socket.close()
        self.socket = socket.create_connection(("127.0.0.1", self.port))

    def receive(self) -> tuple[bytes, bytes] | None:
        """Return head and body once the answer is complete.

        :raises ConnectionError: the server closed before it answered.
        """
        piece = self.socket.recv(65536)
        if not piece:
            raise ConnectionError
        self.buffer += piece
        head, found, body = self.buffer.partition(HEAD_END)
        if not found or len(body) < content_length(head):
            return None
        return head, body


def content_length(head: bytes) -> int:
    """Return the announced length of a body; chunked answers are not measured here."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


class Loop:
    """Keeps every connection busy until the job is done."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.marker = job.marker.encode()
        self.times: list[float] = []
        self.wrong: list[str] = []
        self.sizes: dict[int, tuple[int, int]] = {}  # of head and body, of the first by status

    def run(self) -> Seen:
        """Run the job and sum up."""
        selector = selectors.DefaultSelector()
        for raw in self.job.requests:
            one = Connection(self.job.port, [request.encode() for request in raw])
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.send()
        began = time.perf_counter()
        while not self._is_done(began):
            for key, _ in selector.select(timeout=5):
                self._go_on(key.data, selector)
        seconds = time.perf_counter() - began
        ranks = statistics.quantiles(self.times, n=100)
        head, body = self.sizes.get(self.job.statuses[0], (0, 0))
        return Seen(
            len(self.times), seconds, ranks[49] * 1e3, ranks[98] * 1e3, head, body, self.wrong
        )

    def _is_done(self, began: float) -> bool:
        if len(self.wrong) > 3:  # enough to see what is wrong
            return True
        if self.job.count:
            return len(self.times) >= self.job.count
        return time.perf_counter() - began >= self.job.seconds

    def _go_on(self, one: Connection, selector: selectors.BaseSelector) -> None:
        try:
            answer = one.receive()
        except ConnectionError:
            selector.unregister(one.socket)
            one.reopen()
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.sent -= 1
            one.send()
            return
        if answer:
            self.times.append(time.perf_counter() - one.began)
            self._check(*answer)
            if b"\r\nconnection: close" in answer[0].lower():
                selector.unregister(one.socket)
                one.reopen()
                selector.register(one.socket, selectors.EVENT_READ, one)
            one.send()

    def _check(self, head: bytes, body: bytes) -> None:
        status = int(head.split(b" ", 2)[1])
        _, usual = self.sizes.setdefault(status, (len(head) + len(HEAD_END), len(body)))
        is_right = (
            status in self.job.statuses
            and (self.marker in body or self.marker in head)
            and abs(len(body) - usual) <= LENGTH_SLACK * usual
        )
        if not is_right:
            self.wrong.append(f"{head[:80]!r} … {len(body)} bytes")


if __name__ == "__main__":
    json.dump(asdict(Loop(Job(**json.load(sys.stdin))).run()), sys.stdout)
