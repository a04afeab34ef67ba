"""Permissions: the presets of A10, word for word, and how a seat's are stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties import examples
from webapp.identity.permissions import (
    FINANCE,
    FULL_ACCESS,
    READ_ONLY,
    SYSTEM_ADMINISTRATOR,
    Permission,
    pack,
    unpack,
)

ALL = (
    "profile.read users.manage notifications.read services.read services.manage services.order "
    "tickets.read tickets.write documents.read payments.read funds.add balance.read activity.read"
)
PAYER = "profile.read notifications.read documents.read payments.read funds.add balance.read"
ADMINISTRATOR = (
    "profile.read notifications.read services.read services.manage services.order "
    "tickets.read tickets.write"
)
READ = (
    "profile.read notifications.read services.read tickets.read documents.read "
    "payments.read balance.read activity.read"
)


@pytest.mark.parametrize(
    ("preset", "ids"),
    [
        (FULL_ACCESS, ALL),
        (FINANCE, PAYER),
        (SYSTEM_ADMINISTRATOR, ADMINISTRATOR),
        (READ_ONLY, READ),
    ],
)
def test_a_preset_is_what_its_words_promise(preset, ids):
    assert {str(permission) for permission in preset} == set(ids.split())


@examples(200)
@given(st.sets(st.sampled_from(Permission)))
def test_what_is_stored_reads_as_itself(permissions):
    stored = pack(permissions)
    assert unpack(stored) == permissions
    assert stored == " ".join(sorted(stored.split()))
    assert pack([*permissions, *permissions]) == stored


@pytest.mark.parametrize("stored", ["", "  ", "profile.write", "PROFILE_READ", "*", "profile"])
def test_what_this_code_does_not_know_gives_no_right(stored):
    assert unpack(stored) == frozenset()
    assert unpack(f"{stored} balance.read") == {Permission.BALANCE_READ}
