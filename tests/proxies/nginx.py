"""nginx with the configuration that the documents give, and a client who speaks through it."""

import datetime as dt
import http.client
import re
import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from werkzeug.test import Client

from tests.live import free_port

DOCS = Path(__file__).resolve().parents[2] / "docs"
BLOCK = re.compile(r"^```nginx\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CERTIFICATE = re.compile(r"/etc/letsencrypt/\S+/(fullchain|privkey)\.pem")
CLIENT = "127.0.0.2"
"""Where the client's connections come from: not the proxy's own address."""

AROUND = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{server}
}}
"""
SITE = """
server {{
    listen 443 ssl;
    server_name www.example.com;
    ssl_certificate /etc/letsencrypt/live/www.example.com/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/www.example.com/privkey.pem;
    gzip on;
    location / {{
        root {folder}/site;
    }}
{location}
}}
"""


def blocks(page: str) -> list[str]:
    """Return the pieces of nginx configuration in one of the documents."""
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


class Through:
    """Stands where tests have an application: asks the proxy instead."""

    def __init__(self, port: int, host: str) -> None:
        self.port = port
        self.host = host
        self.context = ssl._create_unverified_context()  # noqa: S323 - our own certificate

    def test_client(self) -> Client:
        """A browser of its own."""
        return Client(self)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        """Pass a request on, as it is, and the answer back."""
        headers = {
            name.removeprefix("HTTP_").replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        headers["HOST"] = self.host
        if environ.get("CONTENT_TYPE"):
            headers["Content-Type"] = environ["CONTENT_TYPE"]
        query = f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""
        body = environ["wsgi.input"].read()
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, source_address=(CLIENT, 0), context=self.context
        )
        try:
            target = environ["PATH_INFO"] + query
            connection.request(environ["REQUEST_METHOD"], target, body, headers)
            answer = connection.getresponse()
            found = [h for h in answer.getheaders() if h[0].lower() != "transfer-encoding"]
            start_response(f"{answer.status} {answer.reason}", found)
            return [answer.read()]
        finally:
            connection.close()


@contextmanager
def proxy(program: str, folder: Path, server: str, upstream: int) -> Iterator[int]:
    """Run nginx with a ``server`` of the documents before a port; yield its own port."""
    port = free_port()
    certify(folder)
    server = server.replace("listen 443", f"listen 127.0.0.1:{port}")
    server = server.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{upstream}")
    server = CERTIFICATE.sub(rf"{folder}/\1.pem", server)
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, server=server))
    command = [program, "-p", str(folder), "-c", str(file), "-e", str(folder / "error.log")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        try:
            wait_for(process, port)
            yield port
        finally:
            process.terminate()
            process.communicate()
    complaints = (folder / "error.log").read_text()
    assert "[emerg]" not in complaints
    assert "[crit]" not in complaints


def site(location: str, folder: Path) -> str:
    """Return a site that exists already, with one more location."""
    return SITE.format(location=location, folder=folder)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    """Return when nginx takes connections; say what it said when it ended instead."""
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            continue
        return
    raise AssertionError(process.communicate()[1].decode())


def certify(folder: Path) -> None:
    """Make a certificate, as a registry would have."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "example.com")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain
    )
    (folder / "privkey.pem").write_bytes(private)
