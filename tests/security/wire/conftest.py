"""The live server: these tests speak to it in bytes."""

from tests.live import address, application, environ, listener

__all__ = ["address", "application", "environ", "listener"]
