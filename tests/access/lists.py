"""Lists of IP addresses, and browsers that move between them."""

from datetime import datetime

from tests.builders import Builder, Someone
from tests.reader import Reader
from webapp.identity.models import AddressList

HOME, OFFICE = "203.0.113.7", "192.0.2.9"


def at(reader: Reader, address: str) -> Reader:
    """Move a browser to another address."""
    reader.client.environ_base["REMOTE_ADDR"] = address
    return reader


def only_from(reader: Reader, *lines: str, status: int = 200, **fields: str) -> Reader:
    """Save a list in text form."""
    reader.open("/access/addresses/text")
    return reader.submit(networks="\n".join(lines), status=status, **fields)


def kept(reader: Reader, *lines: str) -> Reader:
    """Save a list, and keep it if it is on trial."""
    only_from(reader, *lines)
    if "on trial" in reader.text:
        reader.submit(form="/access/addresses/keep")
    return reader.open("/access")


def allow(
    build: Builder,
    someone: Someone,
    *networks: str,
    tried: list[str] | None = None,
    until: datetime | None = None,
) -> None:
    """Give somebody a list behind the application's back, and maybe one on trial."""
    rows = [[network, ""] for network in networks] or None
    trial = None if tried is None else [[network, ""] for network in tried]
    build.add(
        AddressList(user_id=someone.user_id, kept=rows, tried=trial, trial_until=until, version=1)
    )
