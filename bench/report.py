"""Judges the figures by the goals, prints them, and appends them to `bench/history.jsonl`."""

import json
import os
import platform
import subprocess
import time
from dataclasses import asdict, dataclass
from typing import Any

from bench.servers import ROOT

HISTORY = ROOT / "bench" / "history.jsonl"
RATIO_SLACK = 1.10


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure and its bound; only steady ones (`gates`) may fail a run."""

    name: str
    what: str
    value: float
    bound: float
    gates: bool = True
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Tell whether the value is within its bound."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def goals(figures: dict[str, Any]) -> list[Goal]:
    """Return the goals of docs/performance.md that a run beside the references can judge."""
    ratio, size, login = figures["ratios"], figures["bytes"], figures["sign_in"]
    guessing = figures["guessing"]
    return [
        Goal("G1", "page, CPU ÷ limit 2", ratio["page"], 1.43 * RATIO_SLACK),
        Goal("G3", "inline edit, CPU ÷ limit 2's POST", ratio["edit"], 1.4 * RATIO_SLACK),
        Goal("G5", "edit fragment, bytes", size["edit_raw"], 1536),
        Goal("G5", "edit fragment compressed, bytes", size["edit_brotli"], 717),
        Goal("G5", "response headers, bytes", size["edit_head"], 1229),
        Goal("G6", "page's HTML compressed, bytes", size["page_brotli"], 4096),
        Goal("G11", "one password hash, CPU ms", login["hash_ms"], 30, gates=False),
        Goal("G11", "rest of a sign-in, CPU ms", login["rest_ms"], 5, gates=False),
        Goal("G11", "sign-ins a second", login["per_second"], 60, gates=False, at_least=True),
        Goal("G11", "unknown ÷ known user, time", login["unknown_to_known"], 1.1, gates=False),
        Goal("G11", "known ÷ unknown user, time", 1 / login["unknown_to_known"], 1.1, gates=False),
        Goal("G12", "page during guesses, p99 ms", guessing["page_p99"], 50, gates=False),
        Goal(
            "G12",
            "pages a second during guesses",
            guessing["pages_per_second"],
            200,
            gates=False,
            at_least=True,
        ),
        Goal("G14", "largest worker, MB", figures["memory"]["end_mb"], 95),
        Goal("G14", "growth while measured", figures["memory"]["growth"], 1.05, gates=False),
        Goal("G15", "start to first answer, s", figures["start_seconds"], 1.0, gates=False),
        Goal("G16", "db upgrade of a new instance, s", figures["upgrade_seconds"], 2, gates=False),
    ]


def further_goals(figures: dict[str, Any]) -> list[Goal]:
    """Return the goals that the tools of the tests can judge, where they are installed."""
    found = []
    for path in ("/login", "/profile") if "pages" in figures else ():
        cold, slow = figures["pages"][path], figures["pages"][f"{path}, slow"]
        found += [
            Goal("G7", f"{path} cold, bytes on the wire", cold["sent"], 22 * 1024),
            Goal("G7", f"{path} cold, requests", cold["requests"], 6),
            Goal("G7", f"{path}, other hosts and fonts", cold["foreign"] + cold["fonts"], 0),
            Goal("G7", f"{path}, layout shift", max(cold["shift"], slow["shift"]), 0),
            Goal("G8", f"{path} slow, first paint, s", slow["paint"] / 1e3, 1.0, gates=False),
            Goal("G8", f"{path} slow, load, s", slow["load"] / 1e3, 1.4, gates=False),
        ]
    if "install_seconds" in figures:
        taken = figures["install_seconds"]
        found.append(Goal("G16", "installation of the core, s", taken, 25, gates=False))
    if "databases" in figures:
        ratio = figures["databases"]["page"]
        found.append(Goal("G17", "page, PostgreSQL ÷ SQLite, CPU", ratio, 1.25 * RATIO_SLACK))
    return found


def finish(figures: dict[str, Any], judged: list[Goal], *, gate: bool) -> int:
    """Show and keep a run; return its exit status, 1 where a gate was missed."""
    show(figures, judged)
    keep(figures, judged)
    return int(gate and any(goal.gates and not goal.is_met for goal in judged))


def show(figures: dict[str, Any], judged: list[Goal]) -> None:
    """Print one line for each subject and each goal, and how busy the machine was."""
    if subjects := figures.get("subjects"):
        print(f"\n{'':22}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'CPU ms':>8}{'bytes':>8}")
        for name, it in subjects.items():
            print(
                f"{name:22}{it['per_second']:8.0f}{it['p50']:8.2f}{it['p99']:8.2f}"
                f"{it['cpu_ms']:8.3f}{it['body_bytes']:8.0f}"
            )
    print()
    for goal in judged:
        sign = "≥" if goal.at_least else "≤"
        word = "met" if goal.is_met else "MISSED" if goal.gates else "missed (not gated)"
        print(f"{goal.name:4} {goal.what:36}{goal.value:10.2f} {sign} {goal.bound:8.2f}  {word}")
    print(f"\nLoad of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.")


def keep(figures: dict[str, Any], judged: list[Goal]) -> None:
    """Append the run to the history."""
    line = {
        "when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "commit": _commit(),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        **figures,
        "goals": [asdict(goal) | {"is_met": goal.is_met} for goal in judged],
    }
    with HISTORY.open("a") as history:
        history.write(json.dumps(line) + "\n")


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 – whichever git is on PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
