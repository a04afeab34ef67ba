"""The files of the source tree, without what was made, installed or fetched."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MADE = {
    "__pycache__",
    "build",
    "dist",
    "htmlcov",
    "instance",
    "node_modules",
    "test-results",
}
HIDDEN_BUT_OURS = {".ci", ".gitignore", ".gitattributes"}
BINARY = {".png", ".jpg", ".webp", ".gif", ".mo", ".pyc", ".gz", ".br"}


@dataclass(frozen=True)
class Module:
    """A Python file: where it lies, its text, its tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Its path from the root of the tree."""
        return str(self.path.relative_to(ROOT))


@cache
def files() -> list[Path]:
    """Every file that somebody wrote."""
    return sorted(_walk(ROOT))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        is_hidden = path.name.startswith(".") and path.name not in HIDDEN_BUT_OURS
        if is_hidden or path.name in MADE or path.is_symlink():
            continue
        if path.is_dir():
            if not path.name.endswith(".egg-info") and not (path / "pyvenv.cfg").exists():
                yield from _walk(path)
        elif path.suffix not in BINARY:
            yield path


@cache
def modules(*folders: str) -> list[Module]:
    """Every Python module, or those below some folders."""
    found = []
    for path in files():
        inside = path.relative_to(ROOT).parts[0]
        if path.suffix == ".py" and (not folders or inside in folders):
            text = path.read_text(encoding="utf-8")
            found.append(Module(path, text, ast.parse(text)))
    return found


@cache
def templates() -> dict[str, str]:
    """Every template by its name, with its text."""
    folder = ROOT / "templates"
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for path in files()
        if folder in path.parents
    }


def imported(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every module that a tree imports, at any depth, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno
