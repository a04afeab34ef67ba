"""Compiles catalogues, prepares static files. Imports nothing of ours: the build hook runs it."""

import gzip
import hashlib
import io
import json
import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCES = ("css/*.css", "js/*.js", "vendor/*.js", "img/*")
COMPRESSIBLE = {".css", ".js", ".svg"}


def build(static: Path, translations: Path) -> None:
    """Write ``.mo`` files, and ``static/build`` with hashed copies and a manifest.

    Files of earlier builds stay: a running server, and pages that readers have open, name them.
    """
    for catalogue in sorted(translations.glob("*/LC_MESSAGES/*.po")):
        _compile(catalogue)
    folder = static / "build"
    folder.mkdir(exist_ok=True)
    sources = [source for pattern in SOURCES for source in sorted(static.glob(pattern))]
    manifest = {source.name: _publish(source, folder) for source in sources}
    _write(folder / "manifest.json", json.dumps(manifest, indent=1, sort_keys=True).encode())


def _compile(catalogue: Path) -> None:
    """Compile one catalogue; fuzzy messages are left out."""
    with catalogue.open("rb") as source:
        messages = read_po(source)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    _write(catalogue.with_suffix(".mo"), compiled.getvalue())


def _write(path: Path, content: bytes) -> None:
    """Put a file in its place at once: several processes may build together."""
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as target:
        target.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(path)


def _publish(source: Path, folder: Path) -> str:
    """Copy a file under its hashed name, with compressed twins; return that name."""
    content = source.read_bytes()
    name = _hashed_name(source)
    _write(folder / name, content)
    if source.suffix in COMPRESSIBLE:
        _write(folder / f"{name}.gz", gzip.compress(content, 9, mtime=0))
        packed = _brotli(content)
        if packed is not None:
            _write(folder / f"{name}.br", packed)
    return name


def _brotli(content: bytes) -> bytes | None:
    """Compress with Brotli where it is installed; a running application does not need it."""
    try:
        import brotli  # noqa: PLC0415 - a build tool, absent in production
    except ImportError:
        return None
    return bytes(brotli.compress(content, quality=11))


def is_stale(static: Path, translations: Path) -> bool:
    """Tell whether something is missing in what was built, or its source has changed."""
    manifest = static / "build" / "manifest.json"
    if not manifest.exists() or any(map(_is_newer, translations.glob("*/LC_MESSAGES/*.po"))):
        return True
    built = json.loads(manifest.read_text())
    sources = [source for pattern in SOURCES for source in static.glob(pattern)]
    return any(built.get(source.name) != _hashed_name(source) for source in sources)


def _is_newer(po: Path) -> bool:
    """Tell whether a catalogue was changed after it was compiled, or never compiled."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _hashed_name(source: Path) -> str:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    return f"{source.stem}.{digest}{source.suffix}"
