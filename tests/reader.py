"""A strict reader of pages, with htmx or without: every answer is held to the house rules."""

import re
from io import BytesIO
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree import ElementTree as ET

from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.html import Page, check_page, find, parse_fragment, parse_page

REDIRECTS = {301, 302, 303}
NEVER_KEPT = re.compile(r"\?t=[0-9a-f]{8}$")
"""What makes the address of a page new to a browser, and does not matter to anybody else."""


class Reader:
    """One browser: it keeps cookies, follows redirects and swaps panels as htmx would."""

    def __init__(self, app: Flask, kind: str = "plain", language: str = "en") -> None:
        self.client = app.test_client()
        self.is_htmx = kind == "htmx"
        self.headers = {"Accept-Language": language}
        self.page: Page
        self.address = "/"
        self.response: TestResponse

    # ---- what a reader does

    def open(self, address: str, status: int = 200) -> Self:
        """Load a page; redirects are followed with GET."""
        self._load(self.client.get(self._path(address), headers=self.headers), status)
        return self

    def press(self, link: str, status: int = 200) -> Self:
        """Follow the link whose words begin like this."""
        element = self.page.link(link)
        address = urljoin(self.address, element.get("href", ""))
        if self.is_htmx and element.get("data-hx-get"):
            answer = self.client.get(self._path(address), headers=self._htmx())
            self._swap(answer, element, status)
        else:
            self.open(address, status)
        return self

    def upload(
        self,
        content: bytes,
        status: int = 200,
        name: str = "picture.jpg",
        media_type: str = "image/jpeg",
    ) -> Self:
        """Choose a file in the page's only field for one, and press the button of its form."""
        form, field = self.page.file_field()
        file = FileStorage(BytesIO(content), name, content_type=media_type)
        sent = {**self.page.values(form), field.get("name", ""): file}
        boundary, body = encode_multipart(sent)  # the client itself would leave a file open
        self.address = self._path(urljoin(self.address, form.get("action", "")))
        answer = self.client.post(
            self.address,
            data=body,
            content_type=f"multipart/form-data; boundary={boundary}",
            headers=self.headers,
        )
        self._load(answer, status)
        return self

    def submit(self, status: int = 200, form: str | None = None, **values: str | None) -> Self:
        """Fill in the page's form and press its first button; None leaves a field out."""
        element = self.page.form(form)
        fields = {**self.page.values(element), **values}
        fields = {name: value for name, value in fields.items() if value is not None}
        address = self._path(urljoin(self.address, element.get("action", "")))
        if element.get("method", "get") == "get":
            return self.open(f"{address}?{urlencode(fields)}", status)
        if self.is_htmx and element.get("data-hx-post"):
            answer = self.client.post(address, data=fields, headers=self._htmx())
            self._swap(answer, element, status)
        else:
            answer = self.client.post(address, data=fields, headers=self.headers)
            if answer.status_code in REDIRECTS:
                assert answer.status_code == 303, "a POST is answered with 303"
            self.address = address
            self._load(answer, status)
        return self

    def sign_in(self, someone: object, **values: str) -> Self:
        """Sign in with the pair of somebody from the builder."""
        self.open("/login")
        return self.submit(email=someone.email, password=someone.password, **values)  # type: ignore[attr-defined]

    # ---- what he sees

    @property
    def text(self) -> str:
        """The words of the page's main part."""
        return self.page.text("main")

    @property
    def token(self) -> str:
        """The token that the forms of this page carry."""
        return self.page.values(self.page.all("form")[0])["csrf_token"]

    # ---- how it works

    def _htmx(self) -> dict[str, str]:
        return {**self.headers, "HX-Request": "true", "HX-Request-Type": "partial"}

    @staticmethod
    def _path(address: str) -> str:
        parts = urlsplit(address)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _load(self, answer: TestResponse, status: int) -> None:
        for _hop in range(5):
            if answer.status_code not in REDIRECTS:
                break
            self.address = urljoin(self.address, answer.headers["Location"])
            answer = self.client.get(self._path(self.address), headers=self.headers)
        else:
            message = "redirected in a circle"
            raise AssertionError(message)
        self.response = answer
        assert answer.status_code == status, f"{answer.status_code} at {answer.request.path}"
        self.address = NEVER_KEPT.sub("", self._path(answer.request.url))
        self.page = parse_page(answer.text)
        check_page(self.page, answer)

    def _swap(self, answer: TestResponse, source: ET.Element, status: int) -> None:
        """Do with a fragment what htmx does with it."""
        if redirect := answer.headers.get("HX-Redirect"):
            self.open(redirect, status)
            return
        self.response = answer
        assert answer.status_code == status, f"{answer.status_code} at {answer.request.path}"
        fragment = parse_fragment(answer.text)
        if (title := find(fragment, "title")) is not None:
            self.page.find("title").text = title.text
            fragment.remove(title)
        for partial in list(fragment.iter("hx-partial")):
            goal = self.page.by_id(partial.get("data-hx-target", "").removeprefix("#"))
            goal.text = partial.text
            goal[:] = list(partial)
            fragment.remove(partial)
        self.page.replace(source.get("data-hx-target", "").removeprefix("#"), list(fragment))
        check_page(self.page, answer, is_whole=False)
