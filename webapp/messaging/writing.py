"""Letters written: subject, text and HTML of a notification in its addressee's language."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from flask import current_app

from webapp.core import brand
from webapp.core.i18n import get_locale, speaking
from webapp.core.links import public_link
from webapp.core.settings import settings
from webapp.identity import client_ids, ways_in
from webapp.messaging import agents, looks, not_me
from webapp.messaging.catalogue import Category
from webapp.messaging.models import Notification
from webapp.messaging.service.recipients import Recipient
from webapp.messaging.service.telling import Content

MASK = "••••••"
GAP = re.compile(r"\n{3,}")  # blocks of templates end in blank lines, one after the other


class Letter(NamedTuple):
    """What a reader sees. ``html`` may be empty; it has no style sheet but inline styles."""

    subject: str
    text: str
    html: str


def write(
    notification: Notification,
    recipient: Recipient,
    facts: Mapping[str, object],
    content: Content | None = None,
) -> Letter:
    """Write the letter to one recipient, from his type's templates or the provider's words."""
    with speaking(recipient.language, recipient.time_zone):
        known = {**_surroundings(notification, recipient), **facts}
        if content is None:
            return _ours(f"email/{notification.type}", known)
        return _providers(content, known)


def _ours(folder: str, known: Mapping[str, object]) -> Letter:
    subject = " ".join(_render(f"{folder}/subject.txt", known).split())
    known = {**known, "subject": subject}
    text = GAP.sub("\n\n", _render(f"{folder}/body.txt", known)).strip() + "\n"
    html = looks.dressed(_render(f"{folder}/body.html", known), _css())
    return Letter(subject, text, html)


def _providers(content: Content, known: Mapping[str, object]) -> Letter:
    """Put the footer below the provider's words; a page of his own stays his own."""
    subject = " ".join(content.subject.split())
    known = {**known, "subject": subject}
    text = _render("email/provider.txt", {**known, "words": content.text.strip()}).strip() + "\n"
    html = ""
    if looks.is_document(content.html):
        html = looks.signed(content.html, _render("email/provider_footer.html", known), _css())
    elif content.html.strip():
        known = {**known, "words": looks.whole(content.html)}
        html = looks.dressed(_render("email/provider.html", known), _css())
    return Letter(subject, text, html)


def masked(names: Mapping[str, object]) -> dict[str, object]:
    """Return facts of which nothing can be learned."""
    return dict.fromkeys(names, MASK)


def _surroundings(notification: Notification, recipient: Recipient) -> dict[str, object]:
    """Return what every template may speak of."""
    locale = get_locale()
    is_security = notification.category == Category.SECURITY
    return {
        "brand": brand.current(),
        "help_address": _help_address(),
        "language": locale.language,
        "direction": locale.text_direction,
        "recipient": recipient,
        "client_id": client_ids.grouped(recipient.client_id) if recipient.client_id else "",
        "at": notification.created_at,
        "address": notification.address,
        "browser": agents.words(notification.agent),
        "way_in": ways_in.words,
        "device": agents.words,
        "not_me": not_me.link_for(recipient.user_id) if is_security else "",
        "link": public_link,
    }


def _help_address() -> str:
    """Return where help is found: a letter knows no site that a path could begin at."""
    address = brand.current().help_url
    return f"{settings().origin}{address}" if address.startswith("/") else address


def _render(template: str, known: Mapping[str, object]) -> str:
    return current_app.jinja_env.get_template(template).render(known)


def _css() -> str:
    return _render("email/letter.css", {"accent": brand.current().accent})
