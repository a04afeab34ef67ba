"""The public address: written as browsers write it, or refused in one line."""

import pytest

from webapp.core.environment import load
from webapp.core.settings import SettingsError


def public(address):
    return load({"CLIENTAREA_PUBLIC_URL": address})


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("HTTPS://Example.com/Client/", "https://example.com/Client"),
        ("https://example.com:443", "https://example.com"),
        ("http://localhost:80", "http://localhost"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_it_is_kept_as_browsers_send_it(given, kept):
    settings = public(given)
    assert settings.public_url == kept
    assert settings.is_https == kept.startswith("https")


@pytest.mark.parametrize(
    "address",
    [
        "https://user:secret@example.com",
        "https://example.com/../x",
        "https://example.com/./x",
        "https://exa mple.com",
        "ftp://example.com",
        "https://",
    ],
)
def test_what_no_browser_could_use_is_refused(address):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_PUBLIC_URL: ") as refusal:
        public(address)
    assert "secret" not in str(refusal.value)
