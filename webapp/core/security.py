"""Response headers, session cookies and cross-site request forgery."""

import base64
import secrets
from hmac import compare_digest
from urllib.parse import urlsplit

from flask import Flask, Response, g, request, session
from flask_wtf.csrf import CSRFProtect, generate_csrf

from webapp.core import files
from webapp.core.errors import DomainError
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.net import FOREIGN_HOST
from webapp.core.settings import Settings, settings

UNSAFE_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
SECRET_BYTES = 20  # what Flask-WTF draws
HOST_FREE = frozenset({"health.healthz", "health.readyz"})
VARY = "Cookie, HX-Request, HX-Request-Type, Accept-Language"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ca-htmx"
)


class CrossSite(DomainError):
    """Another website sent this form."""

    status = 403
    code = "cross-site"
    words = _l(
        "This form came from another website, so nothing was done. "
        "Open the page here and send it again."
    )


class ForeignHost(DomainError):
    """The request names a host that is not ours."""

    status = 400
    code = "foreign-host"
    words = _l("This site is not known under the address that your browser asked for.")


class FormExpired(DomainError):
    """The form's token does not match the browser's cookie."""

    status = 400
    code = "form-expired"
    words = _l(
        "Your browser did not send our cookie, or you signed in or out in another window. "
        "Nothing was done. Allow cookies for this site, open the page again and send it once more."
    )


def static_headers(settings: Settings) -> dict[str, str]:
    """Return the headers that every answer carries, built once."""
    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    }
    if settings.is_https and settings.hsts_seconds:
        headers["Strict-Transport-Security"] = f"max-age={settings.hsts_seconds}"
    return headers


def hide_address(response: Response) -> Response:
    """Let no next page learn this one's address, in which there is a secret.

    ``no-referrer`` would also take the origin from our own forms (Fetch, §3.2).
    """
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def protect_forms(app: Flask) -> None:
    """Check the token of every form, after the guard: strangers are asked to sign in first."""
    files.init_app(app)
    MaskedCsrf(app)
    app.jinja_env.globals["form_token"] = form_token


class MaskedCsrf(CSRFProtect):
    """Flask-WTF's protection, with a token that differs in every response.

    A constant secret beside reflected text could be guessed through the compressed length
    (BREACH), so each response carries it combined with a fresh random pad.
    """

    def protect(self, apply_exemptions: bool = False) -> None:  # noqa: FBT001, FBT002 - its own
        """Compare the secret that was sent with the one in the session.

        Both are bare: the session's signature vouches for its own, so that Flask-WTF's signature
        around either would prove nothing more.

        :raises FormExpired: they differ, or one is missing.
        """
        is_exempt = apply_exemptions and (not request.endpoint or self._is_exempt())
        if request.method not in UNSAFE_METHODS or is_exempt:
            return
        sent = _secret_sent()  # first of all: a body that is too large is refused for that
        secret = str(session.get("csrf_token", ""))
        if not secret or not compare_digest(sent, secret):
            raise FormExpired


def _secret_sent() -> str:
    sent = request.form.get("csrf_token") or request.headers.get("X-CSRFToken") or ""
    try:
        raw = base64.urlsafe_b64decode(sent.encode("ascii"))
    except ValueError:
        return ""
    return _combine(raw[:SECRET_BYTES], raw[SECRET_BYTES:]).hex()


def draw_form_secret() -> None:
    """Put the secret of all forms into a session that has none.

    Done at sign-in, so that two forms opened at once do not draw one each.
    """
    generate_csrf()


def browser_secret() -> str:
    """Return what this browser's cookie holds until somebody signs in or out, and no other has."""
    draw_form_secret()
    return str(session["csrf_token"])


def form_token() -> str:
    """Return this response's token; the same for all its forms."""
    if "form_token" not in g:
        draw_form_secret()
        secret = bytes.fromhex(session["csrf_token"])
        pad = secrets.token_bytes(SECRET_BYTES)
        g.form_token = base64.urlsafe_b64encode(pad + _combine(pad, secret)).decode()
    return str(g.form_token)


def _combine(pad: bytes, secret: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(pad, secret, strict=False))


def init_app(app: Flask, settings: Settings) -> None:
    """Configure cookies and CSRF, and let no cache keep what is not said to be public."""
    app.config.update(
        SESSION_COOKIE_NAME=settings.session_cookie,
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=128 * 1024,
        MAX_FORM_PARTS=200,
    )
    app.before_request(_refuse_foreign)

    @app.after_request
    def keep_private(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "private, no-store, no-cache")
        response.headers.setdefault("Vary", VARY)
        return response


def _refuse_foreign() -> None:
    if request.environ.get(FOREIGN_HOST) and request.endpoint not in HOST_FREE:
        raise ForeignHost
    if request.method in UNSAFE_METHODS and not is_same_origin():
        raise CrossSite


def is_same_origin() -> bool:
    """Tell whether the browser's own headers allow that a page of ours sent this.

    Their absence proves nothing: text browsers send neither.
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return False
    origin = request.headers.get("Origin")
    return origin is None or origin.lower() in own_origins()


def own_origins() -> tuple[str, ...]:
    """Return the origins that our pages have for this reader."""
    public = urlsplit(settings().public_url)
    if settings().is_loopback:
        return (f"{public.scheme}://{request.host}".lower(),)
    return (f"{public.scheme}://{public.netloc}".lower(),)
