"""Ears for what templates say: words past the catalogues, and sentences glued from pieces."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise

from jinja2 import Environment, nodes

GETTEXT = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
"""The functions that translate, and how many words each takes first."""

LETTERS = re.compile(r"[^\W\d_]{2}")
PHRASE = re.compile(r"(?:^|\s)[^\W\d_]+ [^\W\d_]+(?:\s|[.,:!?]|$)")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*|\s//\s[^\n]*", re.DOTALL | re.MULTILINE)
STRING = re.compile(r"""["'`]((?:\\.|[^"'`\\\n])*)["'`]""")
SPOKEN_ATTRIBUTES = re.compile(
    r"alt|title|label|placeholder|aria-(label|description|roledescription|valuetext)|data-ca-.+"
)
WORDLESS_INPUTS = {"hidden", "radio", "checkbox"}  # their values are never shown
INLINE = {"a", "abbr", "b", "bdi", "bdo", "code", "em", "i", "small", "span", "strong", "time"}
GLUE = (nodes.Concat, nodes.Add, nodes.Mod, nodes.Mul, nodes.Filter, nodes.Getattr, nodes.Getitem)

SAID_AS_IT_IS = {'aria-describedby="" aria-invalid="true"'}
"""Text outside tags that needs no translation: attributes which a macro hands to a tag."""

NO_WORDS = {"RadioField"}
"""Strings in expressions of templates that no reader sees."""

LABELS = {"Client ID"}
"""Messages without a colon that stand as labels before a value, as on a badge."""

TIMES = re.compile(r"(?:^|_)(?:at|since|until)$")
"""How instants are called."""

BREAK = "\ue000"
PIECE = re.compile("\ue001(\\d+)\ue001")


@cache
def environment() -> Environment:
    """Jinja, to take templates apart."""
    return Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 - renders nothing


class Eye(HTMLParser):
    """Notes the letters that a reader of the page would see or hear."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def note(self, text):
        words = " ".join(text.split())
        if LETTERS.search(words) and words not in SAID_AS_IT_IS:
            self.seen.append(f"line {self.getpos()[0]}: {words}")

    def handle_data(self, data):
        self.note(data)

    def handle_starttag(self, tag, attributes):
        kind = dict(attributes).get("type", "text")
        for name, value in attributes:
            is_shown = name == "value" and tag == "input" and kind not in WORDLESS_INPUTS
            if is_shown or SPOKEN_ATTRIBUTES.fullmatch(name):
                self.note(value or "")


def bare_text(template: str) -> list[str]:
    """Return what a template says without its expressions, statements and comments."""
    eye = Eye()
    eye.feed(
        "".join(
            value if kind == "data" else "\n" * value.count("\n")
            for _line, kind, value in environment().lex(template)
        )
    )
    eye.close()
    return eye.seen


def bare_script(script: str) -> list[str]:
    """Return words in the strings of a script: those a reader sees come in ``data-ca-…``."""
    strings = [found[1] for found in STRING.finditer(COMMENT.sub("", script))]
    return [
        string
        for string in strings
        if string[:1].isupper() or (PHRASE.search(string) and string != "use strict")
    ]


def is_gettext(node: nodes.Node | None) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name in GETTEXT
    )


def bare_strings(template: str) -> list[str]:
    """Return words in a template's expressions that are not given to gettext."""
    tree = environment().parse(template)
    calls = [call for call in tree.find_all(nodes.Call) if is_gettext(call)]
    translated = {id(argument) for call in calls for argument in call.args}
    return [
        f"line {const.lineno}: {const.value}"
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and id(const) not in translated
        if const.value.strip()[:1].isupper() or PHRASE.search(const.value)
        if const.value not in NO_WORDS
    ]


def glued_strings(template: str) -> list[str]:
    """Return calls of gettext whose words are made up, or whose answer is worked on."""
    return [f"line {line}" for line in _glued(environment().parse(template), None)]


def _glued(node: nodes.Node, parent: nodes.Node | None) -> Iterator[int]:
    if is_gettext(node):
        words = node.args[: GETTEXT[node.node.name]]
        if isinstance(parent, GLUE) or not all(isinstance(word, nodes.Const) for word in words):
            yield node.lineno
    is_choice = isinstance(node, nodes.CondExpr | nodes.List | nodes.Tuple)
    for child in node.iter_child_nodes():
        yield from _glued(child, parent if is_choice else node)


def bare_times(template: str) -> list[str]:
    """Return instants that are shown or handed on without a filter that puts them into words."""
    tree = environment().parse(template)
    shown = [node for output in tree.find_all(nodes.Output) for node in output.nodes]
    for call in tree.find_all(nodes.Call):
        shown += [*call.args, *(keyword.value for keyword in call.kwargs)]
    names = [(node.lineno, getattr(node, "attr", getattr(node, "name", ""))) for node in shown]
    return [f"line {line}: {name}" for line, name in names if TIMES.search(str(name))]


class Ear(HTMLParser):
    """Hears the pieces of a line one after the other, as (kind, words)."""

    def __init__(self, pieces):
        super().__init__()
        self.pieces = pieces
        self.lines = [[]]
        self.is_link = False

    def pause(self):
        self.lines.append([])

    def handle_starttag(self, tag, attributes):
        line, self.is_link = self.lines[-1], False
        for _name, value in attributes:
            self.pause()
            self.handle_data(value or "")
        self.lines.append(line if tag in INLINE else [])
        self.is_link = tag == "a"

    def handle_endtag(self, tag):
        self.is_link = False if tag == "a" else self.is_link
        if tag not in INLINE:
            self.pause()

    def handle_data(self, data):
        for number, part in enumerate(PIECE.split(data)):
            if number % 2 == 0:
                if re.search(f"[·|–/{BREAK}]", part):
                    self.pause()
                continue
            kind, words = self.pieces[int(part)]
            self.lines[-1].append(("link" if self.is_link and kind == "words" else kind, words))


def heard(template: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a template with marks in place of its expressions, and what these are."""
    tree = environment().parse(template)
    macros = {"caller", "super", *(macro.name for macro in tree.find_all(nodes.Macro))}
    macros |= {found.target for found in tree.find_all(nodes.Import)}
    for found in tree.find_all(nodes.FromImport):
        macros |= {name if isinstance(name, str) else name[1] for name in found.names}
    text, pieces, inside = "", [], ""
    for _line, kind, value in environment().lex(template):
        if kind == "data":
            text += value
        elif kind.endswith("_begin"):
            inside = ""
        elif kind == "variable_end":
            piece = _piece(environment().parse(f"{{{{{inside}}}}}"), macros)
            pieces.append(piece)
            text += BREAK if piece[0] == "macro" else f"\ue001{len(pieces) - 1}\ue001"
        elif kind == "block_end":
            text += "" if inside.split()[0] in ("if", "endif") else BREAK
        else:
            inside += value
    return text, pieces


def _piece(tree: nodes.Template, macros: set[str]) -> tuple[str, str]:
    call = tree.find(nodes.Call)
    if call and not is_gettext(call):
        name = call.node.node if isinstance(call.node, nodes.Getattr) else call.node
        if isinstance(name, nodes.Name) and name.name in macros:
            return "macro", ""
    message = next((found for found in tree.find_all(nodes.Call) if is_gettext(found)), None)
    if message is None or not message.args:
        return "value", ""
    return "words", str(getattr(message.args[0], "value", ""))


def glued_lines(template: str, *, is_text: bool = False) -> list[str]:
    """Return messages that make a sentence only together with what stands beside them."""
    marked, pieces = heard(template)
    ear = Ear(pieces)
    ear.feed(marked.replace("\n", BREAK) if is_text else marked)
    ear.close()
    found = []
    for line in ear.lines:
        for (kind, words), (next_kind, next_words) in pairwise(line):
            is_whole = words.endswith((".", ":", "?", "!")) or words in LABELS
            if kind == "words" and not is_whole:
                found.append(f"{words} + {next_words or next_kind}")
            elif next_kind == "words" and not (kind != "value" and is_whole):
                found.append(f"{words or kind} + {next_words}")
    return found
