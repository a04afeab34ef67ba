"""Every error as a page, a fragment or JSON. Those of 5xx may not touch the database."""

from collections.abc import Sequence
from itertools import islice

import structlog
from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from webapp.core import themes
from webapp.core.errors import BadInput, DomainError, NotFound, Remedy, Throttled
from webapp.core.forms import visible
from webapp.core.hypermedia import here, target_id, wants_fragment
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.security import FormExpired, is_same_origin
from webapp.core.settings import settings

log = structlog.get_logger()

HIDDEN_FIELDS = ("csrf_token", "password", "secret", "code", "pin", "token")
SHOWN_LENGTH = 500
SHOWN_FIELDS = 50

HEADINGS = {
    400: _l("We could not read that"),
    403: _l("You cannot do this"),
    404: _l("Page not found"),
    405: _l("Page not found"),
    409: _l("Something has changed meanwhile"),
    410: _l("This link works no more"),
    413: _l("That was too large"),
    415: _l("We could not read that"),
    422: _l("This cannot be done"),
    429: _l("Please wait a little"),
    500: _l("Something went wrong on our side"),
    503: _l("We will be back soon"),
}

WORDS = {
    400: BadInput.words,
    404: NotFound.words,
    405: NotFound.words,
    413: _l("What you sent is larger than this page takes. Send less and try again."),
    415: BadInput.words,
    500: _l("It is not your fault. Try again in a few minutes."),
    503: _l("The service is being worked on. Try again in a few minutes."),
}


def init_app(app: Flask) -> None:
    """Answer every error that leaves a view."""
    app.register_error_handler(DomainError, answer_refusal)
    app.register_error_handler(FormExpired, answer_expired)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(OperationalError, answer_outage)
    app.register_error_handler(Exception, answer_crash)


def answer_refusal(refusal: DomainError) -> ResponseReturnValue:
    """Answer what a service refused and no view placed beside a field."""
    answer = _answer(
        refusal.status,
        refusal.code,
        refusal,
        heading=refusal.heading,
        remedy=refusal.remedy,
    )
    if isinstance(refusal, Throttled):
        answer.headers["Retry-After"] = str(refusal.retry_after)
    return answer


def answer_expired(refusal: FormExpired) -> ResponseReturnValue:
    """Answer a form whose token is wrong: give back what was typed, and the way to its page."""
    back = here()
    return _answer(refusal.status, refusal.code, refusal, typed=_typed(), back=back)


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """Answer what Flask itself refused: unknown addresses, wrong methods, large bodies."""
    if error.code is None or error.code < 400:  # noqa: PLR2004 - a redirect raised by routing
        return error.get_response()
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, OperationalError):  # while another error was being answered
        return answer_outage(cause)
    words = WORDS.get(error.code, BadInput.words)
    answer = _answer(error.code, error.name.lower().replace(" ", "-"), words)
    if allowed := dict(error.get_headers()).get("Allow"):
        answer.headers["Allow"] = allowed
    return answer


def answer_outage(error: OperationalError) -> ResponseReturnValue:
    """Log that the database does not answer, and ask to come again."""
    log.error("database", error=str(error.orig), route=request.endpoint)
    answer = _answer(503, "unavailable", WORDS[503])
    answer.headers["Retry-After"] = "60"
    return answer


def answer_crash(error: Exception) -> ResponseReturnValue:
    """Log a defect of ours with its trace; tell the reader nothing of it."""
    reference = g.get("request_id")
    log.error("crash", exc_info=error, route=request.endpoint, request_id=reference)
    return _answer(500, "internal-error", WORDS[500], reference=reference)


def _answer(
    status: int,
    code: str,
    words: object,
    *,
    heading: object = None,
    remedy: Remedy | None = None,
    typed: Sequence[str] = (),
    back: str | None = None,
    reference: str | None = None,
) -> Response:
    g.crashed = status >= 500  # noqa: PLR2004 - then nobody may ask the database who is reading
    words = str(words)  # not before: to choose the language is to ask
    if request.path.startswith("/api/"):
        return make_response(jsonify(error={"code": code, "message": words}), status)
    page = _rendered(
        "errors/fragment.html" if wants_fragment() else "errors/page.html",
        target=target_id(),
        heading=heading or HEADINGS.get(status, HEADINGS[400]),
        words=words,
        remedy=remedy,
        typed=typed,
        back=back,
        reference=reference,
    )
    return make_response(page, status)


def _rendered(template: str, **known: object) -> str:
    """Render an error in the provider's look, or in ours when his theme is what is broken."""
    try:
        return render_template(template, **known)
    except OperationalError:
        raise
    except Exception as error:
        if settings().theme is None:
            raise
        log.exception("theme", exc_info=error, route=request.endpoint)
        return themes.render_plain(template, **known)


def is_secret(name: str) -> bool:
    """Tell whether the field of a form holds what may never be shown again."""
    return any(hidden in name for hidden in HIDDEN_FIELDS)


def _typed() -> list[str]:
    """Return what a person typed, to be copied: never secrets, never another site's words."""
    if not is_same_origin():
        return []
    return [
        visible(value[:SHOWN_LENGTH])
        for name, value in islice(request.form.items(), SHOWN_FIELDS)
        if value and not is_secret(name)
    ]
