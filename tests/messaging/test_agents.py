"""Browsers by what they say of themselves, as letters name them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.instances import instances
from tests.properties import examples
from webapp.core.i18n import speaking
from webapp.messaging import agents

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
WINDOWS = f"{MOZILLA} (Windows NT 10.0; Win64; x64)"
MAC = f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7)"
LINUX = f"{MOZILLA} (X11; Linux x86_64)"
ANDROID = f"{MOZILLA} (Linux; Android 10; K)"
IPHONE = f"{MOZILLA} (iPhone; CPU iPhone OS 18_7 like Mac OS X)"
IPAD = f"{MOZILLA} (iPad; CPU OS 18_7 like Mac OS X)"
IOS = "AppleWebKit/605.1.15 (KHTML, like Gecko)"

KNOWN = [
    (f"{WINDOWS[:-1]}; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Windows"),
    (f"{MAC[:-1]}; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on macOS"),
    (f"{LINUX[:-1]}; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
    (f"{MOZILLA} (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", "Firefox on Android"),
    (f"{IPHONE} {IOS} FxiOS/145.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
    (f"{WINDOWS} {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome on Windows"),
    (f"{MAC} {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome on macOS"),
    (f"{LINUX} {WEBKIT} Chrome/142.0.0.0 Safari/537.36", "Chrome on Linux"),
    (f"{ANDROID} {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
    (f"{IPHONE} {IOS} CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
    (
        f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/142.0 Safari/537.36",
        "Chrome on ChromeOS",
    ),
    (f"{WINDOWS} {WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0", "Edge on Windows"),
    (f"{ANDROID} {WEBKIT} Chrome/142.0 Mobile Safari/537.36 EdgA/142.0", "Edge on Android"),
    (f"{IPHONE} {IOS} Version/18.0 EdgiOS/142.0 Mobile/15E148 Safari/604.1", "Edge on iPhone"),
    (f"{WINDOWS} {WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/124.0.0.0", "Opera on Windows"),
    ("Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18", "Opera on Windows"),
    (f"{WINDOWS} {WEBKIT} Chrome/142.0 Safari/537.36 Vivaldi/7.6", "Vivaldi on Windows"),
    (
        f"{ANDROID} {WEBKIT} SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36",
        "Samsung Internet on Android",
    ),
    (f"{MAC} {IOS} Version/26.0 Safari/605.1.15", "Safari on macOS"),
    (f"{IPHONE} {IOS} Version/26.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
    (f"{IPAD} {IOS} Version/18.6 Mobile/15E148 Safari/604.1", "Safari on iPad"),
    ("Lynx/2.9.2 libwww-FM/2.14 SSL-MM/1.4.1 OpenSSL/3.5.0", "Lynx"),
    ("w3m/0.5.3+git20230121", "w3m"),
    ("Links (2.30; Linux 6.12.0 x86_64; GNU C 14.2; text)", "Links on Linux"),
    ("Links (2.29; FreeBSD 14.1 amd64; LLVM/Clang 18.1; x)", "Links on FreeBSD"),
    ("ELinks/0.18.0 (textmode; Linux 6.12.0 x86_64; 80x24-2)", "ELinks on Linux"),
    ("ELinks (0.9.3; Linux 2.6.9 i686; 80x24)", "ELinks on Linux"),
    ("edbrowse/3.8.12", "edbrowse"),
    ("Dillo/3.2.0", "Dillo"),
    ("Mozilla/4.0 (compatible; Dillo 3.0)", "Dillo"),
    ("NetSurf/3.11 (Linux)", "NetSurf on Linux"),
    (f"{LINUX} NetSurf/3.11", "NetSurf on Linux"),
    ("Emacs-w3m/1.4.632 w3m/0.5.3", "w3m"),
    ("curl/8.14.1", "curl"),
    ("python-requests/2.32.4", "python-requests/2.32.4"),
    ("", ""),
    ("-", "-"),
    ("Linux", "Linux"),
    ("y" * 200, "y" * 80),
    ("Ünser eigener", "Ünser eigener"),
    ("<script>alert(1)</script>", "<script>alert(1)</script>"),
]


@pytest.fixture(scope="module")
def english(tmp_path_factory):
    """An application that speaks English."""
    with instances(tmp_path_factory.mktemp("agents")) as make:
        app = make(migrated=False)
        with app.app_context(), speaking("en", None):
            yield app


@pytest.mark.parametrize(("agent", "named"), KNOWN, ids=[agent[-30:] for agent, _named in KNOWN])
def test_a_browser_is_called_what_people_call_it(english, agent, named):
    assert agents.words(agent) == named


@examples(200)
@given(agent=st.text(max_size=200))
def test_whatever_is_sent_becomes_a_short_line(english, agent):
    shown = agents.words(agent)
    assert len(shown) <= 82
    assert len(shown.splitlines()) <= 1
