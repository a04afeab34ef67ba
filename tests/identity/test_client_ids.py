"""Client IDs: every slip of one finger is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.identity import client_ids
from webapp.identity.errors import CheckDigitWrong


@pytest.mark.parametrize("attempt", range(20))
def test_a_client_id_has_ten_digits_and_reads_as_itself(attempt):
    client_id = client_ids.new()
    assert len(client_id) == 10
    assert client_id.isdigit()
    assert client_ids.read(client_id) == client_id
    grouped = client_ids.grouped(client_id)
    assert [len(group) for group in grouped.split(" ")] == [3, 3, 4]
    assert client_ids.read(grouped) == client_id


def test_client_ids_are_random():
    made = [client_ids.new() for _ in range(500)]
    assert len(set(made)) == 500
    for place in range(10):
        assert len({client_id[place] for client_id in made}) == 10


@pytest.mark.parametrize("attempt", range(10))
def test_every_wrong_digit_is_noticed(attempt):
    client_id = client_ids.new()
    for place in range(10):
        for digit in "0123456789":
            typed = client_id[:place] + digit + client_id[place + 1 :]
            if typed != client_id:
                with pytest.raises(CheckDigitWrong):
                    client_ids.read(typed)


@examples(300)
@given(st.integers(0, 10**9 - 1), st.integers(0, 8))
def test_every_swap_of_neighbours_is_noticed(number, place):
    from stdnum.iso7064 import mod_11_10  # noqa: PLC0415 - the standard itself

    digits = f"{number:09}"
    client_id = digits + mod_11_10.calc_check_digit(digits)
    assert client_ids.read(client_id) == client_id
    first, second = client_id[place : place + 2]
    typed = client_id[:place] + second + first + client_id[place + 2 :]
    if typed != client_id:
        with pytest.raises(CheckDigitWrong):
            client_ids.read(typed)


@pytest.mark.parametrize("blank", [" ", "  ", "\t", "\u00a0", "\u202f", "-", " - "])
def test_blanks_and_hyphens_are_tolerated_anywhere(blank):
    client_id = client_ids.new()
    assert client_ids.read(blank.join(client_id)) == client_id
    assert client_ids.read(f"{blank}{client_id}{blank}") == client_id


@pytest.mark.parametrize(
    "text",
    ["", " ", "123", "123456789", "12345678901", "12345678x0", "Anna", "١٢٣٤٥٦٧٨٩٠", "+123456789"],
)
def test_what_is_no_client_id_is_not_mistaken_for_one(text):
    assert client_ids.read(text) is None


@examples(300)
@given(st.text(max_size=20))
def test_any_text_is_read_or_not(text):
    try:
        found = client_ids.read(text)
    except CheckDigitWrong:
        return
    assert found is None or (found.isascii() and len(found) == 10)
