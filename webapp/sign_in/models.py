"""What sign-in remembers: who asked for a letter with a link."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.core import db
from webapp.core.clock import Instant, now


class ResetRequest(db.Base):
    """Somebody typed an e-mail address; whether it is a user's is found out by the worker.

    ``purpose`` is that of the link that is asked for.
    """

    __tablename__ = "reset_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(String(320))
    purpose: Mapped[str] = mapped_column(String(32), default="password", server_default="password")
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(200), default="")
    requested_at: Mapped[datetime] = mapped_column(Instant, default=now)
