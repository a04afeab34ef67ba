"""What the demo's accounts asked technical support, and what it answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from webapp.demo import clients, papers
from webapp.demo.chance import chance
from webapp.demo.clients import CLIENTS, Client
from webapp.demo.letters import Pen, drafts
from webapp.demo.status import DAYS, ipv4
from webapp.demo.told import Told

AGENTS = {
    "en": ("Mila Hartmann", "Oscar Lund", "Farah Aziz"),
    "de": ("Mila Hartmann", "Oscar Lund"),
    "uk": ("Тарас Бондар", "Міла Гартман"),
    "ar": ("فرح عزيز", "أوسكار لوند"),
}
OPEN = {clients.KOVALENKO: timedelta(minutes=1), clients.BRIGHTWATER: timedelta(minutes=12)}
"""Whose last request is still open, and how long ago it was answered."""

SILENT = 0.3
"""Of the requests, those whose sender was not heard of again."""


class Ticket(NamedTuple):
    """A request to support: what was asked and answered, in turns."""

    number: str
    opened: datetime
    draft: str
    agent: str
    server: str
    answered_ago: timedelta | None

    @property
    def related(self) -> str:
        """Return how other systems call it."""
        return f"ticket:{self.number.removeprefix('#')}"


def told(client: Client, today: datetime) -> Iterator[Told]:
    """Return the answers of support to an account."""
    pen = Pen(client)
    for ticket in _tickets(client, today):
        yield from _conversation(pen, ticket, today)


def _tickets(client: Client, today: datetime) -> Iterator[Ticket]:
    """Spread an account's requests over its time, the last one first."""
    dice = chance("tickets", client.client_id)
    topics = list(drafts(client.language, "tickets"))
    first = dice.randrange(len(topics))
    began = min(client.days, DAYS) - 20
    for place in range(client.tickets):
        days = client.stopped + 12 + (began - client.stopped - 12) * place // client.tickets
        opened = today - timedelta(days=days, minutes=dice.randrange(600))
        yield Ticket(
            number=f"#{58210 + 7 * (DAYS - days) + CLIENTS.index(client)}",
            opened=opened,
            draft=topics[(first + place) % len(topics)],
            agent=dice.choice(AGENTS[client.language]),
            server=client.services[place % len(client.services)].host,
            answered_ago=OPEN.get(client) if place == 0 else None,
        )


def _conversation(pen: Pen, ticket: Ticket, today: datetime) -> Iterator[Told]:
    dice = chance("conversation", ticket.number)
    asked, answers = ticket.opened, 0
    for turn in range(_count_turns(pen, ticket)):
        answered = asked + timedelta(minutes=dice.randint(9, 240))
        if ticket.answered_ago:
            answered = today - ticket.answered_ago
        yield _reply(pen, ticket, turn, asked, answered)
        if ticket.answered_ago:
            return
        answers, asked = answers + 1, answered + timedelta(hours=dice.randint(2, 50))
    draft, days = ("silent", 7) if dice.random() < SILENT else ("solved", 2)
    content = pen.write(
        "support.closed",
        draft,
        ticket=ticket.number,
        subject=_parts(pen, ticket, answered)[0],
        asked=ticket.opened,
        last=answered,
        agent=ticket.agent,
        answers=answers,
        related=ticket.related,
    )
    yield Told(answered + timedelta(days=days), "support.closed", pen.client, content=content)


def _count_turns(pen: Pen, ticket: Ticket) -> int:
    return (len(_parts(pen, ticket, ticket.opened)) - 1) // 2


def _parts(pen: Pen, ticket: Ticket, answered: datetime) -> list[str]:
    """Return the subject of a request, then question and answer in turns."""
    words = pen.say(
        "tickets",
        ticket.draft,
        host=ticket.server,
        domain=pen.client.domains[0],
        ip=ipv4(ticket.server),
        digit=chance(ticket.number).randrange(11, 250),
        answered=answered,
        attach=str,
    )
    subject, _, turns = words.strip().partition("\n\n")
    return [subject, *turns.split("\n----\n")]


def _reply(pen: Pen, ticket: Ticket, turn: int, asked: datetime, answered: datetime) -> Told:
    subject, *words = _parts(pen, ticket, answered)
    question, answer = words[2 * turn], words[2 * turn + 1]
    files = [papers.log(n, ticket.server, answered) for n in papers.LOGS if n in answer]
    content = pen.write(
        "support.reply",
        "reply",
        ticket=ticket.number,
        subject=subject,
        answer=answer,
        agent=ticket.agent,
        asked=asked,
        quoted="\n".join(f"> {line}" for line in question.splitlines()),
        files=tuple(files),
        related=ticket.related,
    )
    return Told(answered, "support.reply", pen.client, content=content)
