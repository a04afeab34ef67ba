"""`python -m bench.more`: what needs the tools of the tests: PostgreSQL, Chromium, nginx."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import databases, installing, pages, report, subjects


def main() -> int:
    """Measure, report, and with `--gate` fail when a steady goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench-more ARGS=…", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--install", action="store_true", help="install the core once more, too")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a steady goal is missed")
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="clientarea-bench-") as name:
        folder = Path(name)
        environ = subjects.our_settings(folder)
        subjects.prepare(environ)
        if wanted := pages.missing():
            print(f"Pages are not measured: install {wanted}.")
        else:
            figures["pages"] = pages.measure(environ)
        figures["databases"] = databases.measure(environ, folder, options.rounds, options.seconds)
    if options.install:
        figures["install_seconds"] = installing.measure()
    return report.finish(figures, report.further_goals(figures), gate=options.gate)


if __name__ == "__main__":
    sys.exit(main())
