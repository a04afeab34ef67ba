"""What the demo's accounts are told about their services: begun, ending, stopped, back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from webapp.demo.bills import Bill, bills
from webapp.demo.chance import chance
from webapp.demo.clients import PATIENCE, Client, Service
from webapp.demo.letters import Pen
from webapp.demo.told import Told

DOMAIN_PRICE = "14.00"
DAYS = 530


def told(client: Client, today: datetime) -> Iterator[Told]:
    """Return what an account was told about its services."""
    pen = Pen(client)
    stopped = today - timedelta(days=client.stopped)
    for service in client.services:
        yield from _begun(pen, service, today)
        yield from _maintenance(pen, service, stopped)
    yield from _certificates(pen, client.services[0], stopped)
    for domain in client.domains:
        yield from _ending(pen, domain, stopped)
    for bill in bills(client, today):
        if bill.is_late:
            yield from _unpaid(pen, bill)


def _begun(pen: Pen, service: Service, today: datetime) -> Iterator[Told]:
    at = today - timedelta(days=service.days) + timedelta(hours=3, minutes=service.days % 50)
    if DAYS >= service.days > 0:
        content = pen.write(
            "service.activated",
            "server",
            plan=service.plan,
            host=service.host,
            ipv4=ipv4(service.host),
            ipv6=f"2001:db8:{chance(service.host).randrange(16**4):x}::1",
            related=f"service:{service.host}",
        )
        yield Told(at, "service.activated", pen.client, content=content)


def ipv4(host: str) -> str:
    """Return a server's address, of those that RFC 5737 keeps for documents."""
    dice = chance("address", host)
    return f"{dice.choice(('192.0.2', '198.51.100', '203.0.113'))}.{dice.randrange(10, 240)}"


def _maintenance(pen: Pen, service: Service, stopped: datetime) -> Iterator[Told]:
    """Move a server to another machine now and then."""
    dice = chance("maintenance", service.host)
    if "VPS" not in service.plan and "Dedicated" not in service.plan:
        return
    for ago in range(60 + dice.randrange(90), min(service.days, DAYS), 260):
        at = _night(stopped, ago, dice)
        minutes = dice.randrange(11, 48)
        known: dict[str, Any] = {
            "host": service.host,
            "ipv4": ipv4(service.host),
            "minutes": minutes,
        }
        related = f"service:{service.host}"
        back = at + timedelta(minutes=minutes)
        until = at + timedelta(hours=1)
        content = pen.write(
            "service.suspended", "maintenance", at=at, until=until, related=related, **known
        )
        yield Told(at, "service.suspended", pen.client, content=content)
        content = pen.write("service.resumed", "maintenance", at=back, related=related, **known)
        yield Told(back, "service.resumed", pen.client, content=content)


def _night(stopped: datetime, ago: int, dice: Random) -> datetime:
    night = (stopped - timedelta(days=ago)).replace(hour=2, minute=0)
    return night + timedelta(minutes=dice.randrange(60))


def _certificates(pen: Pen, service: Service, stopped: datetime) -> Iterator[Told]:
    dice = chance("certificate", service.host)
    for ago in range(dice.randrange(20, 330), min(service.days, DAYS), 365):
        at = (stopped - timedelta(days=ago)).replace(hour=8, minute=dice.randrange(60))
        content = pen.write(
            "service.expiring",
            "certificate",
            host=service.host,
            until=at + timedelta(days=21),
            related=f"service:{service.host}",
        )
        yield Told(at, "service.expiring", pen.client, content=content)


def _ending(pen: Pen, domain: str, stopped: datetime) -> Iterator[Told]:
    """Announce each renewal of a domain a month and a week before."""
    client = pen.client
    ends = stopped + timedelta(days=chance("domain", domain).randrange(-200, 160))
    for year in (0, 1):
        until = ends - timedelta(days=365 * year)
        for draft, days in (("month", 30), ("week", 10)):
            at = (until - timedelta(days=days)).replace(hour=7, minute=days + 4)
            if not 0 < (stopped - at).days < min(DAYS, client.days):
                continue
            content = pen.write(
                "service.expiring",
                draft,
                domain=domain,
                until=until,
                last=until - timedelta(days=3),
                next=until + timedelta(days=365),
                price=client.amount(DOMAIN_PRICE),
                related=f"domain:{domain}",
            )
            yield Told(at, "service.expiring", client, content=content)


def _unpaid(pen: Pen, bill: Bill) -> Iterator[Told]:
    """Suspend what was not paid for, and start it again when it was."""
    service = bill.client.services[0]
    at = bill.due + timedelta(days=PATIENCE)
    if bill.paid and bill.paid < at:
        return
    known: dict[str, Any] = {
        "plan": service.plan,
        "host": service.host,
        "related": f"service:{service.host}",
    }
    content = pen.write(
        "service.suspended",
        "unpaid",
        number=bill.number,
        total=bill.total,
        due=bill.due,
        **known,
    )
    yield Told(at, "service.suspended", pen.client, content=content)
    if bill.paid:
        back = bill.paid + timedelta(minutes=20)
        content = pen.write("service.resumed", "unpaid", at=back, **known)
        yield Told(back, "service.resumed", pen.client, content=content)
