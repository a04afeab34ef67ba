"""Browsers in which somebody is signed in, and the list of them."""

from tests.html import words
from tests.reader import Reader

EDIT = "/access/sessions/edit"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
IPHONE = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/18.6 Mobile/15E148 Safari/604.1"


def device(app, someone, agent: str = FIREFOX, address: str = "192.0.2.1") -> Reader:
    """Another browser in which somebody is signed in."""
    reader = Reader(app)
    reader.headers["User-Agent"] = agent
    reader.client.environ_base["REMOTE_ADDR"] = address
    return reader.sign_in(someone)


def is_in(reader: Reader) -> bool:
    return reader.open("/profile").address == "/profile"


def rows(reader: Reader) -> list[str]:
    return [words(row) for row in reader.page.find("tbody").iter("tr")]


def end(reader: Reader, session_id: int, status: int = 200) -> Reader:
    return reader.submit(form=f"/access/sessions/{session_id}/end", status=status)


def post(reader: Reader, path: str, **fields: str):
    token = reader.open("/logout").token
    return reader.client.post(path, data={"csrf_token": token, **fields})
