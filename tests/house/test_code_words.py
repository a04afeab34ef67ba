"""Python says nothing past the catalogues: words for readers are whole, literal and lazy."""

import ast
import pkgutil
from collections.abc import Iterator
from importlib import import_module

import pytest
from wtforms.fields.core import UnboundField

import webapp
from tests.house import sources
from webapp.core.errors import DomainError
from webapp.core.forms import Form
from webapp.core.i18n import LazyString
from webapp.core.room import rooms

LAZY = {"_l": 1, "lazy_gettext": 1, "lazy_ngettext": 2, "lazy_pgettext": 2, "lazy_npgettext": 3}
PROMPT = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
TRANSLATORS = LAZY | PROMPT
"""The functions that translate, and how many words each takes first."""

AT_HOME = "webapp/core/i18n.py"
"""The module that defines them, and hands on what it was given."""

SPOKEN_NAMES = {"heading", "label", "message", "title", "words", "HEADING"}
STAFF = ("commands.py", "cli.py", "demo")
"""Modules that speak to staff, in English."""

ALTERNATIVES = (ast.IfExp, ast.List, ast.Tuple, ast.Starred, ast.GeneratorExp, ast.ListComp)


def name_of(node: ast.AST | None) -> str:
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def translations(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in TRANSLATORS:
            yield node


def is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def glued(tree: ast.AST) -> list[str]:
    """Return translations whose words are made up, or that are worked on afterwards."""
    above, found = parents(tree), []
    for call in translations(tree):
        words = call.args[: TRANSLATORS[name_of(call)]]
        node = above[call]
        while isinstance(node, ALTERNATIVES) or name_of(node) == "str":
            node = above[node]
        is_joined = name_of(node).endswith((".join", ".format"))
        is_worked_on = isinstance(node, ast.BinOp | ast.AugAssign | ast.FormattedValue)
        is_worked_on = is_worked_on or isinstance(node, ast.Attribute | ast.Subscript)
        if is_joined or is_worked_on or not words or not all(map(is_literal, words)):
            found.append(f"line {call.lineno}: {ast.unparse(call)}")
    return found


def too_early(tree: ast.AST) -> list[str]:
    """Return translations made when a module is loaded, before anybody reads."""
    inside = {
        node
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    return [
        f"line {call.lineno}: {ast.unparse(call)}"
        for call in translations(tree)
        if name_of(call) in PROMPT and call not in inside
    ]


def is_made_here(node: ast.AST) -> bool:
    """Tell whether an expression is a text that no catalogue knows."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and is_made_here(node.func.value)
    is_text = is_literal(node) and bool(node.value.strip())
    return is_text or isinstance(node, ast.JoinedStr | ast.BinOp)


def bare(tree: ast.AST) -> list[str]:
    """Return texts written as they are where a reader's words are wanted."""
    raised = {
        ast.unparse(node.exc.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise) and name_of(node.exc) and node.exc.args
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            name, value = node.arg, node.value
        elif isinstance(node, ast.Assign):
            name, value = ast.unparse(node.targets[0]).removeprefix("self."), node.value
        elif name_of(node) == "ValidationError" and node.args:
            name, value = "words", node.args[0]
        else:
            continue
        is_raised = name == "message" and name in raised
        if name in SPOKEN_NAMES and is_made_here(value) and not is_raised:
            found.append(f"line {value.lineno}: {ast.unparse(value)}")
    return found


@pytest.mark.parametrize("module", sources.modules("webapp"), ids=lambda module: module.name)
def test_translations_are_whole_and_said_once_somebody_reads(module):
    if module.name != AT_HOME:
        assert glued(module.tree) == []
        assert too_early(module.tree) == []
    if not any(part in module.name for part in STAFF):
        assert bare(module.tree) == []


@pytest.mark.parametrize(
    "wrong",
    [
        '_("Sent to ") + name',
        'str(_l("Sent to")) + name',
        "f\"{_l('Sent to')} {name}\"",
        '_l("Sent to %s") % name',
        '_("Sent to {}").format(name)',
        '" ".join([_("Sent"), name])',
        '" ".join(_("Sent") for name in names)',
        '_(f"Sent to {name}")',
        '_("Sent to " + name)',
        "_l(words)",
        'lazy_ngettext("one letter", letters, 2)',
        '_("Sent").lower()',
        'words += _("Sent")',
    ],
)
def test_glued_translations_are_found(wrong):
    assert glued(ast.parse(wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        'class Refused(DomainError):\n    words = "No."',
        'class Refused(DomainError):\n    words = f"No, {name}."',
        'self.words = "No, %s." % name',
        'show(page, heading="Sign in")',
        'MenuEntry(label="Sign {}".format("in"))',
        'Length(max=3, message="Too long.")',
        'raise ValidationError("Too long.")',
    ],
)
def test_bare_words_are_found(wrong):
    assert bare(ast.parse(wrong))


def test_translations_at_the_wrong_time_are_found():
    assert too_early(ast.parse('TITLE = _("Sign in")'))
    assert not too_early(ast.parse('def title():\n    return _("Sign in")'))
    assert not too_early(ast.parse('TITLE = _l("Sign in")'))


def everything_below(base: type) -> Iterator[type]:
    for found in base.__subclasses__():
        yield found
        yield from everything_below(found)


@pytest.fixture(scope="module", autouse=True)
def _everything_is_loaded() -> None:
    for found in pkgutil.walk_packages(webapp.__path__, "webapp."):
        import_module(found.name)


def ours(base: type) -> list[type]:
    return [found for found in everything_below(base) if found.__module__.startswith("webapp.")]


def test_every_refusal_has_words_in_the_readers_language():
    refusals = ours(DomainError)
    assert len(refusals) > 20
    for refusal in refusals:
        for name in {"words", "heading"} & set(dir(refusal)):
            said = getattr(refusal, name)
            assert isinstance(said, LazyString) or (name == "heading" and said is None), refusal


def test_every_form_asks_in_the_readers_language():
    asked = 0
    for form in ours(Form):
        fields = [field for field in vars(form).values() if isinstance(field, UnboundField)]
        for field in fields:
            label = field.kwargs.get("label", *field.args[:1])
            checks = field.kwargs.get("validators", ())
            assert isinstance(label, LazyString), (form, field)
            for check in checks:
                assert isinstance(check.message, LazyString), (form, check)
            asked += 1 + len(checks)
    assert asked > 20


def test_every_room_speaks_the_readers_language(application):
    said = []
    with application.app_context():
        for room in rooms():
            said += [room.menu.label] if room.menu else []
            said += [*room.statuses.values(), *(kind.title for kind in room.mail_types)]
    assert len(said) > 20
    for words in said:
        assert isinstance(words, LazyString), words
