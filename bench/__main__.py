"""`python -m bench`: interleaved rounds over the references and ourselves, medians and ratios."""

import argparse
import dataclasses
import statistics
import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import brotli

from bench import guessing, report, signing_in, subjects
from bench.load import run
from bench.rounds import WARM_UP, Rows, cost, jobs, median
from bench.servers import serve
from bench.subjects import Subject

STARTS = 3


def main() -> int:
    """Measure, report, and with `--gate` fail when a steady goal is missed."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--soak", type=int, default=0, help="requests between two looks at memory")
    parser.add_argument("--gate", action="store_true", help="exit 1 when a steady goal is missed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="clientarea-bench-") as folder, ExitStack() as stack:
        environ = subjects.our_settings(Path(folder))
        upgrade_seconds = subjects.prepare(environ)
        running = [
            stack.enter_context(subjects.limit_one()),
            stack.enter_context(subjects.limit_two(Path(folder))),
            stack.enter_context(subjects.ours(environ)),
        ]
        figures = measure(running, environ, options)
        figures["upgrade_seconds"] = upgrade_seconds
    return report.finish(figures, report.goals(figures), gate=options.gate)


def measure(
    running: list[Subject], environ: Mapping[str, str], options: argparse.Namespace
) -> dict[str, Any]:
    """Run the rounds; return every figure of a run, ready for JSON."""
    us = running[-1]
    for subject in running:
        for _, job in jobs(subject):
            run(dataclasses.replace(job, count=WARM_UP))
    begin_mb = us.server.worker_megabytes()
    rows: Rows = {}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds} …", flush=True)
        for subject in running:
            for kind, job in jobs(subject):
                timed = dataclasses.replace(job, seconds=options.seconds)
                rows.setdefault(f"{subject.name}, {kind}", []).append(cost(subject.server, timed))
    if options.soak:
        run(dataclasses.replace(us.page, count=options.soak))
    end_mb = us.server.worker_megabytes()
    medians = {name: median(list_) for name, list_ in rows.items()}
    return {
        "subjects": medians,
        "ratios": {
            kind: medians[f"ours, {kind}"]["cpu_ms"] / medians[f"limit 2, {kind}"]["cpu_ms"]
            for kind in ("page", "edit")
        },
        "bytes": sizes(us),
        "sign_in": signing_in.measure(us, options.seconds),
        "guessing": guessing.measure(us, options.seconds),
        "memory": {"begin_mb": begin_mb, "end_mb": end_mb, "growth": end_mb / begin_mb},
        "start_seconds": start_seconds(environ),
    }


def sizes(us: Subject) -> dict[str, float]:
    """Return the bytes of our page and of an edit's fragment, raw and as a proxy compresses."""
    visitor = subjects.signed_in(us.server.port)
    _, page = visitor.ask("/profile")
    form = {"number": subjects.phones(0)[0], "country": "GB"}
    status, fragment = visitor.ask("/profile/phone/edit", form, **{"HX-Request": "true"})
    assert status == 200, status
    assert us.edit
    return {
        "page_raw": len(page),
        "page_brotli": len(brotli.compress(page, quality=5)),
        "edit_raw": len(fragment),
        "edit_brotli": len(brotli.compress(fragment, quality=5)),
        "edit_head": run(dataclasses.replace(us.edit, count=64)).head_bytes,
    }


def start_seconds(environ: Mapping[str, str]) -> float:
    """Return the median time from starting the server to its first page."""
    taken = []
    for _ in range(STARTS):
        with serve("wsgi:app", environ, "/login") as server:
            taken.append(server.start_seconds)
    return statistics.median(taken)


if __name__ == "__main__":
    sys.exit(main())
