"""Compiles catalogues, prepares static files. Imports nothing of ours: the build hook runs it."""

import contextlib
import gzip
import hashlib
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

    The new folder replaces the old one at once, so that several processes may build together.
    """
    for catalogue in sorted(translations.glob("*/LC_MESSAGES/*.po")):
        _compile(catalogue)
    with tempfile.TemporaryDirectory(dir=static) as work:
        fresh = Path(work) / "build"
        fresh.mkdir()
        manifest = {}
        for pattern in SOURCES:
            for source in sorted(static.glob(pattern)):
                manifest[source.name] = _publish(source, fresh)
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
        fresh.chmod(0o755)
        _replace(fresh, static / "build")


def _compile(catalogue: Path) -> None:
    """Compile one catalogue; fuzzy messages are left out."""
    with catalogue.open("rb") as source:
        messages = read_po(source)
    handle, name = tempfile.mkstemp(dir=catalogue.parent, suffix=".tmp")
    with os.fdopen(handle, "wb") as target:
        write_mo(target, messages)
    Path(name).chmod(0o644)
    Path(name).replace(catalogue.with_suffix(".mo"))


def _publish(source: Path, folder: Path) -> str:
    """Copy a file under its hashed name, with compressed twins; return that name."""
    content = source.read_bytes()
    name = _hashed_name(source)
    (folder / name).write_bytes(content)
    if source.suffix in COMPRESSIBLE:
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        packed = _brotli(content)
        if packed is not None:
            (folder / f"{name}.br").write_bytes(packed)
    return name


def _brotli(content: bytes) -> bytes | None:
    """Compress with Brotli where it is installed; a running application does not need it."""
    try:
        import brotli  # noqa: PLC0415 - a build tool, absent in production
    except ImportError:
        return None
    return bytes(brotli.compress(content, quality=11))


def _replace(fresh: Path, target: Path) -> None:
    aside = fresh.with_name("old")
    with contextlib.suppress(FileNotFoundError):  # the first time, or another moved it just now
        target.rename(aside)
    with contextlib.suppress(OSError):  # another process was faster, with the same content
        fresh.rename(target)


def is_stale(static: Path, translations: Path) -> bool:
    """Tell whether something is missing in what was built, or its source has changed."""
    manifest = static / "build" / "manifest.json"
    catalogues = translations.glob("*/LC_MESSAGES/*.po")
    if not manifest.exists() or not all(po.with_suffix(".mo").exists() for po in catalogues):
        return True
    built = json.loads(manifest.read_text())
    sources = [source for pattern in SOURCES for source in static.glob(pattern)]
    return any(built.get(source.name) != _hashed_name(source) for source in sources)


def _hashed_name(source: Path) -> str:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:12]
    return f"{source.stem}.{digest}{source.suffix}"
