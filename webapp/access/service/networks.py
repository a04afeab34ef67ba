"""IP networks as people write them: read strictly, written in one way."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import NamedTuple

from webapp.access.errors.addresses import (
    LONGEST_NOTE,
    MOST_NETWORKS,
    EveryAddress,
    LineRefused,
    NetworkMeant,
    NetworkScoped,
    NotANetwork,
    NoteTooLong,
    OneNetworkALine,
    TooManyNetworks,
)
from webapp.core.errors import DomainError
from webapp.core.settings import Network

MAPPED = IPv6Network("::ffff:0:0/96")
EVERYTHING = ("0.0.0.0/0", "::/0")
WILDCARD = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,2})(?:\.\*)+", re.ASCII)
SEPARATORS = re.compile(r"^(?:[-–—:#,;]+\s+)+")
OCTETS = 4


class Entry(NamedTuple):
    """A line of a list: a network in its one spelling, and what its owner calls it."""

    network: str
    note: str = ""


def read_network(text: str) -> str:
    """Read an IPv4 or IPv6 address or network; return its one spelling.

    What is mapped into IPv6 (RFC 4291 §2.5.5.2) is IPv4. Host bits, wildcards and netmasks are
    refused, with the network that was meant.

    :raises NotANetwork: it is none, or one that no list may have.
    :raises NetworkScoped: it has a zone.
    :raises EveryAddress: it is every address.
    :raises NetworkMeant: it is written in another way than we take.
    """
    text = text.strip()
    if "%" in text:
        raise NetworkScoped
    meant = _meant(text)
    if meant is None or (meant.network_address.is_unspecified and _is_one_address(meant)):
        raise NotANetwork
    if not meant.prefixlen:
        raise EveryAddress
    if _has_another_spelling(text):
        raise NetworkMeant(_spelt(meant))
    return _spelt(meant)


def _meant(text: str) -> Network | None:
    """Return the network that a text may be about, however it is written."""
    if wild := WILDCARD.fullmatch(text):
        octets = wild[1].split(".")
        text = ".".join([*octets, *["0"] * (OCTETS - len(octets))]) + f"/{8 * len(octets)}"
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return None
    if isinstance(network, IPv6Network) and network.subnet_of(MAPPED):
        address = int(network.network_address) - int(MAPPED.network_address)
        return IPv4Network((address, network.prefixlen - MAPPED.prefixlen))
    return network


def _has_another_spelling(text: str) -> bool:
    """Tell whether a network is written with a wildcard, a netmask or host bits."""
    if "*" in text or "." in text.partition("/")[2]:
        return True
    try:
        ip_network(text)
    except ValueError:
        return True
    return False


def _is_one_address(network: Network) -> bool:
    return network.prefixlen == network.max_prefixlen


def _spelt(network: Network) -> str:
    return str(network.network_address if _is_one_address(network) else network)


def read_note(text: str) -> str:
    """Return a note in its one spelling: one line, composed (NFC), without what led up to it.

    :raises NoteTooLong: it is too long.
    :raises OneNetworkALine: it begins like another network.
    """
    note = SEPARATORS.sub("", " ".join(unicodedata.normalize("NFC", text).split()))
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong
    first = note.partition(" ")[0].strip(",;")
    if note.startswith("/") or _meant(first) is not None:
        raise OneNetworkALine
    return note


def read_list(text: str) -> list[Entry]:
    """Read a list in text form: a network on each line, and behind it a note, if any.

    :raises LineRefused: a line cannot be read.
    :raises TooManyNetworks: there are too many.
    """
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = [*line.split(maxsplit=1), ""]
        if len(words) == 1:
            continue
        try:
            entries.append(Entry(read_network(words[0].rstrip(",;")), read_note(words[1])))
        except DomainError as refusal:
            raise LineRefused(number, refusal) from None
    return merged(entries)


def as_text(entries: Iterable[Sequence[str]]) -> str:
    """Write a list as :func:`read_list` reads it."""
    return "\n".join(f"{network} {note}".rstrip() for network, note in entries)


def merged(entries: Iterable[Entry]) -> list[Entry]:
    """Return a list with each network once, with all its notes that find room.

    :raises TooManyNetworks: there are too many.
    """
    notes: dict[str, str] = {}
    for network, note in entries:
        known = notes.setdefault(network, note)
        if note and note != known and note not in known.split("; "):
            joined = f"{known}; {note}" if known else note
            notes[network] = joined if len(joined) <= LONGEST_NOTE else known
    if len(notes) > MOST_NETWORKS:
        raise TooManyNetworks
    return [Entry(network, note) for network, note in notes.items()]


def covers(wider: Sequence[Sequence[str]] | None, other: Sequence[Sequence[str]] | None) -> bool:
    """Tell whether a list lets in every address that another one lets in; None is any."""
    allowed = [*_collapsed(wider, IPv4Network), *_collapsed(wider, IPv6Network)]
    return all(_lies_in(network, allowed) for network in _networks(other))


def _collapsed(
    entries: Sequence[Sequence[str]] | None, kind: type[IPv4Network] | type[IPv6Network]
) -> Iterable[Network]:
    """Return a list's networks of a kind, with neighbours joined.

    A network that several of them cover together lies in one of these.
    """
    return collapse_addresses(n for n in _networks(entries) if isinstance(n, kind))  # type: ignore[type-var]


def _networks(entries: Sequence[Sequence[str]] | None) -> list[Network]:
    spelt = EVERYTHING if entries is None else [entry[0] for entry in entries]
    return [ip_network(network) for network in spelt]


def _lies_in(network: Network, others: Iterable[Network]) -> bool:
    return any(
        network.version == other.version and network.subnet_of(other)  # type: ignore[arg-type]
        for other in others
    )
