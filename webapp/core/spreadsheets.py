"""CSV files that a spreadsheet opens: as they are meant, running nothing that stands in them."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response

MARK = "\ufeff"
"""Without it Excel takes UTF-8 for the alphabet of one country."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP: CSV injection)."""
    bare = cell.lstrip(" \u2066\u2067\u2068")
    return f"'{cell}" if bare.startswith(DANGEROUS) else cell


def download(name: str, rows: Iterable[Sequence[str]]) -> Response:
    """Answer with a CSV file (RFC 4180)."""
    text = StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    answer = Response(MARK + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
