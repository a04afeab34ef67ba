"""Reviewed snapshots: a text in the repository that must equal what the code says now."""

import difflib
import os
from pathlib import Path

UPDATE = "UPDATE_SNAPSHOTS"


def _test() -> str:
    """Return the file of the running test."""
    return os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]


def compare(path: Path, fresh: str) -> None:
    """Hold a file to the text made from the code, or write it when asked to."""
    if os.environ.get(UPDATE):
        path.write_text(fresh, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    if kept == fresh:
        return
    lines = difflib.unified_diff(
        kept.splitlines(), fresh.splitlines(), f"{path.name} as reviewed", "the code now", n=1
    )
    message = "\n".join(lines) + (
        f"\n\n{path.name} does not fit the code. If the change is meant, write it anew with\n"
        f"    {UPDATE}=1 .venv/bin/python -m pytest {_test()}\n"
        "and read the difference before it is committed."
    )
    raise AssertionError(message)
