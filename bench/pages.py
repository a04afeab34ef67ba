"""What Chromium makes of a first visit, behind a proxy that compresses: goals G7 and G8."""

import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.servers import free_port, serve
from bench.subjects import EMAIL, PASSWORD

VISITS = 3
SLOW_LINE = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # ms, bytes
SWITCHES = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
SHIFTS = """window.shift = 0; new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});"""
TIMES = """() => ({
  paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
  load: performance.getEntriesByType('navigation')[0].loadEventEnd,
  shift: window.shift,
})"""
NGINX = """user root; daemon off; pid {folder}/pid; error_log {folder}/error.log;
events {{}}
http {{
  access_log off; gzip on; gzip_comp_level 5; gzip_min_length 256; gzip_proxied any;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://127.0.0.1:{app}; proxy_http_version 1.1;
      proxy_set_header Host $http_host; proxy_set_header Connection "";
    }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page, opened with an empty cache; times in milliseconds."""

    sent: int
    requests: int
    foreign: int
    fonts: int
    paint: float
    load: float
    shift: float


def missing() -> str:
    """Return what has to be installed first; "" when nothing."""
    return ", ".join(name for name in ("chromium", "nginx") if not which(name))


def measure(environ: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """Return the medians of some visits to the sign-in page and to the user settings."""
    with (
        serve("wsgi:app", environ, "/login") as server,
        compressing(server.port) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=SWITCHES)
        cookies = signed_in(browser, address)
        return {
            f"{path}{word}": median(
                [visit(browser, address + path, known, line) for _ in range(VISITS)]
            )
            for path, known in (("/login", None), ("/profile", cookies))
            for word, line in (("", None), (", slow", SLOW_LINE))
        }


@contextmanager
def compressing(app: int) -> Iterator[str]:
    """Run nginx before the application; yield its address."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="clientarea-nginx-") as folder:
        settings = Path(folder) / "nginx.conf"
        settings.write_text(NGINX.format(folder=folder, port=port, app=app))
        process = subprocess.Popen(
            ["nginx", "-e", f"{folder}/error.log", "-c", settings],  # noqa: S607 - from PATH
            stderr=subprocess.DEVNULL,
        )
        try:
            for _ in range(200):
                with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
                    break
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def signed_in(browser: Browser, address: str) -> Any:
    """Sign in by the form; return what another window needs to be signed in, too."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("#email", EMAIL)
    page.fill("#password", PASSWORD)
    page.click("main input[type=submit]")
    page.wait_for_selector(".ca-menu")
    state = context.storage_state()
    context.close()
    return state


def visit(browser: Browser, address: str, state: Any, line: Mapping[str, int] | None) -> Visit:
    """Open a page in a window that has never been here."""
    context = browser.new_context(storage_state=state)
    context.add_init_script(SHIFTS)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    noted = listen(wire, urlsplit(address).netloc)
    if line:
        wire.send("Network.emulateNetworkConditions", {"offline": False, **line})
    page.goto(address, wait_until="networkidle")
    times = page.evaluate(TIMES)
    context.close()
    return Visit(**noted, **times)


def listen(wire: CDPSession, host: str) -> dict[str, int]:
    """Count bytes on the wire, requests, those to other hosts, and fonts."""
    noted = {"sent": 0, "requests": 0, "foreign": 0, "fonts": 0}

    def ask(event: dict[str, Any]) -> None:
        address = urlsplit(event["request"]["url"])
        if address.scheme != "data":
            noted["requests"] += 1
            noted["foreign"] += address.netloc != host
            noted["fonts"] += event.get("type") == "Font"

    def finish(event: dict[str, Any]) -> None:
        noted["sent"] += event["encodedDataLength"]

    wire.on("Network.requestWillBeSent", ask)
    wire.on("Network.loadingFinished", finish)
    wire.send("Network.enable")
    return noted


def median(visits: list[Visit]) -> dict[str, float]:
    """Return the median of each figure."""
    return {
        name: statistics.median(getattr(one, name) for one in visits) for name in Visit.__slots__
    }
