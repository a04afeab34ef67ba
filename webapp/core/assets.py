"""Static files under hashed names, compressed once, served by WhiteNoise."""

import re
from collections.abc import Iterable
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
    app.jinja_env.globals["asset"] = lambda name: f"{settings.prefix}/static/{names[name]}"

    served = WhiteNoise(
        app.wsgi_app,
        max_age=3600,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
    )
    served.add_files(str(manifest.parent), prefix="static/")
    if settings.theme_dir:
        served.add_files(f"{settings.theme_dir}/static", prefix="static/theme/")
    app.wsgi_app = _WithHeaders(served, headers)  # type: ignore[method-assign]


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
