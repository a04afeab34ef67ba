"""Pages as text browsers lay them out."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

PROGRAMS: dict[str, list[str]] = {
    "w3m": ["-dump", "-I", "UTF-8", "-O", "UTF-8", "-T", "text/html", "-cols", "80"],
    "lynx": ["-dump", "-force_html", "-nolist", "-width=80", "-display_charset=UTF-8"],
}


def dump(path: str, program: str, html: str, environ: Mapping[str, str]) -> str:
    """Return a page as text; ``path`` is where the program lies."""
    file = Path(environ["HOME"]) / "page.html"
    file.write_text(html, encoding="utf-8")
    command = [path, *PROGRAMS[program], str(file)]
    done = subprocess.run(command, env=environ, capture_output=True, check=True)
    return done.stdout.decode("utf-8")
