"""What must hold before a server starts: one clear line, and no start, when it does not."""

import os

import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from webapp.core import db, schema, themes
from webapp.core.access import Access
from webapp.core.settings import Settings, SettingsError

log = structlog.get_logger()

TRUE = {"1", "true", "yes", "on"}


def check_production(app: Flask, settings: Settings) -> None:
    """Refuse switches that are for a developer's machine.

    :raises SettingsError: one of them is on at a public address.
    """
    if app.config.get("LOGIN_DISABLED"):
        message = "LOGIN_DISABLED: this would let everybody in"
        raise SettingsError(message)
    if not settings.is_production:
        return
    if app.debug or os.environ.get("FLASK_DEBUG", "").lower() in TRUE:
        message = "FLASK_DEBUG: debug mode shows code and data to strangers"
        raise SettingsError(message)
    if os.environ.get("OAUTHLIB_INSECURE_TRANSPORT"):
        message = "OAUTHLIB_INSECURE_TRANSPORT: tokens would travel unencrypted"
        raise SettingsError(message)
    if not settings.throttling:
        message = "CLIENTAREA_THROTTLING: passwords could be guessed without limit"
        raise SettingsError(message)


def check_routes(app: Flask) -> None:
    """Refuse a route that does not say who may use it.

    :raises RuntimeError: its view has no access decorator.
    """
    for endpoint, view in app.view_functions.items():
        if not isinstance(getattr(view, "access", None), Access):
            message = f"{endpoint}: say who may use it (public, own or may)"
            raise RuntimeError(message)  # noqa: TRY004 - a missing mark, not a wrong type


def check_theme(app: Flask) -> None:
    """Refuse to serve or to write letters with a theme that is broken.

    :raises SettingsError: a file of it cannot be used.
    """
    with app.app_context():
        found = themes.problems()
    if found:
        raise SettingsError(f"CLIENTAREA_THEME_DIR: {' '.join(found[0].split())}")


def check_schema(app: Flask) -> None:
    """Refuse to serve from a database that lacks migrations.

    One ahead of us is served, and one that does not answer yet.

    :raises SettingsError: migrations are waiting.
    """
    with app.app_context():
        try:
            behind = schema.is_behind()
        except OperationalError as error:  # it may come back, and pages say so until then
            log.warning("database", error=str(error.orig))
            behind = False
        finally:
            db.release()
            db.db.engine.dispose()  # whatever serves from here on opens connections of its own
    if behind:
        message = "the database is behind this code: run flask --app wsgi db upgrade"
        raise SettingsError(message)
