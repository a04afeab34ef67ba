"""Where pictures of users are kept: in the database, unless another store takes its place."""

import re
import secrets
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, delete, select, update

from webapp.core import db
from webapp.core.clock import now
from webapp.identity.errors import NoSuchPicture
from webapp.identity.models import Avatar, User

NAME_BYTES = 16
NAME = re.compile(r"[0-9a-f]{32}")
LARGE, SMALL = 256, 64
"""Pixels along a side; a picture is square."""

SIZES = {str(side): side for side in (LARGE, SMALL)}


class Picture(NamedTuple):
    """The two sizes of a picture, both of one media type."""

    media_type: str
    large: bytes
    small: bytes


class StoredPicture(NamedTuple):
    """One size of a picture, as it is sent to a browser."""

    media_type: str
    content: bytes


class PictureStore(Protocol):
    """Keeps one picture a user. All but ``get`` run inside an operation."""

    def put(self, user_id: int, name: str, picture: Picture) -> None:
        """Keep a picture in place of the one before."""

    def get(self, name: str, size: int) -> StoredPicture | None:
        """Return one size of a picture by its name."""

    def remove(self, user_id: int) -> None:
        """Forget a user's picture, if there is one."""


_BY_SIZE = {
    size: select(Avatar.media_type, column).where(Avatar.name == bindparam("name"))
    for size, column in ((LARGE, Avatar.large), (SMALL, Avatar.small))
}


class DatabaseStore:
    """Pictures in a table of their own, so that reading a user never reads them."""

    def put(self, user_id: int, name: str, picture: Picture) -> None:
        """Write the user's row, or write it anew, in one statement."""
        columns = {"name": name, "changed_at": now(), **picture._asdict()}
        row = db.upsert(Avatar).values(user_id=user_id, **columns)
        upsert = row.on_conflict_do_update(index_elements=["user_id"], set_=columns)
        db.connection().execute(upsert)

    def get(self, name: str, size: int) -> StoredPicture | None:
        """Read the bytes of one size."""
        row = db.connection().execute(_BY_SIZE[size], {"name": name}).one_or_none()
        return StoredPicture(*row) if row else None

    def remove(self, user_id: int) -> None:
        """Delete the user's row."""
        db.connection().execute(delete(Avatar).where(Avatar.user_id == user_id))


STORE: PictureStore = DatabaseStore()


@db.operation
def keep_picture(user_id: int, picture: Picture) -> str:
    """Give a user this picture; the one before is gone. Return its name."""
    name = secrets.token_hex(NAME_BYTES)
    # First: it locks the user, so that two uploads at once follow each other.
    db.connection().execute(update(User).where(User.id == user_id).values(avatar=name))
    STORE.put(user_id, name, picture)
    return name


@db.operation
def drop_picture(user_id: int) -> bool:
    """Take a user's picture away; False when there was none."""
    mine = update(User).where(User.id == user_id, User.avatar.is_not(None)).values(avatar=None)
    if not db.connection().execute(mine).rowcount:
        return False
    STORE.remove(user_id)
    return True


def find_picture(name: str, size: str) -> StoredPicture:
    """Return one size of a picture by its name; both are as they stood in an address.

    :raises NoSuchPicture: it was replaced or removed, or there is no such size.
    """
    side = SIZES.get(size)
    found = STORE.get(name, side) if side and NAME.fullmatch(name) else None
    if found is None:
        raise NoSuchPicture
    return found
