"""w3m below a path of the provider's site."""

import socket

import pytest

from tests.builders import Builder
from tests.instances import migrated, variables
from tests.live import serving
from tests.textbrowsers.readers import W3m
from webapp.identity.models import User


@pytest.fixture
def below_a_path(tmp_path):
    """An application of its own, served at ``/members/client``."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        public_url = f"http://localhost:{listener.getsockname()[1]}/members/client"
        environ = variables(tmp_path / "instance", public_url=public_url)
        with migrated(environ) as app, serving(environ, listener):
            yield app, public_url


def test_every_step_of_a_visit_stays_below_it(tool, surroundings, below_a_path):
    app, public_url = below_a_path
    build = Builder(app)
    anna = build.client()
    w3m = W3m(tool("w3m", "w3m"), surroundings, f"{public_url}/profile")
    with w3m.terminal:
        w3m.see("Sign in", "E-mail address", "Password")
        w3m.fill("E-mail address", anna.email)
        w3m.fill("Password", anna.password)
        w3m.press("Sign in")
        w3m.see("User settings", "Not given")
        w3m.follow("Change your phone number")
        w3m.see("Change your phone number", "Cancel")
        w3m.fill("contact you", "0044 20 7946 0018")
        w3m.press("Save")
        w3m.see("Phone number saved.", "+44 20 7946 0018")
        w3m.follow("Account information")
        w3m.see("Account information", "Client since")
        w3m.follow("Sign out")
        w3m.see("Your other devices stay signed in.", "Cancel")
        w3m.press("Sign out")
        w3m.see("You are signed out.", "Sign in")
    assert build.stored(User, anna.user_id).phone == "+442079460018"
