"""How long a first installation of the core takes: goal G16."""

import subprocess
import sys
import tempfile
import time

from bench.servers import ROOT


def measure() -> float:
    """Return the seconds that pip takes, from wheels alone, into an empty environment."""
    with tempfile.TemporaryDirectory(prefix="clientarea-install-") as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
        began = time.perf_counter()
        subprocess.run(
            [*pip, "--require-hashes", "-r", ROOT / "requirements" / "core.txt"],
            check=True,
            capture_output=True,
        )
        return time.perf_counter() - began
