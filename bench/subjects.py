"""What is measured: the two references and ourselves, each with its page and its edit."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from bench import limits
from bench.load import Job
from bench.servers import ROOT, Server, serve

CONNECTIONS = 16
EMAIL = "bench@example.com"
PASSWORD = "seven quiet harbours at dawn"
CHANGES = 50  # phone numbers of each connection, so that no cache knows the next one


@dataclass(slots=True)
class Visitor:
    """One browser: it keeps cookies and reads the token of the last form it saw."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, **more: str
    ) -> tuple[int, bytes]:
        """Send a request, a POST when a form is given; return status and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": self.cookie, **more}
        body = None
        if form is not None:
            body = urlencode({**form, "csrf_token": self.token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: it.value for name, it in SimpleCookie(line).items()})
        self.token = _token(content) or self.token
        connection.close()
        return answer.status, content

    @property
    def cookie(self) -> str:
        """Return the Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> str:
        """Return a GET as it goes over the wire."""
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            "Accept: text/html\r\nAccept-Language: en\r\n\r\n"
        )

    def post(self, path: str, form: Mapping[str, str], extra: str = "") -> str:
        """Return a POST as it goes over the wire."""
        body = urlencode({**form, "csrf_token": self.token})
        return (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n"
            f"Accept: text/html\r\nAccept-Language: en\r\n{extra}"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n{body}"
        )


def phones(connection: int) -> list[str]:
    """Return the numbers that a connection saves in turn, from those kept for drama."""
    first = connection * CHANGES
    return [f"+44 20 7946 0{number:03}" for number in range(first, first + CHANGES)]


def _token(content: bytes) -> str:
    """Return the value of a form's token field, whatever the order of its attributes."""
    found = re.search(rb"<input[^>]*\bcsrf_token\b[^>]*>", content)
    value = re.search(rb'\bvalue="?([^"\s>]+)', found[0]) if found else None
    return value[1].decode() if value else ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A running application and the jobs that measure it."""

    name: str
    server: Server
    page: Job
    edit: Job | None = None


@contextmanager
def limit_one() -> Iterator[Subject]:
    """Serve the constant."""
    with serve("bench.limits:limit_one()", {}, "/page") as server:
        request = Visitor(server.port).get("/page")
        page = Job(server.port, [[request]] * CONNECTIONS, [200], limits.MARKER)
        yield Subject("limit 1", server, page)


@contextmanager
def limit_two(folder: Path) -> Iterator[Subject]:
    """Serve the reference page, signed in."""
    environ = {"BENCH_DATABASE": str(folder / "reference.sqlite3")}
    os.environ.update(environ)
    limits.limit_two()  # makes the table before two workers would
    with serve("bench.limits:limit_two()", environ, "/page") as server:
        visitor = Visitor(server.port)
        assert visitor.ask("/enter", {})[0] == 200
        page = [visitor.get("/page")]
        edits = [
            [visitor.post("/page", {"number": phone}) for phone in phones(number)]
            for number in range(CONNECTIONS)
        ]
        yield Subject(
            "limit 2",
            server,
            Job(server.port, [page] * CONNECTIONS, [200], limits.MARKER),
            Job(server.port, edits, [200], "7946"),
        )


def our_settings(folder: Path, **more: str) -> dict[str, str]:
    """Return settings for an instance of its own; throttles would stop the measurement."""
    return {
        "CLIENTAREA_INSTANCE_DIR": str(folder / "instance"),
        "CLIENTAREA_THROTTLING": "0",
        **{f"CLIENTAREA_{name.upper()}": value for name, value in more.items()},
    }


def prepare(environ: Mapping[str, str]) -> float:
    """Create our database and one client with the product's own commands.

    Return the seconds that `db upgrade` took.
    """
    create = ("account", "create", "--name", "Bench", "--email", EMAIL, "--password-stdin")
    taken = []
    for command in (("db", "upgrade"), create):
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *command],
            cwd=ROOT,
            env={**os.environ, **environ},
            input=f"{PASSWORD}\n",
            capture_output=True,
            text=True,
            check=True,
        )
        taken.append(time.perf_counter() - began)
    return taken[0]


@contextmanager
def ours(environ: Mapping[str, str], name: str = "ours") -> Iterator[Subject]:
    """Serve the product; every connection has a session of its own."""
    with serve("wsgi:app", environ, "/login") as server:
        visitors = [signed_in(server.port) for _ in range(CONNECTIONS)]
        pages = [[visitor.get("/profile")] for visitor in visitors]
        edits = [
            [edit(visitor, phone) for phone in phones(number)]
            for number, visitor in enumerate(visitors)
        ]
        yield Subject(
            name,
            server,
            Job(server.port, pages, [200], EMAIL),
            Job(server.port, edits, [200], "7946"),
        )


def signed_in(port: int) -> Visitor:
    """Sign in by the real form.

    :raises AssertionError: the form refused, or the page is not ours.
    """
    visitor = Visitor(port)
    visitor.ask("/login")
    status, content = visitor.ask("/login", {"email": EMAIL, "password": PASSWORD})
    assert status == 303, f"sign-in answered {status}: {content[:300]!r}"
    status, content = visitor.ask("/profile/phone/edit")
    assert status == 200
    assert visitor.token
    return visitor


def edit(visitor: Visitor, phone: str) -> str:
    """Return the one request of an inline edit under htmx."""
    htmx = "HX-Request: true\r\nHX-Request-Type: partial\r\n"
    return visitor.post("/profile/phone/edit", {"number": phone, "country": "GB"}, htmx)
