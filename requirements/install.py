"""Makes the virtual environment and installs a pinned list into it: `install.py core .venv`.

Does nothing, quickly and without a network, when the list has not changed since the last time.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OLDEST = (3, 11)


def main(name: str, target: Path) -> str | None:
    """Bring `target` up to `requirements/<name>.txt`; return what went wrong, in words."""
    if sys.version_info < OLDEST:
        return f"Python {sys.version.split()[0]} is too old, 3.11 is needed: make PYTHON=python3.12"
    wanted = HERE / f"{name}.txt"
    target.mkdir(exist_ok=True)
    with (target / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # `make run` and `make test` may start side by side
        return install(wanted, target)


def install(wanted: Path, target: Path) -> str | None:
    """Create the environment if need be, and install the list unless its stamp is there."""
    python = target / "bin" / "python"
    state = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()
    stamp = target / f".installed-{wanted.stem}"
    if python.exists() and stamp.exists() and stamp.read_text() == state:
        return None
    uv = shutil.which("uv")
    if not python.exists():
        try:
            venv.create(target, with_pip=uv is None, symlinks=True)
        except (OSError, subprocess.CalledProcessError) as problem:
            return f"Cannot make {target} ({problem}). On Debian: apt-get install python3-venv."
    print(f"Installing requirements/{wanted.name} into {target} …", flush=True)
    done = subprocess.run([*installer(uv, python), "--require-hashes", "-r", wanted], check=False)
    if done.returncode:
        return f"Could not install requirements/{wanted.name}."
    stamp.write_text(state)
    return None


def installer(uv: str | None, python: Path) -> list[str]:
    """Return the command that installs: uv where it is on PATH, else the environment's own pip."""
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(python)]
    if not (python.parent / "pip").exists():  # made while uv was there
        subprocess.run([python, "-m", "ensurepip", "--upgrade"], check=True, capture_output=True)
    return [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
