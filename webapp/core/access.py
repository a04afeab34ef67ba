"""Who may use a route: said on the route itself, read by the guard and by the matrix test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """``public``: anyone. ``own``: a signed-in user, about himself. ``may``: with a permission."""

    kind: str
    permission: str | None = None


def declare(access: Access) -> Callable[[View], View]:
    """Return a decorator that marks a view; the guard before each request enforces the mark."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark


public = declare(Access("public"))
