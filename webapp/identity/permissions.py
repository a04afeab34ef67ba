"""What a seat on an account allows, and the presets in plain words."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One right on an account, grouped by noun."""

    PROFILE_READ = "profile.read"
    USERS_MANAGE = "users.manage"
    NOTIFICATIONS_READ = "notifications.read"
    SERVICES_READ = "services.read"
    SERVICES_MANAGE = "services.manage"
    SERVICES_ORDER = "services.order"
    TICKETS_READ = "tickets.read"
    TICKETS_WRITE = "tickets.write"
    DOCUMENTS_READ = "documents.read"
    PAYMENTS_READ = "payments.read"
    FUNDS_ADD = "funds.add"
    BALANCE_READ = "balance.read"
    ACTIVITY_READ = "activity.read"


FULL_ACCESS = frozenset(Permission)

FINANCE = frozenset(
    {
        Permission.PROFILE_READ,
        Permission.NOTIFICATIONS_READ,
        Permission.DOCUMENTS_READ,
        Permission.PAYMENTS_READ,
        Permission.FUNDS_ADD,
        Permission.BALANCE_READ,
    }
)

SYSTEM_ADMINISTRATOR = frozenset(
    {
        Permission.PROFILE_READ,
        Permission.NOTIFICATIONS_READ,
        Permission.SERVICES_READ,
        Permission.SERVICES_MANAGE,
        Permission.SERVICES_ORDER,
        Permission.TICKETS_READ,
        Permission.TICKETS_WRITE,
    }
)

READ_ONLY = frozenset(permission for permission in Permission if permission.endswith(".read"))


def pack(permissions: Iterable[Permission]) -> str:
    """Return permissions as they are stored: sorted ids with blanks between."""
    return " ".join(sorted(set(permissions)))


def unpack(stored: str) -> frozenset[Permission]:
    """Read stored permissions; ids that this code does not know give no right."""
    known = Permission.__members__.values()
    return frozenset(Permission(word) for word in stored.split() if word in known)
