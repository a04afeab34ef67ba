"""What is refused about devices."""

from webapp.core.errors import NotFound


class NoSuchSession(NotFound):
    """No session of this user has this number."""

    code = "no-such-session"
