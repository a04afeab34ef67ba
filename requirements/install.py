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
    """Install the list, unless its stamp says that it is there."""
    uv = shutil.which("uv")
    stamp = target / f".installed-{wanted.stem}"
    state = hashlib.sha256(wanted.read_bytes()).hexdigest()
    try:
        create(target, with_pip=uv is None)
    except (OSError, subprocess.CalledProcessError) as problem:
        return f"Cannot make {target} ({problem}). On Debian: apt-get install python3-venv."
    if stamp.exists() and stamp.read_text() == state:
        return None
    print(f"Installing requirements/{wanted.name} into {target} …", flush=True)
    command = installer(uv, target / "bin" / "python")
    done = subprocess.run([*command, "--require-hashes", "-r", wanted], check=False)
    if done.returncode:
        return f"Could not install requirements/{wanted.name}."
    stamp.write_text(state)
    return None


def create(target: Path, *, with_pip: bool) -> None:
    """Make the environment, anew when it was moved or its Python was replaced."""
    stamp = target / ".made-for"
    wanted = f"{target.resolve()} {sys.base_prefix} {sys.version}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    for old in target.iterdir():
        if old.is_dir() and not old.is_symlink():
            shutil.rmtree(old)
        elif old.name != ".lock":
            old.unlink()
    venv.create(target, with_pip=with_pip, symlinks=True)
    stamp.write_text(wanted)


def installer(uv: str | None, python: Path) -> list[str]:
    """Return the command that installs: uv where it is on PATH, else the environment's own pip."""
    if uv:
        return [uv, "pip", "install", "--quiet", "--python", str(python)]
    if not (python.parent / "pip").exists():  # made while uv was there
        subprocess.run([python, "-m", "ensurepip", "--upgrade"], check=True, capture_output=True)
    return [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
