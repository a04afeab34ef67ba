"""What the demo's accounts are told about money: invoices, payments, reminders, low balances."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from webapp.demo import papers
from webapp.demo.chance import chance
from webapp.demo.clients import CLIENTS, DUE, Client
from webapp.demo.letters import Pen
from webapp.demo.told import Told
from webapp.identity.models import AccountState
from webapp.messaging.service.telling import File

MONTHS = 17
LOW = (3, 8, 15)
"""Months, counted back, at whose end the balance was low."""

WAYS = {
    "en": ("bank transfer", "card ending in 4242"),
    "de": ("Überweisung", "Karte mit den letzten Ziffern 4242"),
    "uk": ("банківський переказ", "картка, що закінчується на 4242"),
    "ar": ("حوالة مصرفية", "بطاقة تنتهي بالأرقام 4242"),
}


class Item(NamedTuple):
    """One line of an invoice."""

    name: str
    price: Decimal


class Bill(NamedTuple):
    """The invoice of a month, ``ago`` months before this one."""

    client: Client
    ago: int
    number: str
    written: datetime
    items: list[Item]
    paid: datetime | None

    @property
    def due(self) -> datetime:
        """Return when it has to be paid."""
        return self.written + timedelta(days=DUE)

    @property
    def total(self) -> Decimal:
        """Return its amount, taxes included."""
        return sum((item.price for item in self.items), Decimal(0))

    @property
    def is_late(self) -> bool:
        """Tell whether reminders were needed."""
        return self.ago in self.client.late


def bills(client: Client, today: datetime) -> list[Bill]:
    """Return an account's invoices of the last months, the oldest first."""
    found = [_bill(client, ago, today) for ago in range(0, MONTHS + 1, client.every)]
    return [bill for bill in reversed(found) if bill]


def _bill(client: Client, ago: int, today: datetime) -> Bill | None:
    written = _months_before(today - timedelta(days=client.billed), ago).replace(hour=6, minute=11)
    rented = [one for one in client.services if today - timedelta(days=one.days) < written]
    if not rented:
        return None
    dice, is_late = chance("bill", client.client_id, ago), ago in client.late
    paid = written + timedelta(days=dice.randint(1, 9), minutes=dice.randrange(1440))
    if is_late:
        paid += timedelta(days=DUE + 3)
    is_open = paid > today or (client.state is AccountState.SUSPENDED and ago == 0)
    return Bill(
        client=client,
        ago=ago,
        number=f"NW-{written:%Y}-{4100 + CLIENTS.index(client) * 20 + written.month}",
        written=written,
        items=[Item(one.name, client.amount(one.price) * client.every) for one in rented],
        paid=None if is_open else paid,
    )


def _months_before(day: datetime, ago: int) -> datetime:
    month = day.year * 12 + day.month - 1 - ago
    return day.replace(year=month // 12, month=month % 12 + 1, day=min(day.day, 28))


def told(client: Client, today: datetime) -> Iterator[Told]:
    """Return what an account was told about its money."""
    pen = Pen(client)
    for bill in bills(client, today):
        yield _new(pen, bill)
        if bill.is_late:
            yield from _reminders(pen, bill, today)
        if bill.paid:
            yield _paid(pen, bill, bill.paid)
        if bill.ago in LOW:
            yield _low(pen, bill)


def _known(bill: Bill) -> dict[str, Any]:
    return {
        "number": bill.number,
        "items": bill.items,
        "total": bill.total,
        "due": bill.due,
        "written": bill.written,
        "related": f"invoice:{bill.number}",
    }


def _new(pen: Pen, bill: Bill) -> Told:
    client, month = bill.client, pen.month(bill.written)
    if client.every > 1:
        month += f" – {pen.month(_months_before(bill.written, 1 - client.every))}"
    files = [_paper(bill)]
    if bill.ago % 4 == 0 and "VPS" in client.services[0].plan:
        files.append(papers.usage(client, bill.written))
    content = pen.write(
        "invoice.new",
        "monthly",
        month=month,
        usage=files[1].name if len(files) > 1 else "",
        files=tuple(files),
        **_known(bill),
    )
    return Told(bill.written, "invoice.new", client, content=content, key=f"{bill.number} new")


def _paper(bill: Bill) -> File:
    name = bill.client.latin or bill.client.name
    lines = [f"Invoice {bill.number}", "", name, f"Client ID {bill.client.client_id}", ""]
    lines += [f"{bill.written:%Y-%m-%d}, due {bill.due:%Y-%m-%d}", ""]
    lines += [f"{item.name}: {bill.client.currency} {item.price}" for item in bill.items]
    lines += ["", f"Total, VAT included: {bill.client.currency} {bill.total}"]
    return papers.pdf(f"{bill.number}.pdf", lines)


def _paid(pen: Pen, bill: Bill, at: datetime) -> Told:
    draft = "late" if bill.is_late else "paid"
    way = WAYS[bill.client.language][CLIENTS.index(bill.client) % 2]
    lines = [f"Receipt for invoice {bill.number}", "", f"Received on {at:%Y-%m-%d}"]
    receipt = papers.pdf(
        f"receipt-{bill.number}.pdf", [*lines, f"{bill.client.currency} {bill.total}"]
    )
    files = () if bill.is_late else (receipt,)
    content = pen.write("invoice.paid", draft, paid=at, way=way, files=files, **_known(bill))
    return Told(at, "invoice.paid", bill.client, content=content, key=f"{bill.number} paid")


def _reminders(pen: Pen, bill: Bill, today: datetime) -> Iterator[Told]:
    for draft, days in (("first", 1), ("second", 3)):
        at = bill.due + timedelta(days=days, hours=2, minutes=bill.ago)
        until = at + timedelta(days=2)
        if at < today:
            content = pen.write("invoice.overdue", draft, until=until, **_known(bill))
            key = f"{bill.number} {draft}"
            yield Told(at, "invoice.overdue", bill.client, content=content, key=key)


def _low(pen: Pen, bill: Bill) -> Told:
    dice = chance("balance", bill.number)
    balance = bill.client.amount(str(dice.randrange(100, 390) / 100))
    content = pen.write(
        "balance.low",
        "low",
        balance=balance,
        total=bill.total,
        missing=bill.total - balance,
        due=bill.written,
    )
    at = bill.written - timedelta(days=dice.randint(4, 7), minutes=dice.randrange(400))
    return Told(at, "balance.low", bill.client, content=content)
