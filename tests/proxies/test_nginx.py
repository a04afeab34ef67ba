"""The recipes for nginx in docs/operating.md, walked through from sign-in to a large picture."""

import gzip
import os

import pytest
from PIL import Image

from tests.builders import Builder
from tests.pictures import encode
from tests.proxies.nginx import CLIENT, Through, blocks, site
from tests.reader import Reader
from webapp.identity.models import User

ON_SQLITE = True

UNDER_A_PATH = "https://www.example.com/client"
SUB_DOMAIN, KEEPING, SLASH = range(3)


def recipe(which: str, folder) -> tuple[str, str]:
    """A ``server`` of nginx and the public address that goes with it."""
    found = blocks("operating.md")
    if which == "a sub-domain":
        return found[SUB_DOMAIN], "https://client.example.com"
    location = found[KEEPING]
    if which == "stripping the prefix":
        line = found[SLASH].strip()
        assert location.count(line.removesuffix("/;") + ";") == 1
        location = location.replace(line.removesuffix("/;") + ";", line)
    return site(location, folder), UNDER_A_PATH


def noise(size: tuple[int, int]) -> bytes:
    """A picture that cannot be compressed: 3 bytes for each pixel."""
    return encode(Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3)), compress_level=0)


def check_files(through: Through, reader: Reader) -> None:
    """Style sheets and scripts arrive compressed, to be kept for ever."""
    files = [link.get("href") for link in reader.page.all("link")]
    files += [script.get("src") for script in reader.page.all("script")]
    for address in (file for file in files if not file.startswith("data:")):
        answer = through.test_client().get(address, headers={"Accept-Encoding": "br"})
        assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "br"), address
        assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("which", ["a sub-domain", "keeping the prefix", "stripping the prefix"])
def test_a_client_comes_in_changes_things_and_leaves(behind, tmp_path, which):
    server, public_url = recipe(which, tmp_path)
    app, through = behind(server, public_url)
    start = "/client" if public_url == UNDER_A_PATH else ""
    origin = public_url.removesuffix("/client")
    anna = Builder(app).client("Anna")

    reader = Reader(through)
    reader.headers |= {"Origin": origin, "X-Forwarded-For": "203.0.113.9"}
    reader.open(f"{start}/")
    assert reader.address == f"{start}/login"
    check_files(through, reader)
    reader.submit(email=anna.email, password=anna.password)
    assert reader.address == f"{start}/account"
    assert reader.client.get_cookie("__Host-clientarea")

    reader.press("User settings").press("Change your phone number")
    reader.submit(status=422, number="1")
    reader.submit(number="+44 20 7946 0018")
    assert Builder(app).stored(User, anna.user_id).phone == "+442079460018"

    reader.press("Change your picture").upload(noise((1800, 1850)))
    assert "Picture saved." in reader.text
    reader.press("Change your picture").upload(b"\xff\xd8" * 5_500_000, status=413)
    assert "10 MB" in reader.text

    reader.open(f"{start}/nothing", status=404)
    assert reader.page.text("h1") == "Page not found"
    reader.press("Sign out").submit()
    assert reader.address.startswith(f"{start}/login")
    reader.submit(email=anna.email, password=anna.password)
    assert f"from {CLIENT}" in reader.text, "the proxy is believed, and nobody before it"


def test_pages_are_compressed_headers_stay_and_another_host_is_refused(behind, tmp_path):
    server, public_url = recipe("keeping the prefix", tmp_path)
    _app, through = behind(server, public_url)
    answer = through.test_client().get("/client/login", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"Sign in" in gzip.decompress(answer.data)
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer.headers["Cache-Control"] == "private, no-store, no-cache"
    assert through.test_client().get("/clients").status_code == 404, "that is the site's own"
    away = through.test_client().get("/client")
    assert (away.status_code, away.headers["Location"].endswith("/client/")) == (301, True)
    through.host = "evil.example"
    assert through.test_client().get("/client/login").status_code == 400
    assert through.test_client().get("/client/readyz").status_code == 200
