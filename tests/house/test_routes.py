"""Every address, its methods and who may use it: a list that is reviewed when it changes."""

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tests.house.snapshots import compare
from webapp.core.access import Access

OURS = {"GET", "POST"}
FREE = {"HEAD", "OPTIONS"}  # Flask adds them


def mark_of(app: Flask, rule: Rule) -> Access | None:
    return getattr(app.view_functions[rule.endpoint], "access", None)


def in_words(mark: Access) -> str:
    return " ".join(filter(None, [mark.kind, mark.permission]))


def test_the_list_of_routes_is_the_reviewed_one(application, checkout):
    lines = sorted(
        f"{rule.rule:<28} {', '.join(sorted(rule.methods - FREE)):<10} "
        f"{in_words(mark_of(application, rule))}".rstrip()
        for rule in application.url_map.iter_rules()
    )
    head = "# address                    methods    who\n"
    compare(checkout / "tests/house/routes.txt", head + "\n".join(lines) + "\n")


def test_every_route_says_who_may_use_it(application):
    for rule in application.url_map.iter_rules():
        mark = mark_of(application, rule)
        assert isinstance(mark, Access), f"{rule.rule}: decorate {rule.endpoint} with public, own …"
        assert mark.kind in ("public", "own", "may"), rule.rule
        assert (mark.kind == "may") == (mark.permission is not None), rule.rule


LISTS = {"/access/passkeys/edit"}
"""Lists of things, each of which is changed on a page of its own."""


def test_pages_are_read_with_get_and_changed_with_post(application):
    for rule in application.url_map.iter_rules():
        assert rule.methods <= OURS | FREE, f"{rule.rule}: forms know GET and POST only"
        if rule.rule.endswith("/edit") and rule.rule not in LISTS:
            assert rule.methods >= OURS, f"{rule.rule}: shows its form and takes it"


def test_addresses_have_no_slash_at_the_end_and_numbers_for_ids(application):
    for rule in application.url_map.iter_rules():
        assert rule.rule == "/" or not rule.rule.endswith("/"), rule.rule
        for argument, converter in rule._converters.items():
            if argument == "id" or argument.endswith("_id"):
                assert isinstance(converter, IntegerConverter), rule.rule
