"""The newsletters of the demo's provider: news every six weeks, and offers now and then."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.demo import pictures
from webapp.demo.clients import Client
from webapp.demo.letters import Pen, drafts
from webapp.demo.status import DAYS
from webapp.demo.told import Told
from webapp.messaging.service.telling import File

EVERY = 45
OFFERS = 3
"""Days between two issues, and issues between two offers."""

FAR_AWAY = 4
"""The issue whose picture was not sent along but lies on a server of the provider."""

CONTENT_ID = "picture"
PRICES = ("6.00", "14.90", "7.00", "10.00")


class Story(NamedTuple):
    """A piece of news."""

    title: str
    words: str


def told(client: Client, today: datetime) -> Iterator[Told]:
    """Return the newsletters to an account; whether somebody wanted them is another matter."""
    pen = Pen(client)
    for issue in range(DAYS // EVERY):
        days = EVERY * issue + 6
        at = (today - timedelta(days=days)).replace(hour=9, minute=30)
        if client.stopped < days < client.days:
            yield _news(pen, issue, at)
            if issue % OFFERS == 1:
                yield _offer(pen, issue // OFFERS, at + timedelta(days=3, hours=1))


def _news(pen: Pen, issue: int, at: datetime) -> Told:
    pool = list(drafts(pen.client.language, "news"))
    chosen = [pool[(issue + step) % len(pool)] for step in (0, 3, 5)]
    parts = [pen.say("news", draft).strip().partition("\n\n") for draft in chosen]
    picture = ""
    files: tuple[File, ...] = ()
    if issue == FAR_AWAY:
        picture = f"https://images.northwind.example/news/{at:%Y-%m}.png"
    elif issue % 3 != 1:
        picture = f"cid:{CONTENT_ID}"
        files = (File("picture.png", "image/png", pictures.banner(issue), CONTENT_ID),)
    content = pen.write(
        "newsletter.news",
        "issue",
        month=pen.month(at),
        picture=picture,
        stories=[Story(title, words) for title, _, words in parts],
        files=files,
        related=f"newsletter:{at:%Y-%m}",
    )
    return Told(at, "newsletter.news", pen.client, content=content)


def _offer(pen: Pen, number: int, at: datetime) -> Told:
    price = pen.client.amount(PRICES[number])
    content = pen.write(
        "newsletter.offers",
        str(number),
        month=pen.month(at),
        price=price,
        related=f"newsletter:offer-{at:%Y-%m}",
    )
    return Told(at, "newsletter.offers", pen.client, content=content)
