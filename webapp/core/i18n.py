"""Languages, and how times and numbers read in them. The only module that knows Flask-Babel."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from gettext import NullTranslations
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from babel import negotiate_locale
from babel.lists import format_list
from babel.support import Translations
from flask import Flask, Response, current_app, g, has_app_context, has_request_context, request
from flask_babel import (
    Babel,
    format_date,
    format_decimal,
    format_time,
    get_domain,
    get_locale,
    get_timezone,
    to_user_timezone,
)
from flask_babel.speaklater import LazyString
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from webapp.core import cities, paths
from webapp.core.settings import Settings, SettingsError

__all__ = ["LANGUAGES", "LazyString", "get_locale"]

LANGUAGES = {"en": "English", "de": "Deutsch", "uk": "Українська", "ar": "العربية"}
"""Shipped languages, each under its own name."""

COUNT = "%(num)d"
"""Where the count stands in the forms of a message, as gettext's tools know it."""

COOKIE_AGE = 365 * 24 * 3600

DIRECTIONS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
RIGHT_TO_LEFT = {"R", "AL", "AN"}


class Preferences(NamedTuple):
    """What a signed-in reader chose; ``time_zone`` is None until he did."""

    language: str
    time_zone: str | None


Reader = Callable[[], Preferences | None]


def init_app(app: Flask, settings: Settings, reader: Reader) -> None:
    """Connect Flask-Babel; ``reader`` returns the signed-in reader's preferences.

    :raises SettingsError: the default language is not among ours.
    """
    if settings.language not in LANGUAGES:
        message = f"CLIENTAREA_LANGUAGE: give one of {', '.join(LANGUAGES)}"
        raise SettingsError(message)
    app.extensions["clientarea.reader"] = reader
    app.extensions["clientarea.catalogues"] = {}
    folders = [str(paths.TRANSLATIONS)]
    if settings.theme:
        folders.append(str(settings.theme / "translations"))  # its words win over ours
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(folders)
    Babel(
        app,
        default_locale=settings.language,
        default_timezone=settings.time_zone,
        locale_selector=_language,
        timezone_selector=_time_zone,
    )
    app.after_request(_keep_choice)
    app.jinja_env.filters["instant"] = instant
    app.jinja_env.filters["isolated"] = isolated
    app.jinja_env.filters["moment"] = moment
    app.jinja_env.globals.update(
        _=_in_template,
        gettext=_in_template,
        ngettext=_in_template_counted,
        current_locale=get_locale,
        default_zone=zone_name,
        in_language=in_language,
        languages=LANGUAGES,
    )


@contextmanager
def speaking(language: str, time_zone: str | None) -> Iterator[None]:
    """Say everything inside in the language and zone of somebody who is not the reader.

    For letters: their addressee reads another language than whoever caused them.
    """
    with current_app.app_context():  # a fresh one: what was looked up for the reader stays outside
        g.preferences = Preferences(language, time_zone)
        yield


def _preferences() -> Preferences | None:
    if "preferences" in g:
        return cast("Preferences", g.preferences)
    if not has_request_context():
        return None
    return cast("Reader", current_app.extensions["clientarea.reader"])()


def _catalogue() -> NullTranslations:
    """Return the reader's catalogue, looked up once: a page speaks one language."""
    if not has_app_context():
        return NullTranslations()
    found = g.get("catalogue")
    if found is None:
        known = current_app.extensions["clientarea.catalogues"]
        language = _language()
        found = known.get(language)
        if found is None:
            found = get_domain().get_translations()
            if rule := _plural_rule(str(get_locale())):
                found.plural = rule
            known[language] = found  # whole, since other threads take it from here
        g.catalogue = found
    return cast("NullTranslations", found)


def gettext(text: str, **names: object) -> str:
    """Return a message in the reader's language, with its names filled in."""
    words = _catalogue().gettext(text)
    return words % names if names else words


def lazy_gettext(text: str, **names: object) -> LazyString:
    """Return what becomes a message when it is read."""
    return lazily(gettext, text, **names)


@pass_context
def _in_template(context: Context, text: str, **names: object) -> str:
    return _filled(context, _catalogue().gettext(text), names)


@pass_context
def _in_template_counted(context: Context, one: str, many: str, num: int, **names: object) -> str:
    return _filled(context, _counted(one, many, num), names)


def _filled(context: Context, text: str, names: Mapping[str, object]) -> str:
    """Fill names in, escaped: a percent sign always means one, as Jinja's own functions have it."""
    words = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 - from a catalogue
    return words % names if "%" in text else words


@cache
def _plural_rule(language: str) -> Callable[[int], int] | None:
    """Return how our catalogue numbers the forms: a theme's, which is read later, may differ."""
    return getattr(Translations.load(paths.TRANSLATIONS, [language]), "plural", None)


def _counted(one: str, many: str, count: int) -> str:
    """Return the form of a message that a count asks for, with the count in it."""
    return _catalogue().ngettext(one, many, count).replace(COUNT, number(count))


def ngettext(one: str, many: str, num: int, **names: object) -> str:
    """Return the words for ``num`` things, which stand in them as the reader writes numbers."""
    return _counted(one, many, num) % names


def lazy_ngettext(one: str, many: str, num: int, **names: object) -> LazyString:
    """Return the words for ``num`` things, said once a reader is known."""
    return lazily(ngettext, one, many, num, **names)


def lazily(say: Callable[..., str], *values: Any, **variables: Any) -> LazyString:
    """Return what ``say`` will say of the values once a reader is known."""
    return LazyString(say, *values, **variables)


def number(value: float) -> str:
    """Return a number as the reader writes it; in Arabic with Western digits, as in dates."""
    return str(format_decimal(value))


def any_of(words: Sequence[str]) -> str:
    """Return alternatives as the reader lists them: "A, B, or C"."""
    return format_list(words, style="or", locale=get_locale())


def language_cookie() -> str:
    """Return the name of the cookie that keeps a visitor's choice before sign-in."""
    return f"{current_app.config['SESSION_COOKIE_NAME']}-language"


def _language() -> str | None:
    """Choose: signed-in user's, then ``?lang=``, cookie, Accept-Language, else the default."""
    if chosen := _preferences():
        return chosen.language
    if not has_request_context():
        return None
    for wanted in (request.args.get("lang"), request.cookies.get(language_cookie())):
        if wanted in LANGUAGES:
            return wanted
    accepted = [value.replace("-", "_") for value, quality in request.accept_languages if quality]
    return negotiate_locale(accepted, list(LANGUAGES)) if accepted else None


def _time_zone() -> str | None:
    chosen = _preferences()
    return chosen.time_zone if chosen else None


def in_language(language: str, wanted: str) -> str:
    """Return the query that shows this page in another language before sign-in.

    ``wanted`` is where the visitor goes afterwards, if he is on his way somewhere.
    """
    kept = {"next": wanted} if wanted else {}
    return f"?{urlencode({**kept, 'lang': language})}"


def _keep_choice(response: Response) -> Response:
    """Remember ``?lang=`` for a visitor who has not signed in yet."""
    wanted = request.args.get("lang")
    if wanted in LANGUAGES and _preferences() is None:
        response.set_cookie(
            language_cookie(),
            wanted,
            max_age=COOKIE_AGE,
            path=current_app.config["SESSION_COOKIE_PATH"],
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
    return response


def instant(moment: datetime, *, clock: bool = True) -> Markup:
    """Return a ``<time>`` element that shows an instant in the reader's zone and language.

    ``clock`` adds hours and minutes to the day.
    """
    machine = moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    local = to_user_timezone(moment)
    words = format_date(local, "long", rebase=False)
    if clock:
        time = format_time(local, "short", rebase=False)
        words = gettext("%(day)s, %(time)s", day=words, time=time)
    return Markup('<time datetime="{}">{}</time>').format(machine, words)


def moment(instant: datetime | str) -> str:
    """Return an instant in words, with the zone in which it is told: for text without markup.

    One that travelled as text is in ISO 8601.
    """
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    local = to_user_timezone(instant)
    zone = zone_name()
    parts = {
        "day": format_date(local, "long", rebase=False),
        "time": format_time(local, "short", rebase=False),
    }
    if not cities.has_city(zone):
        return str(gettext("%(day)s, %(time)s (%(zone)s)", zone=zone, **parts))
    city = cities.city_of(zone, str(get_locale()))
    # L10n: the city after which a time zone is called, as in "Kyiv time"
    return str(gettext("%(day)s, %(time)s (%(city)s time)", city=city, **parts))


def isolated(words: str) -> str:
    """Return what somebody typed as one line that turns no other words around, for letters.

    Where it runs against the letter, or has letters that do, it stands between a first strong
    isolate and its end (Unicode UAX #9); controls of its own are left out.
    """
    kept = (c for c in words if c.isspace() or unicodedata.category(c) != "Cc")
    line = " ".join("".join(c for c in kept if c not in DIRECTIONS).split())
    is_mixed = get_locale().text_direction == "rtl" or any(
        unicodedata.bidirectional(c) in RIGHT_TO_LEFT for c in line
    )
    return f"\u2068{line}\u2069" if is_mixed else line


def zone_name() -> str:
    """Return the IANA name of the zone in which times are shown now."""
    return str(get_timezone())
