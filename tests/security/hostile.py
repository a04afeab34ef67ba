"""Requests that no browser sends, and what every answer to them must keep."""

from urllib.parse import urlencode

from werkzeug.test import TestResponse

FORMS = [
    "/login",
    "/forgot",
    "/forgot/0",
    "/not-me/0",
    "/logout",
    "/switch",
    "/profile/phone/edit",
    "/profile/name/edit",
    "/profile/avatar/edit",
    "/profile/language/edit",
    "/profile/time-zone/edit",
    "/profile/email/edit",
    "/profile/email",
    "/profile/notification-email/edit",
    "/profile/email/confirm/0",
    "/profile/email/revert/0",
    "/client-area-settings/login-mail/edit",
    "/access/password/edit",
    "/access/addresses/edit",
    "/access/addresses/text",
    "/access/addresses/keep",
    "/access/addresses/recovery",
    "/access/addresses/recovery/0",
    "/access/sessions/0/end",
    "/access/two-factor/edit",
    "/access/passkeys/add",
    "/access/passkeys/sign-in",
    "/access/passkeys/prove",
    "/access/passkeys/0/edit",
    "/access/second-step",
    "/access/activity/export",
    "/login/unlock",
    "/login/unlock/0",
]
PAGES = [
    *FORMS,
    "/forgot/sent",
    "/",
    "/account",
    "/profile",
    "/profile/phone",
    "/healthz",
    "/readyz",
    "/nothing",
]
FIELDS = [
    *(
        "email",
        "password",
        "password_again",
        "stay",
        "next",
        "number",
        "country",
        "countries",
        "name",
        "language",
    ),
    *(
        "time_zone",
        "area",
        "client_id",
        "picture",
        "remove",
        "lang",
        "ok",
        "t",
        "id",
        "_method",
        "__class__",
    ),
    *(
        "address",
        "use",
        "withdraw",
        "login_mail",
        "current",
        "mode",
        "network",
        "networks",
        "note",
        "version",
        "back",
        "token",
        "code",
        "credential",
        "proof_password",
    ),
]
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
MARKUP = "\"'><svg/onload=alert(1)></title></textarea><!--{{7*7}}%(a)s${1}&lt;"
FORBIDDEN_WORDS = ("Traceback", "sqlalchemy", "sqlite3", "psycopg", "werkzeug", "/site-packages/")
EXPECTED = {200, 303, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429}


def every_field(value: str) -> bytes:
    """One value in all fields there are."""
    return urlencode(dict.fromkeys(FIELDS, value)).encode()


def percent(value: str) -> bytes:
    """The same, already percent-encoded."""
    return "&".join(f"{name}={value}" for name in FIELDS).encode()


def part(name: str, content: bytes, more: str = "") -> bytes:
    """One part of a multipart body."""
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n'
    return head.encode("utf-8", "surrogateescape") + content + b"\r\n"


BODIES = {
    "nothing": (URLENCODED, b""),
    "nul": (URLENCODED, percent("%00")),
    "nul within": (URLENCODED, percent("a%00b%40c.example")),
    "lone surrogates": (URLENCODED, percent("%ED%A0%80%ED%BF%BF")),
    "broken utf-8": (URLENCODED, percent("%FF%FE%C3%28%F4%90%80%80")),
    "raw bytes": (URLENCODED, b"&".join(n.encode() + b"=\xff\xfe\x00\x80" for n in FIELDS)),
    "half an escape": (URLENCODED, percent("%") + b"&" + percent("%4") + b"&" + percent("%zz")),
    "noncharacters": (URLENCODED, every_field("\ufffe\uffff\ufdd0\U0010ffff")),
    "controls": (URLENCODED, every_field("".join(map(chr, range(32))) + "\x7f\x85\x9b")),
    "bidi": (URLENCODED, every_field("\u202e\u2066\u200f\u061c")),
    "combining": (URLENCODED, every_field("a" + "\u0301" * 500)),
    "markup": (URLENCODED, every_field(MARKUP)),
    "sql": (URLENCODED, every_field("'; DROP TABLE users; --")),
    "template": (URLENCODED, every_field("{{ config }}{% for x in y %}${7*7}#{7*7}")),
    "header injection": (URLENCODED, every_field("x\r\nSet-Cookie: a=b\r\n\r\n<html>")),
    "path": (URLENCODED, every_field("../../../../etc/passwd\x00.png")),
    "numbers": (URLENCODED, every_field("9" * 400)),
    "negative": (URLENCODED, every_field("-1e308")),
    "large field": (URLENCODED, b"name=" + b"x" * 200_000),
    "large everything": (URLENCODED, b"x" * 300_000),
    "long name of a field": (URLENCODED, b"n" * 100_000 + b"=1"),
    "a thousand fields": (URLENCODED, b"&".join(b"f%d=1" % n for n in range(1000))),
    "a thousand times the same": (URLENCODED, b"&".join([b"name=a&number=1&language=de"] * 1000)),
    "only separators": (URLENCODED, b"&=&=&;;;&&&===" * 1000),
    "fields as lists": (URLENCODED, b"name[]=a&name[x]=b&name.y=c&language=de&language=en"),
    "unknown charset": (f"{URLENCODED}; charset=utf-7", b"name=+ADw-script+AD4-"),
    "json": ("application/json", b'{"name": {"$gt": ""}}'),
    "broken json": ("application/json", b"{" * 5000),
    "xml": ("text/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "picture": ("image/png", b"\x89PNG\r\n\x1a\n" * 100),
    "no type": ("", b"name=Eve"),
    "odd type": ("text/plain; a=b; c; ;;=\x00", b"name=Eve"),
    "long type": ("application/" + "x" * 9000, b"name=Eve"),
    "multipart without boundary": ("multipart/form-data", part("name", b"Eve") + b"--x--"),
    "multipart with empty boundary": ("multipart/form-data; boundary=", b"----"),
    "multipart of another boundary": ("multipart/form-data; boundary=y", part("name", b"E")),
    "multipart cut short": (MULTIPART, part("name", b"Eve")[:-9]),
    "multipart without an end": (MULTIPART, part("name", b"Eve") * 5),
    "multipart junk": (MULTIPART, b"--x\r\n\xff\xfe: \x00\r\n\r\n--x\r\n--x--\r\n" * 9),
    "multipart files": (
        MULTIPART,
        b"".join(part(name, b"\x00", '; filename="a"') for name in FIELDS) + b"--x--",
    ),
    "multipart odd file": (MULTIPART, part("name", b"", '; filename="\udcff../\\\x01"') + b"--x--"),
    "multipart nameless": (MULTIPART, b"--x\r\n\r\nEve\r\n--x--\r\n"),
    "multipart bytes": (MULTIPART, b"".join(part(n, b"\xff\xfe\x00") for n in FIELDS) + b"--x--"),
    "a thousand parts": (MULTIPART, b"".join(part(f"f{n}", b"1") for n in range(1000)) + b"--x--"),
    "large part": (MULTIPART, part("name", b"x" * 200_000) + b"--x--"),
    "many headers of a part": (MULTIPART, b"--x\r\n" + b"A: b\r\n" * 5000 + b"\r\n\r\n--x--"),
}


def check(answer: TestResponse) -> None:
    """Whatever was sent: no crash, no trace, our headers, and at most one cookie of ours."""
    assert answer.status_code in EXPECTED, f"{answer.status_code} at {answer.request.path}"
    assert not any(word in answer.text for word in FORBIDDEN_WORDS)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" in answer.headers
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("clientarea"), cookie
    assert not any("\r" in value or "\n" in value for value in answer.headers.values())
