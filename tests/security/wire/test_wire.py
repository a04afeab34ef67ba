"""Bytes on the wire: what the real server hands on is answered as calmly as in a test client."""

import socket
from urllib.parse import urlsplit

import pytest


@pytest.fixture
def say(address):
    """Send raw bytes and close; return the status and everything that was answered."""

    def send(request: bytes) -> tuple[int, str]:
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname, parts.port)) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        return int(answer.split(" ", 2)[1]), answer

    return send


def get(target: bytes, *headers: bytes) -> bytes:
    lines = [b"GET " + target + b" HTTP/1.1", b"Host: localhost", b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/login?lang=%ff%fe&next=/%80", 200),
        (b"/login?%00%ff%zz%", 200),
        (b"/%00%ff%2e%2e%2f", 404),
        (b"//evil.example/login", 404),
        (b"/login?" + b"x" * 4000, 200),
        (b"http://evil.example/login", 200),
        (b"/static/../wsgi.py", 404),
    ],
)
def test_any_target_is_answered(say, target, status):
    found, answer = say(get(target))
    assert found == status
    assert "Content-Security-Policy: default-src 'none'" in answer
    assert "evil.example" not in answer.partition("\r\n\r\n")[0]


@pytest.mark.parametrize(
    "header",
    [
        b"SCRIPT_NAME: //evil.example",
        b"Script-Name: //evil.example",
        b"PATH_INFO: /account",
        b"REMOTE_USER: 1",
        b"X-Forwarded-Prefix: //evil.example",
        b"X-Forwarded-Host: evil.example",
        b"X-Forwarded-Proto: https",
        b"X-Forwarded-For: \xff\x80, ' OR 1=1, ::::",
        b"Forwarded: host=evil.example;proto=https",
        b"Cookie: clientarea=\xff\xfe; \x80=; ;;",
        b"Accept-Language: \xff;q=\x80",
        b"HX-Request: true\r\nHX-Target: <svg/onload=alert(1)>",
    ],
)
def test_a_header_moves_nothing(say, header):
    for target, status in ((b"/login", 200), (b"/profile", {303, 401})):
        found, answer = say(get(target, header))
        assert found in ({status} if isinstance(status, int) else status)
        assert "evil" not in answer
        assert "<svg" not in answer
        assert "Strict-Transport-Security" not in answer


def test_an_old_browser_without_a_host_is_told_so(say):
    status, answer = say(b"GET /login HTTP/1.0\r\n\r\n")
    assert status == 400
    assert "not known under the address" in answer
    assert say(b"GET /healthz HTTP/1.0\r\n\r\n")[0] == 200


def test_a_form_that_is_cut_off_is_answered(say):
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    status, _answer = say(head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=a")
    assert status == 400


def test_the_server_says_nothing_about_itself(say):
    _status, answer = say(get(b"/login"))
    head = answer.partition("\r\n\r\n")[0].lower()
    for name in ("python", "werkzeug", "flask", "x-powered-by"):
        assert name not in head
