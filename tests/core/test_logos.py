"""The provider's logo: where it may lie, what it may be, and how it is served."""

import base64

import pytest
from PIL import Image

from tests.pictures import encode, png_claiming
from tests.reader import Reader
from webapp.core.settings import SettingsError

SVG = (
    '<?xml version="1.0"?>\n<!-- ours -->\n'
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 32"><path d="M0 0h9v9z"/></svg>'
)
XMLNS = 'xmlns="http://www.w3.org/2000/svg"'


def image(form: str, size: tuple[int, int] = (96, 32)) -> bytes:
    return encode(Image.new("RGB", size, "teal"), form)


@pytest.fixture
def shown(make_app, tmp_path):
    """Put bytes into a file, name it as the logo, and find it on a page."""

    def show(content: bytes, name: str = "logo", **settings: str):
        file = tmp_path / name
        file.write_bytes(content)
        app = make_app(**{"brand_logo": str(file), **settings})
        reader = Reader(app).open("/login")
        return app, reader.page.find("img")

    return show


@pytest.mark.parametrize(
    ("content", "media_type", "ending"),
    [
        (SVG.encode(), "image/svg+xml", "svg"),
        (b"\xef\xbb\xbf" + SVG.encode(), "image/svg+xml", "svg"),
        (image("PNG"), "image/png", "png"),
        (image("JPEG"), "image/jpeg", "jpg"),
        (image("WEBP"), "image/webp", "webp"),
    ],
)
def test_a_file_is_served_as_what_its_bytes_are(shown, content, media_type, ending):
    app, img = shown(content, name="logo.gif")
    address = img.get("src")
    assert address.startswith("/brand/logo.")
    assert address.endswith(f".{ending}")
    assert (img.get("width"), img.get("height"), img.get("alt")) == ("96", "32", "")
    answer = app.test_client().get(address)
    assert (answer.data, answer.headers["Content-Type"]) == (content, media_type)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers


def test_another_logo_has_another_address(shown):
    _app, first = shown(SVG.encode())
    app, second = shown(SVG.replace("h9", "h8").encode())
    assert first.get("src") != second.get("src")
    assert app.test_client().get(first.get("src")).status_code == 404


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="120" height="40px" viewBox="0 0 3 1"', ("120", "40")),
        ('width="100%" height="2em" viewBox="0,0,90.4,30"', ("90", "30")),
        ('width="100%" height="2em"', (None, None)),
        ('viewBox="0 0"', (None, None)),
        ('viewBox="0 0 0 0"', (None, None)),
        (f'width="{"9" * 400}" height="1"', (None, None)),
    ],
)
def test_an_svg_has_the_size_that_it_says(shown, attributes, size):
    _app, img = shown(f"<svg {XMLNS} {attributes}/>".encode())
    assert (img.get("width"), img.get("height")) == size


def test_the_dark_may_have_a_logo_of_its_own(shown, tmp_path):
    (tmp_path / "night").write_bytes(image("PNG", (60, 20)))
    app, img = shown(SVG.encode(), brand_logo_dark=str(tmp_path / "night"))
    assert img.get("src").endswith(".svg")
    source = Reader(app).open("/login").page.find("source")
    assert source.get("media") == "(prefers-color-scheme: dark)"
    assert source.get("srcset").endswith(".png")
    assert (source.get("width"), source.get("height")) == ("60", "20")


def test_under_a_path_the_logo_lies_there_too(shown):
    app, img = shown(SVG.encode(), public_url="http://localhost/client")
    assert img.get("src").startswith("/client/brand/logo.")
    assert app.test_client().get(img.get("src")).status_code == 200


def test_a_file_of_the_theme_keeps_its_address(make_app, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "logo.png").write_bytes(image("PNG"))
    settings = {"theme_dir": str(tmp_path), "public_url": "http://localhost/client"}
    app = make_app(brand_logo="/client/static/theme/logo.png", **settings)
    img = Reader(app).open("/client/login").page.find("img")
    assert (img.get("src"), img.get("width")) == ("/client/static/theme/logo.png", "96")
    assert app.test_client().get(img.get("src"), buffered=True).mimetype == "image/png"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.example.com/images/logo.svg?v=2",
        f"data:image/png;base64,{base64.b64encode(image('PNG')).decode()}",
        f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}",
    ],
)
def test_an_address_that_our_policy_lets_in_is_shown_as_it_is(make_app, address):
    app = make_app(brand_logo=address, public_url="https://www.example.com/client")
    page = app.test_client().get("/client/login", base_url="https://www.example.com").text
    assert f'src="{address}"' in page


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("/nowhere/logo.svg", "No such file"),
        ("/etc", "directory"),
        ("logo\0.svg", "control"),
        ('logo.svg" onerror="alert(1)', "quotes"),
        ("https://cdn.example.net/logo.svg", "must begin with http://localhost:8000/"),
        ("//cdn.example.net/logo.svg", "must begin with"),
        ("http://localhost:8000.example.net/logo.svg", "must begin with"),
        ("javascript:alert(1)", "No such file"),
        ("/static/theme/logo.svg", "CLIENTAREA_THEME_DIR"),
        ("data:text/html;base64,PHA+", "Base64"),
        ("data:image/png;base64,AAA", "Base64"),
        ("data:image/png;base64,AAAA", "SVG, PNG"),
        ("data:image/svg+xml,<svg/>", "brackets"),
    ],
)
def test_what_no_browser_would_show_is_refused_in_one_line(make_app, value, reason):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_BRAND_LOGO: [^\n]+$") as refusal:
        make_app(migrated=False, brand_logo=value)
    assert reason in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "SVG, PNG"),
        (b"GIF89a", "SVG, PNG"),
        (image("GIF"), "SVG, PNG"),
        (image("PNG")[:40], "SVG, PNG"),
        (b"<html><svg></svg></html>", "SVG, PNG"),
        (b"<svg viewBox='0 0 1 1'/>", "xmlns"),
        (f"<svg {XMLNS}>".encode(), "well-formed"),
        (SVG.replace("?>", " encoding='none'?>").encode(), "well-formed: unknown encoding"),
        (SVG.replace("?>", " encoding='shift_jis'?>").encode(), "well-formed: multi-byte"),
        (png_claiming(60_000, 60_000), "SVG, PNG"),
        (image("PNG", (5000, 1)), "4096"),
        (SVG.encode() + b" " * 100_000, "100000 is the most"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_in_one_line(make_app, tmp_path, content, reason):
    (tmp_path / "logo.svg").write_bytes(content)
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_BRAND_LOGO: [^\n]+$") as refusal:
        make_app(migrated=False, brand_logo=str(tmp_path / "logo.svg"))
    assert reason in str(refusal.value)


def test_the_dark_alone_has_no_logo(make_app):
    with pytest.raises(SettingsError, match=r"^CLIENTAREA_BRAND_LOGO_DARK: "):
        make_app(migrated=False, brand_logo_dark="/etc/hostname")
