"""What the list of IP addresses costs: few statements, few bytes, whatever is on it."""

import pytest
import time_machine

from tests.access.lists import HOME, OFFICE, allow, at
from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight
from webapp.access.errors.addresses import MOST_NETWORKS
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.service.sessions import SEEN_EVERY

READ, EDIT, TEXT = "/access/addresses", "/access/addresses/edit", "/access/addresses/text"
PAGES = ["/access", EDIT, TEXT]
FULL = [HOME, *[f"198.51.100.{number}" for number in range(1, MOST_NETWORKS)]]


@pytest.mark.parametrize("networks", [[HOME], FULL], ids=["one", "full"])
@pytest.mark.parametrize("path", [READ, *PAGES])
def test_a_page_takes_three_statements_and_two_to_note_the_visit(
    anna_at_home, anna, build, queries, path, networks
):
    allow(build, anna, *networks)
    anna_at_home.open("/access")
    with queries() as sent:
        assert anna_at_home.client.get(path).status_code == 200
    assert len(sent) <= 3, sent
    with time_machine.travel(now() + SEEN_EVERY), queries() as sent:
        assert anna_at_home.client.get(path).status_code == 200
    assert len(sent) <= 5, sent


def test_pages_are_light_in_every_language_even_with_a_full_list(app, build):
    """Rows are alike, so Brotli makes little of them; notes are the client's own bytes."""
    for language in LANGUAGES:
        someone = build.client("Anna", email=f"{language}@example.com", language=language)
        reader = at(Reader(app, language=language), HOME).sign_in(someone)
        for networks in ([], FULL):
            if networks:
                allow(build, someone, *networks)
            for path in PAGES:
                check_page_weight(app, reader.open(path).response)
            check_fragment_weight(reader.client.get(READ, headers=HTMX))


def test_a_refusal_and_the_way_back_are_light_in_every_language(app, build):
    for language in LANGUAGES:
        someone = build.client("Anna", email=f"{language}@example.com", language=language)
        reader = at(Reader(app, language=language), OFFICE).sign_in(someone)
        allow(build, someone, *FULL)
        check_page_weight(app, reader.open("/access", status=403).response)
        for path in ("/access/addresses/recovery", "/access/addresses/recovery/sent"):
            check_page_weight(app, reader.open(path).response)


def acts(networks: list[str]) -> list[tuple[str, dict[str, str]]]:
    """Add one address at once, drop it on trial, and keep that."""
    lines = "\n".join(networks)
    return [
        (TEXT, {"networks": f"{lines}\n{OFFICE}"}),
        (TEXT, {"networks": lines}),
        ("/access/addresses/keep", {"keep": "1"}),
    ]


def test_saving_takes_the_same_statements_with_one_network_and_with_a_hundred(app, build, queries):
    counts = []
    for networks in ([HOME], FULL[:-1]):
        someone = build.client(f"Anna{len(networks)}")
        allow(build, someone, *networks)
        reader = at(Reader(app), HOME).sign_in(someone).open("/access")
        taken = []
        for path, fields in acts(networks):
            form = reader.open(TEXT).page
            sent_fields = {**form.values(form.form()), **fields}
            with queries() as sent:
                assert reader.client.post(path, data=sent_fields).status_code == 303
            taken.append(len(sent))
        counts.append(taken)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12, counts
