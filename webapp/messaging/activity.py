"""The page of an activity log, which two rooms show: one's own, and the account's."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from flask import Response, request, url_for
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.validators import Length

from webapp.core.clock import now
from webapp.core.errors import DomainError
from webapp.core.forms import Form, Line
from webapp.core.hypermedia import SINGLE, show
from webapp.core.i18n import gettext as _
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.links import with_query
from webapp.core.periods import CHOICES, Period, local, period, read_day
from webapp.core.spreadsheets import download
from webapp.identity.service import activity
from webapp.identity.service.activity import Event, Log, Wanted
from webapp.messaging import agents, happenings
from webapp.messaging.service import exporting

KINDS = {
    "sign-in": (_l("Sign-ins"), ["sign_in"]),
    "access": (_l("Password and access"), ["access"]),
    "profile": (_l("User settings"), ["profile"]),
    "account": (_l("Account"), ["account", "trusted_users"]),
}
LONGEST_ADDRESS = 45
LONGEST_ID = 18


class ActivityForm(Form):
    """Which events to show; sent with GET, and once more for the file."""

    class Meta(Form.Meta):
        """Read the address as well as the body."""

        def wrap_formdata(self, form: Any, _formdata: object) -> MultiDict[str, str]:  # noqa: ARG002
            """Take what stands in the address, or in the body of a POST."""
            return request.values

    kind = SelectField(_l("Kind"), choices=[], validate_choice=False)
    period = SelectField(_l("Period"), choices=[], validate_choice=False)
    first = Line(_l("First day"))
    last = Line(_l("Last day"))
    address = Line(
        _l("IP address or a part of it"),
        validators=[Length(max=LONGEST_ADDRESS, message=_l("Enter a shorter part of an address."))],
    )

    def __init__(self) -> None:
        """Offer the kinds and the usual spans of time."""
        super().__init__()
        self.kind.choices = [("", _l("All")), *((kind, KINDS[kind][0]) for kind in KINDS)]
        self.period.choices = CHOICES

    def wanted(self) -> Wanted | None:
        """Return which events are wanted; None when something cannot be read."""
        for field in (self.kind, self.period):  # an address that somebody kept may be older
            if field.data not in dict(field.choices):
                field.data = ""
        if not self.validate():
            return None
        _label, kinds = KINDS.get(self.kind.data, ("", []))
        span = self._span()
        return None if span is None else Wanted(kinds, span, self.address.data)

    def _span(self) -> Period | None:
        days = {}
        for name in ("first", "last"):
            try:
                days[name] = read_day(self[name].data)
            except DomainError as refusal:
                self.refuse(name, refusal)
        if self.refusal:
            return None
        try:
            return period(self.period.data, days["first"], days["last"])
        except DomainError as refusal:
            self.refuse("last", refusal)
            return None

    def kept(self) -> dict[str, str]:
        """Return what was chosen, to be carried on."""
        return {field.name: field.data for field in self if field.data}


class Happening(NamedTuple):
    """One line of the log in words."""

    what: str
    who: str
    account: str
    happened_at: datetime
    address: str
    device: str


def in_words(events: list[Event]) -> Iterator[Happening]:
    """Yield events as their reader sees them."""
    for event in events:
        yield Happening(
            what=happenings.sentence(event.type, event.facts),
            who=happenings.actor(event),
            account=event.account_name or "",
            happened_at=event.happened_at,
            address=event.address,
            device=agents.words(event.agent),
        )


def page(log: Log, *, view: str, export: str, heading: object, about: object) -> Response:
    """Show one page of a log.

    ``view`` is the endpoint of the page itself, ``export`` that of the file, if one is offered.
    """
    form = ActivityForm()
    wanted, here = form.wanted(), url_for(view)
    found = activity.Page([], has_newer=False, has_older=False)
    if wanted is not None:
        found = activity.read(log, wanted, before=_id("before"), after=_id("after"))
    newer = older = ""
    if found.events and found.has_newer:
        newer = with_query(here, **form.kept(), after=str(found.events[0].id))
    if found.events and found.has_older:
        older = with_query(here, **form.kept(), before=str(found.events[-1].id))
    return show(
        "activity/log.html",
        page=SINGLE,
        status=form.status,
        heading=heading,
        about=about,
        form=form,
        is_filtered=bool(form.kept()) or "before" in request.args or "after" in request.args,
        happenings=list(in_words(found.events)),
        newer=newer,
        older=older,
        here=here,
        export=url_for(export) if export else "",
        most=activity.MOST_EXPORTED,
    )


def _id(name: str) -> int | None:
    text = request.args.get(name, "")
    is_id = text.isascii() and text.isdigit() and len(text) <= LONGEST_ID
    return int(text) if is_id else None


def file(log: Log, *, user_id: int) -> Response | None:
    """Answer with the events that are wanted as a file, noted and told; None if none can be read.

    ``user_id`` is who takes them.
    """
    wanted = ActivityForm().wanted()
    if wanted is None:
        return None
    exporting.note_activity_export(user_id, log.account_id)
    columns = [_("When"), _("What"), _("Who"), _("Account"), _("IP address"), _("Device")]
    lines = (
        [local(line.happened_at), line.what, line.who, line.account, line.address, line.device]
        for line in in_words(activity.newest(log, wanted))
    )
    return download(f"activity-{local(now())[:10]}.csv", [columns, *lines])
