"""What the hostile tests share: browsers that are signed in without the cost of a hash."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.builders import Builder
from tests.reader import Reader
from webapp.identity.service import sessions, users


@pytest.fixture
def signed_in(app: Flask, build: Builder) -> Callable[[], Reader]:
    """Make browsers of one client, each with a session of its own."""
    anna = build.client("Anna")
    serializer = app.session_interface.get_signing_serializer(app)

    def browser() -> Reader:
        with app.test_request_context("/login"):
            token = sessions.open_session(users.newcomer(anna.user_id, "", way="test"), stay=False)
        reader = Reader(app)
        reader.client.set_cookie("clientarea", serializer.dumps({"_user_id": token}))
        return reader.open("/logout")

    return browser
