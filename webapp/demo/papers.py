"""Papers that the demo's letters bring along: invoices as PDF, tables, logs of servers."""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from io import StringIO
from random import Random

from webapp.demo.chance import chance
from webapp.demo.clients import Client
from webapp.messaging.service.telling import File

TOP, LEFT, LEADING = 780, 56, 18
"""Where a page's first line stands, and how far apart lines are, in points (PDF 32000-1, 8.3)."""


def pdf(name: str, lines: Sequence[str]) -> File:
    """Return a page of text as PDF 1.4: the first line large, letters of Western Europe only."""
    shown = [f"/F1 20 Tf {LEFT} {TOP} Td {LEADING} TL ({_escaped(lines[0])}) Tj T*", "/F1 11 Tf"]
    shown += [f"T* ({_escaped(line)}) Tj" for line in lines[1:]]
    stream = ("BT " + "\n".join(shown) + " ET").encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    return File(name, "application/pdf", _numbered(objects))


def _escaped(line: str) -> str:
    for special in "\\()":
        line = line.replace(special, f"\\{special}")
    return line


def _numbered(objects: Iterable[bytes]) -> bytes:
    """Return a whole file: the objects, and the table that says at which byte each begins."""
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (size, table, size, len(file))
    )


def usage(client: Client, month: datetime) -> File:
    """Return the traffic of an account's servers in a month as a table."""
    dice = chance("usage", client.client_id, month.month)
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["day", "host", "in (GB)", "out (GB)"])
    for day in range(28):
        for service in client.services:
            out = dice.uniform(2, 40)
            row = [f"{month:%Y-%m}-{day + 1:02}", service.host, f"{out / 7:.2f}", f"{out:.2f}"]
            table.writerow(row)
    return File(f"traffic-{month:%Y-%m}.csv", "text/csv", text.getvalue().encode())


def log(name: str, host: str, until: datetime) -> File:
    """Return some lines of a server's log, up to a moment."""
    dice = chance(name, host)
    say = LOGS[name]
    began = until - timedelta(hours=3)
    lines = [
        f"{began + timedelta(seconds=97 * number + dice.randrange(60)):%Y-%m-%dT%H:%M:%SZ} "
        f"{host} {say(dice)}"
        for number in range(40)
    ]
    return File(name, "text/plain", ("\n".join(lines) + "\n").encode())


def _address(dice: Random) -> str:
    return f"{dice.choice(('192.0.2', '198.51.100', '203.0.113'))}.{dice.randrange(1, 255)}"


LOGS: dict[str, Callable[[Random], str]] = {
    "backup.log": lambda dice: (
        f"backup: copied {dice.randrange(120, 9000)} files, {dice.uniform(0.1, 6):.1f} GB, 0 errors"
    ),
    "load.log": lambda dice: (
        f"load {dice.uniform(0.4, 14):.2f}, memory {dice.randrange(40, 100)} %, "
        f"swap {dice.randrange(80)} %"
    ),
    "auth.log": lambda dice: (
        f"sshd[{dice.randrange(900, 9000)}]: Failed password for "
        f"{dice.choice(('root', 'invalid user admin', 'invalid user test'))} "
        f"from {_address(dice)} port {dice.randrange(30000, 65000)} ssh2"
    ),
    "access.log": lambda dice: (
        f'{_address(dice)} "GET / HTTP/1.1" {dice.choice((200, 200, 304, 504))} '
        f"{dice.randrange(900, 40000)}"
    ),
    "error.log": lambda dice: (
        f"php-fpm[{dice.randrange(900, 9000)}]: cannot write session "
        f"/var/lib/php/sess_{dice.randrange(16**8):08x}: No space left on device"
    ),
    "mail.log": lambda dice: (
        f"rspamd: score {dice.uniform(1, 14):.1f}, "
        f"from offers@{dice.choice(('cheap', 'best', 'prime'))}-{dice.randrange(99)}.example"
    ),
}
