"""Client area: the private section of a service provider's website."""

from webapp.factory import create_app

__all__ = ["create_app"]
