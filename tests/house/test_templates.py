"""Rules that every template keeps: what may stand in it, and who speaks to htmx."""

import re
from functools import cache

import pytest
from jinja2 import nodes

from tests.house import sources
from tests.house.speech import environment

TEMPLATES = sorted(sources.templates())
MARKUP = [name for name in TEMPLATES if name.endswith(".html")]
LONGEST = 120

PANELS = "components/panels.html"
HTMX_FILES = {PANELS, "layouts/fragment.html"}
HTMX_ATTRIBUTES = re.compile(
    r"data-hx-(get|post|target|swap|select|select-oob|sync|indicator|status:[\dx]{3})"
)
FORBIDDEN_WORDS = {
    "hidden": "text browsers show it all the same",
    "dialog": "text browsers show its content in the page",
    "template": "text browsers show its content in the page",
    "datalist": "text browsers show its content in the page",
    "formaction": "lynx, w3m, links and htmx ignore it: test the button's name",
    "formmethod": "lynx, w3m, links and htmx ignore it",
    "required": "the server says what is missing, in the reader's language",
    "placeholder": "a placeholder is no label",
    "style": "the Content-Security-Policy allows nothing inline",
    "srcdoc": "the Content-Security-Policy allows nothing inline",
    "accesskey": "it collides with the keys of screen readers",
    "autoplay": "nothing moves by itself",
}
HANDLER = re.compile(r"\bon[a-z]{3,}\s*=")
POSITIVE_TABINDEX = re.compile(r'tabindex="[1-9]')
SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.DOTALL)


def tree(name: str) -> nodes.Template:
    return environment().parse(sources.templates()[name], name)


@cache
def bare(name: str) -> str:
    """A template without comments, statements, expressions and quoted values."""
    pieces = environment().lex(sources.templates()[name])
    text = "".join(value if kind == "data" else " " for _line, kind, value in pieces)
    return re.sub(r"\"[^\"]*\"|'[^']*'", '""', text)


def without_comments(name: str) -> str:
    return re.sub(r"\{#.*?#\}", "", sources.templates()[name], flags=re.DOTALL)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles_with_filters_and_macros_that_exist(name, application):
    application.jinja_env.get_template(name)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_short(name):
    assert len(sources.templates()[name].splitlines()) <= LONGEST


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_imports_only_what_it_uses(name):
    template = tree(name)
    used = {found.name for found in template.find_all(nodes.Name) if found.ctx == "load"}
    for found in template.find_all(nodes.Import):
        assert found.target in used, f"{found.target} is imported in vain"
    for found in template.find_all(nodes.FromImport):
        for imported in found.names:
            alias = imported[1] if isinstance(imported, tuple) else imported
            assert alias in used, f"{alias} is imported in vain"


def test_every_macro_is_called_by_someone():
    called = set()
    for name in TEMPLATES:
        for call in tree(name).find_all(nodes.Call):
            target = call.node
            called.add(target.attr if isinstance(target, nodes.Getattr) else target.name)
    for name in TEMPLATES:
        for macro in tree(name).find_all(nodes.Macro):
            assert macro.name in called, f"{name}: nobody calls {macro.name}()"


def test_every_template_is_shown_by_someone():
    texts = [module.text for module in sources.modules("webapp")]
    texts += list(sources.templates().values())
    for name in TEMPLATES:
        if not name.startswith("email/"):  # found by the type of the message
            assert any(f'"{name}"' in text for text in texts), f"nobody shows {name}"


@pytest.mark.parametrize("name", MARKUP)
def test_nothing_stands_in_a_page_that_a_browser_of_ours_cannot_take(name):
    for word, reason in FORBIDDEN_WORDS.items():
        assert not re.search(rf"(?<!aria-)\b{word}\b", bare(name)), f"{word}: {reason}"
    assert not HANDLER.search(bare(name)), "scripts hear events, attributes do not"
    assert not POSITIVE_TABINDEX.search(without_comments(name)), "the source is the order"
    assert "javascript:" not in sources.templates()[name]


@pytest.mark.parametrize("name", MARKUP)
def test_scripts_are_files_and_are_named_in_one_place(name):
    for attributes, body in SCRIPT.findall(without_comments(name)):
        assert not body.strip(), "the Content-Security-Policy allows nothing inline"
        assert "defer" in attributes, "a page is shown before its scripts"
        assert "asset(" in attributes, "only our own files"
        assert name == PANELS, "a fragment would bring its scripts along"


@pytest.mark.parametrize("name", MARKUP)
def test_only_the_panels_speak_to_htmx_and_only_its_agreed_words(name):
    text = without_comments(name)
    for found in re.findall(r"data-hx-[\w:-]+", text):
        assert name in HTMX_FILES, f"{found}: write a macro in {PANELS}"
        assert HTMX_ATTRIBUTES.fullmatch(found), f"{found} is not one of those we use"
    assert not re.findall(r"(?<!data-)(?<!</)(?<!<)\bhx-", text), "data-hx-, for the checker's sake"
    for element in re.findall(r"</?(hx-\w+)", text):
        assert element == "hx-partial"
        assert name in HTMX_FILES


@pytest.mark.parametrize("name", MARKUP)
def test_whatever_htmx_fetches_has_a_twin_without_it(name):
    for tag in re.findall(r"<(?:a|form)\b[^>]*data-hx-[^>]*>", without_comments(name)):
        asked = re.search(r'data-hx-(?:get|post)="([^"]*)"', tag)
        plain = re.search(r'(?:href|action)="([^"]*)"', tag)
        assert asked, tag
        assert plain, tag
        assert asked[1] == plain[1], tag


@pytest.mark.parametrize("name", MARKUP)
def test_no_template_asks_who_is_reading_or_knows_flask_login(name):
    names = {found.name for found in tree(name).find_all(nodes.Name) if found.ctx == "load"}
    assert not names & {"current_user", "request", "session", "g", "config"}, "hand it the object"
    assert "get_flashed_messages" not in names, "?ok= and STATUSES say what was done"


@pytest.mark.parametrize("name", MARKUP)
def test_every_form_that_posts_carries_the_token(name):
    text = without_comments(name)
    forms = re.findall(r'<form\b[^>]*method="post".*?</form>', text, re.DOTALL)
    assert len(forms) == len(re.findall(r'<form\b[^>]*method="post"', text))
    for form in forms:
        assert "panels.token()" in form or "{{ token() }}" in form


@pytest.mark.parametrize("name", MARKUP)
def test_nothing_is_marked_safe_in_a_template(name):
    filters = {found.name for found in tree(name).find_all(nodes.Filter)}
    assert not filters & {"safe", "forceescape"}, "what is markup says so where it is made"
    assert not list(tree(name).find_all(nodes.ScopedEvalContextModifier)), "autoescape stays on"
