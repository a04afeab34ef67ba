"""The provider's letters: written from the drafts in ``letters/``, in the account's language."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from webapp.core.settings import settings
from webapp.demo import markup
from webapp.demo.clients import Client
from webapp.messaging.service.telling import Content, File

DRAFTS = Path(__file__).parent / "letters"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(DRAFTS),
        autoescape=select_autoescape(["html"], default_for_string=False),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["columns"] = markup.columns
    return environment


@cache
def drafts(language: str, name: str) -> Mapping[str, str]:
    """Return the drafts of a file by the words after ``====``, or numbered where there are none."""
    source = (DRAFTS / language / f"{name}.txt").read_text(encoding="utf-8")
    parts = [part.partition("\n") for part in ("\n" + source).split("\n====")[1:]]
    return {head.strip() or str(place): body for place, (head, _, body) in enumerate(parts)}


class Pen:
    """Writes to one account: in its language, zone and currency."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.locale = Locale.parse(client.language)
        self.zone = ZoneInfo(client.owner.time_zone or "UTC")

    def day(self, moment: datetime) -> str:
        """Return a day in words."""
        return format_date(moment.astimezone(self.zone), "long", locale=self.locale)

    def month(self, moment: datetime) -> str:
        """Return a month in words, as it stands alone."""
        return format_date(moment.astimezone(self.zone), "LLLL y", locale=self.locale)

    def clock(self, moment: datetime) -> str:
        """Return hours and minutes."""
        return format_time(moment.astimezone(self.zone), "short", locale=self.locale)

    def money(self, amount: Decimal) -> str:
        """Return an amount in the account's currency."""
        return format_currency(amount, self.client.currency, locale=self.locale)

    def say(self, name: str, draft: str, **known: Any) -> str:
        """Return a draft with its gaps filled, marks and all."""
        template = _draft(self.client.language, name, draft)
        return template.render(
            brand=settings().brand_name,
            name=self.client.first_name,
            owner=self.client.owner.name,
            email=self.client.owner.email,
            day=self.day,
            clock=self.clock,
            money=self.money,
            **known,
        )

    def write(
        self,
        name: str,
        draft: str,
        *,
        related: str | None = None,
        files: tuple[File, ...] = (),
        **known: Any,
    ) -> Content:
        """Return a letter as text and as HTML."""
        subject, _, body = self.say(name, draft, **known).strip().partition("\n")
        is_rtl = self.locale.text_direction == "rtl"
        shown = {
            "blocks": markup.read(body),
            "language": self.client.language,
            "direction": self.locale.text_direction,
            "start": "right" if is_rtl else "left",
            "end": "left" if is_rtl else "right",
        }
        return Content(
            subject=subject,
            text=_environment().get_template("text.txt").render(shown).strip() + "\n",
            html=_environment().get_template("page.html").render(shown),
            files=files,
            related=related,
        )


@cache
def _draft(language: str, name: str, draft: str) -> Template:
    return _environment().from_string(drafts(language, name)[draft])
