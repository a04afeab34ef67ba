"""Builds the application: core, then the rooms in order. The only list of rooms."""

import os
from collections.abc import Mapping

from flask import Flask

import webapp.access.room
import webapp.account.room
import webapp.client_area_settings.room
import webapp.demo.room
import webapp.identity.room
import webapp.messaging.room
import webapp.profile.room
import webapp.sign_in.room
from webapp.core import (
    assets,
    cli,
    db,
    health,
    i18n,
    keys,
    layout,
    logs,
    pages,
    paths,
    rendering,
    security,
    start,
    styleguide,
)
from webapp.core.environment import load, strangers
from webapp.core.links import RowNumber
from webapp.core.net import Gateway
from webapp.core.settings import Settings
from webapp.identity import guard, visitor

ROOMS = (
    webapp.identity.room.ROOM,
    webapp.messaging.room.ROOM,
    webapp.sign_in.room.ROOM,
    webapp.profile.room.ROOM,
    webapp.access.room.ROOM,
    webapp.client_area_settings.room.ROOM,
    webapp.account.room.ROOM,
    webapp.demo.room.ROOM,
)


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Build an application from ``CLIENTAREA_*`` variables, the process's own by default.

    :raises SettingsError: a setting is missing or wrong.
    """
    environ = os.environ if environ is None else environ
    settings = load(environ)
    logs.configure(settings, strangers(environ))
    app = Flask(
        "webapp",
        static_folder=None,
        template_folder=str(paths.TEMPLATES),
        instance_path=str(settings.instance),
    )
    app.extensions["clientarea.settings"] = settings
    app.extensions["clientarea.rooms"] = ROOMS
    app.config["SECRET_KEY"], *app.config["SECRET_KEY_FALLBACKS"] = keys.signing_keys(settings)
    app.extensions["clientarea.data_keys"] = keys.data_keys(settings)
    start.check_production(app, settings)
    _furnish(app, settings)
    _open_rooms(app, settings)
    start.check_routes(app)
    app.wsgi_app = Gateway(app.wsgi_app, settings)  # type: ignore[method-assign]
    return app


def _furnish(app: Flask, settings: Settings) -> None:
    """Set up what all rooms use; handlers before a request run in this order."""
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.converters["int"] = RowNumber
    rendering.init_app(app)
    logs.init_app(app)
    security.init_app(app, settings)
    pages.init_app(app)
    db.init_app(app, settings)
    i18n.init_app(app, settings, visitor.preferences)
    guard.init_app(app, sign_in_view="sign_in.login")
    security.protect_forms(app)
    layout.init_app(app, settings, guard.presentable)
    assets.init_app(app, settings, security.static_headers(settings))


def _open_rooms(app: Flask, settings: Settings) -> None:
    app.register_blueprint(health.bp)
    if not settings.is_production:
        app.register_blueprint(styleguide.bp)
    for room in ROOMS:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
    cli.init_app(app, ROOMS)
