"""The activity log: every event has a sentence, and nothing but time takes one out again."""

import ast
import re
from collections.abc import Iterator

from tests.house import sources

TYPE = re.compile(r"[a-z_]+\.[a-z_]+")
MAY_DELETE = {"webapp/identity/service/erasing.py", "webapp/identity/service/forgetting.py"}
"""Where events end: two years after they happened, or with the account that they belong to."""


def recorded(module: sources.Module) -> Iterator[tuple[int, str]]:
    """Yield the types that a module records, with the line; a made-up part is a regex."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record_event"):
            for name in types(node.args[0], module.tree):
                yield node.lineno, name


def types(node: ast.expr, tree: ast.AST) -> Iterator[str]:
    """Yield what an argument may be; a variable may be any type that its module names."""
    if isinstance(node, ast.Constant):
        yield re.escape(str(node.value))
    elif isinstance(node, ast.IfExp):
        yield from types(node.body, tree)
        yield from types(node.orelse, tree)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else "[a-z_]+"
            for part in node.values
        )
    else:
        name = re.split(r"\W", ast.unparse(node))[0]
        yield from (re.escape(text) for text in constants_of(name, tree))


def constants_of(name: str, tree: ast.AST) -> list[str]:
    """Return the event types in whatever is assigned to a name, or to what it is taken from."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(name in re.split(r"\W+", ast.unparse(target)) for target in targets):
                values = [n.value for n in ast.walk(node.value) if isinstance(n, ast.Constant)]
                found += [v for v in values if isinstance(v, str) and TYPE.fullmatch(v)]
                for inner in ast.walk(node.value):
                    if isinstance(inner, ast.Name) and inner.id.isupper():
                        found += constants_of(inner.id, tree)
    return [kind for kind in found if not kind.startswith(("security.", "confirm."))]


def test_every_event_has_a_sentence(application):
    known = {
        name.partition(":")[0]
        for room in application.extensions["clientarea.rooms"]
        for name in room.events
    }
    found = []
    for module in sources.modules("webapp"):
        if "/demo/" in module.name or module.name == "webapp/identity/service/events.py":
            continue
        for line, kind in recorded(module):
            if not any(re.fullmatch(kind, name) for name in known):
                found.append(f"{module.name}:{line} records {kind}")
    assert found == [], (
        "the activity log has no words for these: give the room that records them a line in "
        'Room(events={"room.thing_done": _l("Thing done")}), and translate it'
    )


def test_sentences_are_sentences_of_one_room_each(application):
    named = [n for room in application.extensions["clientarea.rooms"] for n in room.events]
    assert len(named) == len(set(named))
    for name in named:
        assert TYPE.fullmatch(name.partition(":")[0]), f"{name}: dotted, in the past tense"


def test_events_are_never_changed_and_only_time_deletes_them():
    """Whoever touches the table only adds and reads, but for the few that may delete."""
    for module in sources.modules("webapp"):
        if "ActivityEvent" not in module.text and "activity_events" not in module.text:
            continue
        for node in ast.walk(module.tree):
            act = ast.unparse(node.func).split(".")[-1] if isinstance(node, ast.Call) else ""
            where = f"{module.name}:{getattr(node, 'lineno', '')}"
            if act in ("delete", "delete_some"):
                assert module.name in MAY_DELETE, f"{where}: events are kept"
            if act == "update":
                assert "ActivityEvent" not in ast.unparse(node), f"{where}: events stay as they are"
                assert module.name in MAY_DELETE, f"{where}: not beside the log"
