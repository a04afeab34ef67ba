"""Tokens: random, and stored only as a digest."""

import hashlib
import re

from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.core.tokens import digest, new_token


def test_a_token_has_256_bits_and_fits_into_an_address():
    made = {new_token() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in made)


def test_only_its_sha256_is_stored():
    assert digest("token") == hashlib.sha256(b"token").digest()


@examples(300)
@given(st.text(st.characters(codec=None)))
def test_whatever_a_cookie_holds_has_a_digest(text):
    assert len(digest(text)) == 32
