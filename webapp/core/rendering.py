"""How templates are rendered: what is the same on every page is worked out once."""

from collections.abc import MutableMapping
from typing import Any, cast

import flask
from flask import Flask, current_app
from flask.templating import Environment

from webapp.core.settings import settings


class Templates(Environment):
    """Jinja, with plain globals.

    Every template that a page is made of copies them, and the chain of mappings that Jinja makes
    of them is slow to copy.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's globals, in a chain only for a template with its own."""
        return super().make_globals(d) if d else self.globals


def init_app(app: Flask) -> None:
    """Render by our environment; call this before anything is put into it."""
    app.jinja_environment = Templates
    app.extensions["clientarea.addresses"] = {}
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: Any) -> str:
    """Return the path of a view; one without values is built once, if it is not named by a dot.

    Such an address is the application's, whoever asks: it begins with the public address's path.
    """
    if values or endpoint.startswith("."):
        return flask.url_for(endpoint, **values)
    known = cast("dict[str, str]", current_app.extensions["clientarea.addresses"])
    if endpoint not in known:
        routes = current_app.url_map.bind("", script_name=settings().prefix)
        known[endpoint] = routes.build(endpoint)
    return known[endpoint]
