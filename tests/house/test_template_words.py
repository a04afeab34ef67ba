"""Templates say nothing past the catalogues, and glue no sentence from pieces."""

import pytest

from tests.house import sources
from tests.house.speech import (
    bare_script,
    bare_strings,
    bare_text,
    bare_times,
    glued_lines,
    glued_strings,
)

GUIDE = "styleguide/"  # speaks English to developers
TEMPLATES = sorted(
    name for name in sources.templates() if not name.endswith(".css") and GUIDE not in name
)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_speaks_past_the_catalogues(name):
    text = sources.templates()[name]
    assert bare_text(text) == []
    assert bare_strings(text) == []


def test_no_script_speaks_past_the_catalogues():
    scripts = sorted((sources.ROOT / "static" / "js").glob("*.js"))
    assert scripts
    for script in scripts:
        assert bare_script(script.read_text(encoding="utf-8")) == [], script.name
    assert bare_script("button.textContent = 'Copied'  // not 'copied'") == ["Copied"]
    assert bare_script('/* "No" */ say("it is done")') == ["it is done"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_time_is_put_into_the_readers_words_and_zone(name):
    assert bare_times(sources.templates()[name]) == []


@pytest.mark.parametrize(
    "template",
    ["{{ at }}", "{{ seat.started_at }}", "{{ _('Since %(day)s.', day=account_since) }}"],
)
def test_times_as_they_are_stored_are_found(template):
    assert bare_times(template)


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_glues_a_sentence_from_pieces(name):
    text = sources.templates()[name]
    assert glued_strings(text) == []
    assert glued_lines(text, is_text=name.endswith(".txt")) == []


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello</p>",
        "<h{{ level }}>{{ heading }} now</h{{ level }}>",
        '<p{% if a %} class="a"{% endif %}>{# no #}{{ _("Yes") }} {% if a %}and{% endif %}</p>',
        '<input type="submit" value="Save">',
        '<img alt="A house" src="a">',
        '<ul aria-label="Menu"></ul>',
        '<b title="{{ name }} again"></b>',
        '<i data-ca-copy="{{ _("Copy") }}|Copied"></i>',
        "{{ row('a', 'Name') }}",
        "{{ name ~ ' is here' }}",
        "{% trans %}Hello{% endtrans %}",
    ],
)
def test_words_past_the_catalogues_are_found(template):
    assert bare_text(template) or bare_strings(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p class="ca-row" id="{{ id }}-row" lang="en">{{ _("Hello") }} – {{ name }} · 1</p>',
        '<input type="hidden" name="all" value="all"><input type="submit" value="{{ _("Save") }}">',
        '<option value="europe">{{ area }}</option>{# A comment #}&nbsp;',
        "<p class=\"{{ 'ca-tag ca-warn' if late }}\"></p>",
    ],
)
def test_what_no_reader_sees_may_be_written_as_it_is(template):
    assert not bare_text(template)
    assert not bare_strings(template)


@pytest.mark.parametrize(
    "template",
    [
        "{{ _('Sent to ') ~ name }}",
        "{{ (_('Sent to') if sent else '') ~ name }}",
        "{{ _('Sent to %s') % name }}",
        "{{ _('Sent to')|upper }}",
        "{{ [_('Sent'), _('to')]|join(' ') }}",
        "{{ _('Sent to ' ~ name) }}",
        "{{ _(words) }}",
        "{{ ngettext('one day', days, 3) }}",
    ],
)
def test_words_that_are_worked_on_are_found(template):
    assert glued_strings(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p>{{ _("Sent to") }} {{ name }}</p>',
        '<p>{{ _("Sent to") }}\n<b>{{ name }}</b> {{ _("today.") }}</p>',
        '<p>{{ name }} {% if late %}{{ _("was late") }}{% endif %}</p>',
        '<p>{{ count }} {{ _("letters") }}</p>',
        '<p>{{ _("Read") }} <a href="/terms">{{ _("the terms") }}</a></p>',
        '<p><a href="/terms">{{ _("The terms") }}</a> {{ _("have changed.") }}</p>',
        '<p>{{ _("You are") }} {{ _("signed in.") }}</p>',
        '<b title="{{ _("Back to") }} {{ name }}"></b>',
    ],
)
def test_sentences_glued_from_pieces_are_found(template):
    assert glued_lines(template)


@pytest.mark.parametrize(
    "template",
    [
        '<p>{{ _("It was sent.") }} {{ _("Read it.") }}</p>',
        '<p>{{ _("Error:") }} {{ words }}</p>',
        '<dt>{{ _("Name") }}</dt><dd>{{ name }}</dd>',
        '<p><a href="/a">{{ _("Back") }}</a> <a href="/b">{{ _("On") }}</a></p>',
        '<p>{% if a %}{{ _("Sent") }}{% else %}{{ name }}{% endif %}</p>',
        '<i data-ca-copy="{{ _("Copy") }}|{{ _("Copied") }}">{{ id }}</i>',
        '{% import "a.html" as a %}<p>{{ a.picture() }} {{ _("Your picture") }}</p>',
        "<p>{{ _('Sent to <b>%(name)s</b>', name=name) }}</p>",
    ],
)
def test_whole_sentences_labels_and_links_may_stand_side_by_side(template):
    assert not glued_lines(template)
    assert not glued_strings(template)
