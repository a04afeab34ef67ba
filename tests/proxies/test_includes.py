"""The recipe for server-side includes in docs/embedding.md: the site's parts, and nobody else's."""

import gzip
import re

import pytest

from tests.builders import Builder
from tests.proxies.nginx import DOCS, blocks, site
from tests.reader import Reader

ON_SQLITE = True

SECRET = "the secret of the site"
INCLUDE = '<!--# include virtual="/parts/header.html" -->'
SKELETON = re.compile(r"^```html\n(<!doctype html>.*?)^```$", re.DOTALL | re.MULTILINE)
HEADER = re.compile(r'<header class="site-header">.*</header>')
HOSTILE = (
    '<!--# include virtual="/parts/secret.html" -->',
    '<!--#include virtual="/parts/secret.html" -->',
    "<!--# echo var='http_cookie' -->",
)


@pytest.fixture
def included(behind, tmp_path):
    """An instance whose skeleton has its header put in by nginx."""
    page = (DOCS / "embedding.md").read_text(encoding="utf-8")
    (skeleton,) = SKELETON.findall(page)
    assert INCLUDE in page
    (header,) = HEADER.findall(skeleton)
    folder = tmp_path / "theme" / "templates" / "layouts"
    folder.mkdir(parents=True)
    (folder / "skeleton.html").write_text(skeleton.replace(header, INCLUDE))
    (tmp_path / "theme" / "static").mkdir()
    (tmp_path / "theme" / "static" / "site.css").write_text(".site-header{padding:1rem}")
    parts = tmp_path / "site" / "parts"
    parts.mkdir(parents=True)
    (parts / "header.html").write_text(header)
    (parts / "secret.html").write_text(SECRET)
    (switch,) = [block for block in blocks("embedding.md") if "ssi on" in block]
    proxied = blocks("operating.md")[1].partition("{\n")[2].rpartition("}")[0]
    location = re.sub(r" *# … .*\n", proxied, switch)
    return behind(
        site(location, tmp_path),
        "https://www.example.com/client",
        theme_dir=str(tmp_path / "theme"),
    )


def test_the_sites_header_stands_on_pages_and_errors_whole_and_compressed(included):
    app, through = included
    reader = Reader(through).open("/client/login")
    assert reader.page.all("header")[0].get("class") == "site-header"
    assert "</html>" in reader.response.text, "nothing was cut off"
    reader.open("/client/nothing", status=404)
    assert reader.page.all("header")[0].get("class") == "site-header"
    answer = through.test_client().get("/client/login", headers={"Accept-Encoding": "gzip"})
    page = gzip.decompress(answer.data).decode()
    assert "site-header" in page
    assert page.rstrip().endswith("</html>")
    assert app.jinja_env.globals["asset"]("theme/site.css") in page


def test_what_a_client_types_includes_nothing(included):
    app, through = included
    anna = Builder(app).client("Anna")
    reader = Reader(through).open("/client/login").submit(email=anna.email, password=anna.password)
    for words in HOSTILE:
        reader.open("/client/profile/name/edit").submit(name=words)
        assert words in reader.text
        assert SECRET not in reader.response.text
        reader.open("/client/profile/name/edit")
        assert reader.page.values(reader.page.form())["name"] == words
        for path in (f"/client/switch?next={words}", f"/client/profile?ok={words}"):
            reader.open(path)
            assert SECRET not in reader.response.text
