"""Bytes that no browser sends, on every form: refused in peace, and nothing leaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.html import parse_fragment, parse_page
from tests.properties import examples
from tests.security.hostile import BODIES, FIELDS, FORMS, MARKUP, URLENCODED, check, every_field
from tests.weight import HTMX
from webapp.identity.models import User

HOSTILE_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(codec=None), max_size=20),
    st.text(st.sampled_from("\x00\r\n<>\"'&%\\/\u202e\ufffe\ud800{}+ "), max_size=20),
    st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")),
)


def encode(fields: list[tuple[str, str]]) -> bytes:
    """Percent-encode, lone surrogates as the bytes they would be."""
    parts = []
    for name, value in fields:
        raw = value.encode("utf-8", "surrogatepass")
        parts.append(name.encode() + b"=" + b"".join(b"%%%02X" % byte for byte in raw))
    return b"&".join(parts)


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.seldom_on_postgresql
def test_a_body_that_no_browser_sends_is_answered_calmly(signed_in, kind):
    content_type, body = BODIES[kind]
    readers = {form: signed_in() for form in FORMS}
    tries = [(form, {"X-CSRFToken": reader.token}) for form, reader in readers.items()]
    tries += [(form, {**headers, **HTMX}) for form, headers in tries[3:]]
    tries += [("/login", {}), ("/profile/name/edit", HTMX)]
    for form, headers in tries:
        client = readers[form].client
        answer = client.post(form, data=body, content_type=content_type, headers=headers)
        check(answer)
        if answer.data and answer.status_code != 303:
            whole = answer.text.startswith("<!doctype")
            (parse_page if whole else parse_fragment)(answer.text)


@examples(250)
@given(
    form=st.sampled_from(FORMS),
    fields=st.lists(st.tuples(st.sampled_from(FIELDS), HOSTILE_TEXT), max_size=6),
)
def test_any_text_in_any_field_is_answered_calmly(signed_in, form, fields):
    reader = signed_in()
    headers = {"X-CSRFToken": reader.token}
    check(reader.client.post(form, data=encode(fields), content_type=URLENCODED, headers=headers))


@examples(150)
@given(
    form=st.sampled_from(FORMS),
    body=st.binary(max_size=300),
    content_type=st.sampled_from(
        [URLENCODED, "multipart/form-data; boundary=x", "application/json", "x"]
    ),
    start=st.sampled_from([b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name="]),
)
def test_any_bytes_are_answered_calmly(signed_in, form, body, content_type, start):
    reader = signed_in()
    headers = {"X-CSRFToken": reader.token}
    data = start + body
    check(reader.client.post(form, data=data, content_type=content_type, headers=headers))


@pytest.mark.parametrize("length", ["", "-1", "abc", "9" * 30, "1e3", "+5", "0x10"])
@pytest.mark.seldom_on_postgresql
def test_a_wrong_length_of_the_body_is_answered_calmly(signed_in, length):
    for form in FORMS:
        reader = signed_in()
        answer = reader.client.post(
            form,
            data=every_field("Eve"),
            content_type=URLENCODED,
            headers={"X-CSRFToken": reader.token},
            environ_overrides={"CONTENT_LENGTH": length},
        )
        check(answer)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("has_token", [True, False])
@pytest.mark.seldom_on_postgresql
def test_markup_that_was_typed_is_shown_as_text(signed_in, form, headers, has_token):
    reader = signed_in()
    token = {"X-CSRFToken": reader.token} if has_token else {}
    answer = reader.client.post(
        form, data=every_field(MARKUP), content_type=URLENCODED, headers={**headers, **token}
    )
    check(answer)
    assert "<svg" not in answer.text
    assert "7*7" not in answer.text.replace("{{7*7}}", "")
    if answer.data:
        whole = "<!doctype" in answer.text
        root = parse_page(answer.text).root if whole else parse_fragment(answer.text)
        assert not [element for element in root.iter() if element.tag == "svg"]


def test_after_all_of_it_the_tables_are_still_there(signed_in, build):
    for kind in ("sql", "nul", "lone surrogates", "a thousand times the same"):
        content_type, body = BODIES[kind]
        for form in FORMS:
            reader = signed_in()
            headers = {"X-CSRFToken": reader.token}
            reader.client.post(form, data=body, content_type=content_type, headers=headers)
    stored = build.stored(User, 1)
    assert stored.email == "anna@example.com"
    assert "\x00" not in stored.name
    assert stored.language in ("en", "de")


@pytest.mark.parametrize("token", ["%00", "%FF", "x" * 100_000, "%ED%A0%80", "=" * 56, "é"])
def test_a_hostile_token_is_only_a_wrong_token(signed_in, token):
    reader = signed_in()
    body = f"name=Eve&csrf_token={token}".encode()
    answer = reader.client.post("/profile/name/edit", data=body, content_type=URLENCODED)
    check(answer)
    assert answer.status_code == 400
