"""Style and scripts: small, plain enough for old browsers, and safe for a strict policy."""

import hashlib
import re

import pytest

from tests.house import sources

LARGEST_CSS = 10 * 1024
LARGEST_JS = 2560
LARGEST_PASSKEY_JS = 2048
MAY_BE_MISSING = {"max-width", "--ca-radius"}
CSS = sorted((sources.ROOT / "static/css").glob("*.css"))
JS = sorted((sources.ROOT / "static/js").glob("ca*.js"))
PASSKEY_JS = sources.ROOT / "static/js/passkey.js"


def plain(text: str) -> str:
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def rules(text: str) -> list[tuple[str, list[str], bool]]:
    """Selector, declarations and whether an at-rule is around, for each rule of a style sheet."""
    found, around, start = [], [], 0
    for match in re.finditer(r"[{}]", text):
        piece, start = text[start : match.start()].strip(), match.end()
        if match[0] == "{":
            around.append(piece)
        else:
            selector = around.pop()
            if not selector.startswith("@"):
                declarations = [part.strip() for part in piece.split(";") if part.strip()]
                found.append((selector, declarations, bool(around)))
    return found


def parts(declaration: str) -> tuple[str, str]:
    name, _, value = declaration.partition(":")
    return name.strip(), value.strip()


@pytest.fixture(params=CSS, ids=lambda path: path.name)
def css(request) -> str:
    return plain(request.param.read_text(encoding="utf-8"))


def test_the_style_sheets_are_small():
    assert sum(path.stat().st_size for path in CSS) <= LARGEST_CSS


def test_the_scripts_of_every_page_are_small():
    assert sum(path.stat().st_size for path in JS) <= LARGEST_JS


def test_the_script_of_passkeys_is_small():
    assert PASSKEY_JS.stat().st_size <= LARGEST_PASSKEY_JS


def test_no_rule_stands_in_another(css):
    """Dillo would apply the inner declarations to everything."""
    depth: list[str] = []
    start = 0
    for match in re.finditer(r"[{};]", css):
        piece, start = css[start : match.start()].strip(), match.end()
        if match[0] == "{":
            assert not depth or depth[-1].startswith("@"), f"{piece} stands in {depth[-1]}"
            depth.append(piece)
        elif match[0] == "}":
            depth.pop()
    assert not depth, "a brace is open"


def test_a_style_sheet_fetches_nothing(css):
    assert "@import" not in css
    assert "url(" not in css
    assert "@font-face" not in css
    assert "!important" not in css


def test_colours_and_sizes_are_literal_before_they_are_variable(css):
    """A browser without custom properties drops the declaration, and needs the one before."""
    for selector, declarations, is_inside in rules(css):
        seen: list[str] = []
        for declaration in declarations:
            name, value = parts(declaration)
            if "var(" in value and not is_inside:
                earlier = [one for one in seen if name == one or name.startswith(f"{one}-")]
                assert earlier, f"{selector}: {declaration} has no literal before it"
            if "var(" not in value:
                seen.append(name)


def test_only_what_may_be_missing_is_measured_in_rem(css):
    """Dillo knows no rem and drops the declaration: no space and no size of type may hang on it."""
    for selector, declarations, is_inside in rules(css):
        for name, value in map(parts, declarations):
            if "rem" in value and not is_inside:
                assert name in MAY_BE_MISSING, f"{selector}: {name} is lost on Dillo, use px or em"


def test_sides_are_physical_first_and_then_logical(css):
    """Old browsers know left and right alone; Arabic needs start and end."""
    for selector, declarations, _is_inside in rules(css):
        names = [parts(declaration)[0] for declaration in declarations]
        values = dict(parts(declaration) for declaration in declarations)
        for place, name in enumerate(names):
            base, _, side = name.rpartition("-")
            if "-inline" in name or "-block" in name:
                root = name.partition("-")[0]
                before = [one for one in names[:place] if one.partition("-")[0] == root]
                assert before, f"{selector}: {name} has no physical property before it"
            elif side in ("left", "right"):
                other = f"{base}-{'right' if side == 'left' else 'left'}"
                is_even = values.get(other) == values[name]
                after = [one for one in names[place:] if "-inline" in one]
                assert is_even or after, f"{selector}: {name} is wrong from right to left"


def test_alignment_is_physical_first_and_then_logical(css):
    for selector, declarations, _is_inside in rules(css):
        sides = [value for name, value in map(parts, declarations) if name == "text-align"]
        if set(sides) & {"left", "right"}:
            assert sides[-1] in ("start", "end"), f"{selector}: wrong from right to left"


def test_everything_is_styled_by_a_class_of_ours_below_one_wrapper(css):
    for selector, _declarations, _is_inside in rules(css):
        for one in selector.split(","):
            assert re.match(r"\.ca\b|\.ca-|from|to|\d+%", one.strip()), f"{one}: name a ca- class"
            for name in re.findall(r"\.([a-zA-Z][\w-]*)", one):
                assert name == "ca" or name.startswith("ca-"), f"{one}: {name} may be theirs"


def test_every_style_is_of_use_to_a_page():
    styled = set(re.findall(r"\.(ca-[\w-]+)", plain("".join(path.read_text() for path in CSS))))
    texts = [*sources.templates().values(), *(path.read_text() for path in JS)]
    unused = {name for name in styled if not any(name in text for text in texts)}
    assert not unused, "nothing has these classes"


@pytest.mark.parametrize("path", [*JS, PASSKEY_JS], ids=lambda path: path.name)
def test_scripts_make_no_code_and_no_markup_from_text(path):
    text = plain(path.read_text(encoding="utf-8"))
    for word in ("eval(", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"):
        assert word not in text, word
    assert not re.search(r"\bnew Function\b|\bset(Timeout|Interval)\(\s*['\"`]", text)
    assert "'use strict'" in text
    assert "http" not in text, "scripts ask nobody but the page's own links"


def test_vendored_files_are_those_that_were_checked(checkout):
    folder = checkout / "static/vendor"
    table = (folder / "VENDORED.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", table, re.MULTILINE))
    assert sorted(rows) == sorted(path.name for path in folder.glob("*.js"))
    for name, digest in rows.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
    assert (folder / "LICENSE").read_text(encoding="utf-8").strip()
