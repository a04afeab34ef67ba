"""Rules that the code keeps: sizes, words, and who may import what."""

import ast
import re

from tests.house import sources

LONGEST_FUNCTION = 40
LONGEST_MODULE = 300
LONGEST_CONFTEST = 150

DORMANT = {
    "flask_babel": {"webapp/core/i18n.py"},
    "flask_login": {"webapp/identity/login.py"},
    "flask_migrate": {"webapp/core/schema.py"},
    "flask_sqlalchemy": {"webapp/core/db.py"},
    "flask_wtf": {"webapp/core/forms.py"},
    "flask_wtf.csrf": {"webapp/core/security.py"},
    "flask_dance": set(),
    "flask_mail": {"webapp/messaging/ways_out.py"},
    "whitenoise": {"webapp/core/assets.py"},
    "argon2": {"webapp/core/passwords.py"},
    "huey": {"webapp/messaging/worker.py"},
    "webauthn": {"webapp/access/service/webauthn.py"},
}
"""Extensions that hardly move any more: each lives in one module, so that it can be replaced."""

LAZY = {"alembic", "zxcvbn_rs_py", "PIL", "webauthn", "stripe", "css_inline", "flask_migrate"}
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK|coming" + r" soon)\b")
PERMANENT_REDIRECTS = {301, 302, 307, 308}


def functions(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def ours(*folders: str) -> list[sources.Module]:
    return sources.modules(*folders or ("webapp", "migrations"))


def test_functions_are_short(modules):
    for module in modules:
        if module.path.parent.name == "versions":
            continue  # a migration is a list of steps
        for function in functions(module.tree):
            length = (function.end_lineno or 0) - function.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{module.name}:{function.lineno} has {length} lines"


def test_modules_are_short(modules):
    for module in modules:
        longest = LONGEST_CONFTEST if module.path.name == "conftest.py" else LONGEST_MODULE
        length = len(module.text.splitlines())
        assert length <= longest, f"{module.name} has {length} lines: one subject a module"


def test_every_module_says_what_lives_in_it(modules):
    for module in modules:
        first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
        assert first.endswith((".", ":")), f"{module.name}: begin with one sentence"


def test_architecture_names_every_module_of_the_core(checkout):
    page = (checkout / "docs/architecture.md").read_text(encoding="utf-8")
    floor = page.partition("## The ground floor")[2].partition("\n## ")[0]
    told = re.findall(r"`([a-z_0-9]+)`", floor.partition("|---")[2])
    there = [path.stem for path in (checkout / "webapp/core").glob("*.py")]
    assert sorted(told) == sorted(set(there) - {"__init__"})


def test_everything_public_in_core_and_services_is_explained():
    for module in ours("webapp"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
                is_inner = node not in module.tree.body
                if not is_inner:
                    assert ast.get_docstring(node), f"{module.name}:{node.lineno} {node.name}"


def test_services_name_what_they_raise():
    """A refusal raised in a public service function stands in its docstring."""
    for module in ours("webapp"):
        if "service" not in module.name:
            continue
        for function in functions(module.tree):
            if function.name.startswith("_"):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Raise) and node.exc:
                    name = ast.unparse(node.exc).partition("(")[0]
                    told = ast.get_docstring(function) or ""
                    assert f":raises {name}:" in told, f"{module.name}:{node.lineno} {name}"


def test_nothing_is_left_unfinished():
    for path in sources.files():
        if "vendor" in path.parts or path.suffix == ".po":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            assert not UNFINISHED.search(line), f"{path.relative_to(sources.ROOT)}:{number}: {line}"


def test_each_dormant_extension_lives_in_one_module():
    found: dict[str, set[str]] = {name: set() for name in DORMANT}
    for module in ours("webapp"):
        for name, _line in sources.imported(module.tree):
            parts = name.split(".")
            known = [".".join(parts[:size]) for size in range(len(parts), 0, -1)]
            if home := next((package for package in known if package in DORMANT), None):
                found[home].add(module.name)
    assert found == DORMANT


def test_what_costs_much_memory_is_imported_where_it_is_used():
    for module in ours("webapp"):
        for node in module.tree.body:
            for name, line in sources.imported(ast.Module([node], [])):
                is_late = isinstance(node, ast.If | ast.FunctionDef | ast.ClassDef)
                assert is_late or name.split(".")[0] not in LAZY, f"{module.name}:{line} {name}"


def test_there_is_one_clock():
    told = re.compile(r"\b(datetime|date)\.(now|utcnow|today|fromtimestamp)\(")
    for module in ours("webapp"):
        if module.name != "webapp/core/clock.py":
            assert not told.search(module.text), f"{module.name}: ask core.clock"


def test_times_are_put_into_words_in_one_place():
    """There they get the reader's zone and language, which no other place would think of."""
    told = re.compile(r"\.strftime\(|\bformat_(date|time)\(")
    for module in ours("webapp"):
        if module.name != "webapp/core/i18n.py" and not module.name.startswith("webapp/demo/"):
            assert not told.search(module.text), f"{module.name}: ask core.i18n"


def test_models_derive_from_our_base():
    for module in ours("webapp"):
        assert "db.Model" not in module.text.replace("`db.Model`", ""), module.name
        assert "MappedAsDataclass" not in module.text, module.name


def test_messages_are_codes_in_the_address_and_there_are_no_signals():
    for module in ours("webapp"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "flask":
                names = {alias.name for alias in node.names}
                assert not names & {"flash", "get_flashed_messages"}, f"{module.name}: use saved()"
        imports = {name.split(".")[0] for name, _line in sources.imported(module.tree)}
        assert "blinker" not in imports, f"{module.name}: rooms are told by registration"


def test_no_view_asks_who_is_reading():
    """Pages and fragments are told apart in one helper; only the guard needs to know, too."""
    knowing = {"webapp/core/hypermedia.py", "webapp/core/pages.py", "webapp/identity/guard.py"}
    for module in ours("webapp"):
        if "wants_fragment" in module.text:
            assert module.name in knowing, f"{module.name}: show() and saved() decide"
        if re.search(r"[\"']HX-", module.text):
            assert module.name in knowing | {"webapp/core/security.py"}, module.name


def test_readers_are_sent_on_with_303_alone():
    """Text browsers stop at 307 and 308, and repeat the POST after others."""
    for module in ours("webapp"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and type(node.value) is int:
                where = f"{module.name}:{node.lineno}"
                assert node.value not in PERMANENT_REDIRECTS, f"{where}: see_other() sends on"
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "redirect":
                assert module.name == "webapp/core/hypermedia.py", f"{module.name}: see_other()"


def test_migrations_stand_on_their_own(checkout):
    for module in sources.modules("migrations"):
        if module.path.parent.name == "versions":
            imports = {name.split(".")[0] for name, _line in sources.imported(module.tree)}
            assert "webapp" not in imports, f"{module.name}: models move on, migrations stay"
            assert re.fullmatch(r"20\d\d_\d\d_\d\d_[a-z0-9_]+", module.path.stem), module.name
            assert f'revision: str = "{module.path.stem}"' in module.text, module.name


def test_no_test_waits_by_the_clock():
    for module in sources.modules("tests"):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                where = f"{module.name}:{node.lineno}: wait for what you wait for"
                assert name not in ("time.sleep", "sleep") or in_loop(module, node), where
                assert not name.endswith("wait_for_timeout"), where


def in_loop(module: sources.Module, call: ast.Call) -> bool:
    """Tell whether a pause only spaces out looks at something that will happen."""
    loops = [node for node in ast.walk(module.tree) if isinstance(node, ast.While | ast.For)]
    return any(call in ast.walk(loop) for loop in loops)
