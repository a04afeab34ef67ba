"""The one module that knows Flask-Login: for whom the browser's cookie stands."""

from collections.abc import Callable
from typing import Any

from flask import Flask, g, session
from flask_login import LoginManager, current_user, login_user

__all__ = ["current", "current_user", "init_app", "remember"]


def init_app(app: Flask, load: Callable[[str], Any]) -> None:
    """Connect Flask-Login; ``load`` returns the visitor whose cookie holds a token, or None."""
    manager = LoginManager()
    manager.session_protection = None  # it trusts a header that anybody can send
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(load)


def current() -> Any:
    """Return the visitor object itself, not a proxy; None before sign-in and after a crash."""
    if g.get("crashed") or not current_user.is_authenticated:
        return None
    return current_user._get_current_object()  # noqa: SLF001 - the documented way


def remember(visitor: Any) -> None:
    """Put a visitor's token into the cookie."""
    login_user(visitor)
    for unused in ("_id", "_fresh"):  # Flask-Login's own protections, which we replace
        session.pop(unused, None)
