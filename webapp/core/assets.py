"""Static files under hashed names, compressed once, served by WhiteNoise."""

import re
from wsgiref.headers import Headers

import msgspec
from flask import Flask
from whitenoise import WhiteNoise

from webapp.core import asset_build, paths
from webapp.core.settings import Settings

HASHED = re.compile(r"\.[0-9a-f]{12}\.[a-z0-9.]+$")


def init_app(app: Flask, settings: Settings, headers: dict[str, str]) -> None:
    """Serve ``static/build`` and the theme's ``static`` folder below ``/static/``."""
    manifest = paths.STATIC / "build" / "manifest.json"
    if asset_build.is_stale(paths.STATIC, paths.TRANSLATIONS):
        asset_build.build(paths.STATIC, paths.TRANSLATIONS)
    names: dict[str, str] = msgspec.json.decode(manifest.read_bytes())
    app.jinja_env.globals["asset"] = lambda name: f"{settings.prefix}/static/{names[name]}"

    def add_headers(found: Headers, _path: str, _url: str) -> None:
        for name, value in headers.items():
            found[name] = value

    served = WhiteNoise(
        app.wsgi_app,
        max_age=3600,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: bool(HASHED.search(url)),
        add_headers_function=add_headers,
    )
    served.add_files(str(manifest.parent), prefix="static/")
    if settings.theme_dir:
        served.add_files(f"{settings.theme_dir}/static", prefix="static/theme/")
    app.wsgi_app = served  # type: ignore[method-assign]
