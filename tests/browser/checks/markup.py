"""The Nu HTML checker has nothing to say: not of what was sent, nor of what scripts leave."""

import http.client
import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

from tests.browser.sight import Sight

CONTROL = "<!doctype html><html lang=en><title>x</title><p id=a><p id=a>"
HTML = {"Content-Type": "text/html; charset=utf-8", "User-Agent": "the gate"}


class Checker:
    """The checker as a service, since a Java machine takes seconds to start."""

    def __init__(self, port: int) -> None:
        self.port = port
        assert any("Duplicate ID" in line for line in self.check(CONTROL)), "the checker is asleep"

    def check(self, html: str) -> list[str]:
        """Say everything that is wrong with a document, or might be."""
        line = http.client.HTTPConnection("127.0.0.1", self.port)
        line.request("POST", "/?out=json", html.encode(), HTML)
        said = json.loads(line.getresponse().read())["messages"]
        line.close()
        return [f"line {one.get('lastLine')}: {one['message']}" for one in said]


@contextmanager
def checker(java: str, jar: Path) -> Iterator[Checker]:
    """Start the checker on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [java, "-Xss4m", "-Xmx384m", "-Dnu.validator.servlet.bind-address=127.0.0.1"]
    command += ["-cp", str(jar), "nu.validator.servlet.Main", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as service:
        try:
            wait_for(service)
            yield Checker(port)
        finally:
            service.kill()


def wait_for(service: subprocess.Popen[bytes]) -> None:
    """Return when the checker says that it listens; what it says later nobody reads."""
    with service.stdout as output:
        said = list(takewhile(lambda line: b"Checker service started" not in line, output))
    assert service.poll() is None, b"".join(said).decode()


def is_sound(sight: Sight) -> list[str]:
    """Check the document as it was sent, and as scripts and swaps left it."""
    found = [f"as sent, {line}" for line in sight.tools.nu.check(sight.sent)]
    if sight.mode.scripts:
        left = sight.tools.nu.check(sight.window.page.content())
        found += [f"as scripts left it, {line}" for line in left]
    return found
