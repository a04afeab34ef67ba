"""What a page of an activity log tells, line by line."""

from typing import NamedTuple

from tests.html import words
from tests.reader import Reader


class Line(NamedTuple):
    """One event: what, who (and in which account, if that is told), when, from where."""

    what: str
    who: str
    when: str
    address: str
    device: str


def told(reader: Reader) -> list[Line]:
    """The events of the page, in its order."""
    return [_read(item) for item in reader.page.by_id("activity").iter("li") if _is_event(item)]


def _is_event(item) -> bool:
    return item.find(".//strong") is not None


def _read(item) -> Line:
    names = [(words(bdi), bdi.get("dir")) for bdi in item.iter("bdi")]
    place = next((place for place, (_name, way) in enumerate(names) if way), None)
    who = [name for name, _way in names[: len(names) if place is None else place]]
    rest = [] if place is None else [name for name, _way in names[place:]]
    address, device = [*rest, "", ""][:2]
    what, when = (words(next(item.iter(tag))) for tag in ("strong", "time"))
    return Line(what, " · ".join(who), when, address, device)
