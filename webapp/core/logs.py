"""JSON lines on stderr: what happened, never what people wrote or who they are by name."""

import logging
import secrets
import sys
import time
from collections.abc import Sequence

import structlog
from flask import Flask, Response, g, request
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

from webapp.core.settings import Settings

log = structlog.get_logger()

REPEATED_SECONDS = 60


def configure(settings: Settings, strangers: Sequence[str] = ()) -> None:
    """Send our lines to stderr as JSON, once per process; first name the unknown settings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without the variables of each frame: they hold passwords, tokens and whole requests.
            ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
    )
    for name in strangers:
        log.warning("unknown setting ignored", name=name)


class _Forward(logging.Handler):
    """Makes JSON lines of what a library has to say, of the same thing one a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[object, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        if record.created < self._said.get(record.msg, 0) + REPEATED_SECONDS:
            return
        self._said[record.msg] = record.created
        log.log(
            record.levelno, record.name, said=record.getMessage(), exc_info=record.exc_info or None
        )


def adopt(library: str) -> None:
    """Log a library's warnings as our own lines are; how it is getting on is not of interest."""
    theirs = logging.getLogger(library)
    theirs.setLevel(logging.WARNING)
    theirs.handlers, theirs.propagate = [_Forward()], False


def init_app(app: Flask) -> None:
    """Write one line for each request."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)

    @app.before_request
    def start() -> None:
        g.request_id = secrets.token_hex(8)
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        log.info(
            "request",
            request_id=g.get("request_id"),
            route=request.endpoint,
            method=request.method,
            status=response.status_code,
            user=g.get("visitor_id"),
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
        )
        return response
