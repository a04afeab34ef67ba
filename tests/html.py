"""Pages as trees, and the rules that each of them keeps."""

from collections import Counter
from xml.etree import ElementTree as ET

import brotli
import html5lib
from werkzeug.test import TestResponse

LARGEST_HTML = 4 * 1024  # compressed with Brotli 5, as a proxy would
LARGEST_HEADERS = 1200
INLINE = ("style", "onclick", "onload", "onsubmit", "onchange", "onerror", "onfocus")


class Page:
    """A parsed document, searched by what a reader would call things."""

    def __init__(self, root: ET.Element) -> None:
        self.root = root

    def all(self, tag: str) -> list[ET.Element]:
        """Every element of a kind, in the order of the page."""
        return list(self.root.iter(tag))

    def find(self, tag: str) -> ET.Element:
        """The only element of a kind."""
        found = self.all(tag)
        assert len(found) == 1, f"{len(found)} <{tag}> elements"
        return found[0]

    def by_id(self, element_id: str) -> ET.Element:
        """The element with an id."""
        found = [element for element in self.root.iter() if element.get("id") == element_id]
        assert found, f"nothing has the id {element_id}"
        return found[0]

    def text(self, tag: str) -> str:
        """The words inside the only element of a kind."""
        return words(self.find(tag))

    def link(self, start: str) -> ET.Element:
        """The first link whose words begin like this."""
        for element in self.all("a"):
            if words(element).startswith(start):
                return element
        message = f"no link {start!r} among {[words(a) for a in self.all('a')]}"
        raise AssertionError(message)

    def form(self, name: str | None = None) -> ET.Element:
        """The only form, or the one whose action ends like this or whose button says this."""
        forms = [
            form
            for form in self.all("form")
            if form.get("action", "").endswith(name or "")
            or any(field.get("value") == name for field in form.iter("input"))
        ]
        assert len(forms) == 1, f"{len(forms)} forms"
        return forms[0]

    def file_field(self) -> tuple[ET.Element, ET.Element]:
        """The only field for a file, and its form."""
        found = [
            (form, field)
            for form in self.all("form")
            for field in form.iter("input")
            if field.get("type") == "file"
        ]
        assert len(found) == 1, f"{len(found)} fields for a file"
        return found[0]

    def values(self, form: ET.Element) -> dict[str, str]:
        """What a browser would send if the first button were pressed."""
        sent: dict[str, str] = {}
        for field in form.iter("input"):
            kind, name = field.get("type", "text"), field.get("name")
            if kind == "file":
                continue  # what was chosen, a page never knows
            if name and (kind not in ("checkbox", "radio", "submit") or "checked" in field.keys()):  # noqa: SIM118
                sent[name] = field.get("value", "on")
        for area in form.iter("textarea"):
            sent[area.get("name", "")] = area.text or ""
        for select in form.iter("select"):
            options = list(select.iter("option"))
            chosen = [option for option in options if "selected" in option.keys()] or options[:1]  # noqa: SIM118
            sent |= {select.get("name", ""): o.get("value", words(o)) for o in chosen}
        return sent

    def replace(self, element_id: str, fresh: list[ET.Element]) -> None:
        """Put elements where the one with this id was."""
        for parent in self.root.iter():
            for place, child in enumerate(parent):
                if child.get("id") == element_id:
                    parent[place : place + 1] = fresh
                    return
        message = f"nothing to replace: #{element_id}"
        raise AssertionError(message)


def words(element: ET.Element) -> str:
    """An element's text, white space folded."""
    return " ".join("".join(element.itertext()).split())


def find(element: ET.Element, tag: str) -> ET.Element | None:
    """The first element of a kind, wherever it is."""
    return next(element.iter(tag), None)


def parse_page(text: str) -> Page:
    """Parse a document strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return Page(parser.parse(text))


def parse_fragment(text: str) -> ET.Element:
    """Parse what htmx gets, strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parseFragment(text, container="div")


def check_page(page: Page, answer: TestResponse, *, is_whole: bool = True) -> None:
    """Hold a page, or a page after a swap, to the rules of the house."""
    check_ids(page)
    check_forms(page)
    check_links(page)
    check_nothing_inline(page)
    assert sum(len(k) + len(v) + 4 for k, v in answer.headers) <= LARGEST_HEADERS
    if is_whole:
        check_head(page)
        size = len(brotli.compress(answer.data, quality=5))
        assert size <= LARGEST_HTML, f"{size} bytes compressed at {answer.request.path}"


def check_head(page: Page) -> None:
    """Title = ["Error: "] + the one h1 + site; a language and a direction."""
    heading = words(page.find("h1"))
    title = words(page.find("title"))
    assert f"{heading} – " in title, f"{title!r} does not hold the heading {heading!r}"
    html = page.find("html")
    assert html.get("lang"), "no language"
    assert html.get("dir") in ("ltr", "rtl"), "no direction"
    refused = any("ca-errors" in element.get("class", "") for element in page.all("div"))
    if refused and html.get("lang") == "en":
        assert title.startswith("Error: "), f"{title!r} hides that something was refused"


def check_ids(page: Page) -> None:
    """Ids are unique, and whoever points at one finds it."""
    ids = Counter(e.get("id") for e in page.root.iter() if e.get("id"))
    assert not [name for name, count in ids.items() if count > 1], "duplicate ids"
    for element in page.root.iter():
        pointers = [element.get("for") if element.tag == "label" else None]
        pointers += (element.get("aria-describedby") or "").split()
        for pointer in filter(None, pointers):
            assert pointer in ids, f"nothing has the id {pointer}"


def check_forms(page: Page) -> None:
    """A form says where it goes; a POST carries the token; every field has a label."""
    labelled = {label.get("for") for label in page.all("label")}
    for form in page.all("form"):
        assert form.get("action"), "a form without an action"
        assert form.get("data-hx-post") in (None, form.get("action")), "htmx goes elsewhere"
        if any(field.get("type") == "file" for field in form.iter("input")):
            assert form.get("enctype") == "multipart/form-data", "its file would stay behind"
            assert not form.get("data-hx-post"), "htmx would give up on a slow line"
        if form.get("method") == "post":
            assert page.values(form).get("csrf_token"), "a form without a token"
        fields = [*form.iter("input"), *form.iter("select"), *form.iter("textarea")]
        for field in fields:
            if field.get("type") not in ("hidden", "submit"):
                assert field.get("id") in labelled, f"no label for {field.get('name')}"
            assert "required" not in field.keys(), "the server says what is missing"  # noqa: SIM118
            assert "placeholder" not in field.keys(), "a placeholder is no label"  # noqa: SIM118


def check_links(page: Page) -> None:
    """Whatever htmx fetches, the link beside it opens."""
    for element in page.root.iter():
        if address := element.get("data-hx-get"):
            assert element.get("href") == address, f"{address} has no twin"
    for link in page.all("a"):
        assert link.get("href"), f"a link that leads nowhere: {words(link)}"
        assert words(link), "a link without words"


def check_nothing_inline(page: Page) -> None:
    """No script, style or handler in the page itself."""
    for element in page.root.iter():
        assert element.tag not in ("style", "template", "dialog", "datalist")
        assert not (element.tag == "script" and (element.text or "").strip())
        handlers = [name for name in element.keys() if name in INLINE or name == "hidden"]  # noqa: SIM118
        assert not handlers, f"{element.tag} has {handlers}"
