"""Static files under hashed names, compressed once, served by WhiteNoise."""

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from flask import Flask
from whitenoise import WhiteNoise

from webapp.core import asset_build, paths
from webapp.core.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9.]+$")


def init_app(app: Flask, settings: Settings, headers: dict[str, str]) -> None:
    """Serve ``static/build`` and the theme's ``static`` folder below ``/static/``."""
    manifest = paths.STATIC / "build" / "manifest.json"
    if asset_build.is_stale(paths.STATIC, paths.TRANSLATIONS):
        asset_build.build(paths.STATIC, paths.TRANSLATIONS)
    names: dict[str, str] = msgspec.json.decode(manifest.read_bytes())
    served = WhiteNoise(
        app.wsgi_app,
        max_age=3600,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
    )
    served.add_files(str(manifest.parent), prefix="static/")
    if settings.theme and (settings.theme / "static").is_dir():
        names |= _add_theme(served, settings.theme / "static")
    app.wsgi_app = _WithHeaders(served, headers)  # type: ignore[method-assign]

    def asset(name: str) -> str:
        if name not in names:
            raise LookupError(f"there is no static file {name}")
        return f"{settings.prefix}/static/{names[name]}"

    app.jinja_env.globals["asset"] = asset


def _add_theme(served: WhiteNoise, folder: Path) -> dict[str, str]:
    """Serve a theme's files under their own names, and under hashed ones that are returned."""
    served.add_files(str(folder), prefix="static/theme/")
    names = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        name = path.relative_to(folder)
        hashed = name.with_name(f"{name.stem}.{digest}{name.suffix}")
        served.add_file_to_dictionary(f"/static/theme/{hashed.as_posix()}", str(path))
        names[f"theme/{name.as_posix()}"] = f"theme/{hashed.as_posix()}"
    return names


class _WithHeaders:
    """Our headers on every answer, of pages and of files alike, but those that it sets itself."""

    def __init__(self, app: "WSGIApplication", headers: dict[str, str]) -> None:
        self.app = app
        self.headers = [(name.lower(), (name, value)) for name, value in headers.items()]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass the request on."""

        def start(status: str, found: list[tuple[str, str]], exc_info: Any = None) -> Any:
            known = {name.lower() for name, _ in found}
            added = [header for name, header in self.headers if name not in known]
            return start_response(status, found + added, exc_info)

        return self.app(environ, start)
