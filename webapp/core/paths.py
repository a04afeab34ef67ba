"""Where templates, static files and migrations lie: inside a wheel or beside the package."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def _find(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


TEMPLATES = _find("templates")
STATIC = _find("static")
MIGRATIONS = _find("migrations")
TRANSLATIONS = PACKAGE / "translations"
