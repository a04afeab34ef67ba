"""What the section *Client area settings* hands to the factory."""

from webapp.client_area_settings import routes
from webapp.core.i18n import lazy_gettext as _l
from webapp.core.room import MailType, MenuEntry, Room
from webapp.messaging.catalogue import Category

ROOM = Room(
    name="client_area_settings",
    blueprints=[routes.bp],
    menu=MenuEntry(label=_l("Client area settings"), endpoint="client_area_settings.index"),
    events={"access.login_mail_changed": _l("Letters about sign-ins changed")},
    mail_types=[
        MailType(
            id="security.login_mail_off",
            category=Category.SECURITY,
            title=_l("Letters about sign-ins switched off"),
        )
    ],
    statuses={"login-mail-saved": _l("Your choice is saved.")},
)
