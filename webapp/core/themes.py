"""The provider's theme: his templates before ours, and everything in it looked through."""

import gettext
import re
import struct
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from babel.messages.mofile import read_mo
from flask import Flask, current_app, g, render_template
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)

from webapp.core import paths
from webapp.core.settings import Settings, settings

OURS = "clientarea/"
NEEDED = {
    "layouts/skeleton.html": ("title", "head", "body"),
    "layouts/base.html": ("content",),
    "email/layout.html": ("words",),
    "email/layout.txt": ("words",),
}
"""Blocks without which our pages and letters would lose what they have to say."""

NOT_COMPILED = "not compiled, or changed since: run pybabel compile -d translations"
MISPLACED = "a percent sign is written %%, and names stand there only as in the message"
PLACE = re.compile(r"%(?:%|\(\w+\)[ds])")
OPTIONAL = ("remedy", "typed", "back", "reference", "target")
UNREADABLE = (OSError, ValueError, IndexError, struct.error)
References = nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport


def init_app(app: Flask, settings: Settings) -> None:
    """Put the theme's templates first.

    Its files extend those they replace as ``clientarea/layouts/base.html``.
    """
    ours = FileSystemLoader(paths.TEMPLATES)
    loaders: list[BaseLoader] = [ours, PrefixLoader({OURS.rstrip("/"): ours})]
    app.extensions["clientarea.plain"] = app.jinja_env.overlay(loader=ChoiceLoader([*loaders]))
    if settings.theme:
        loaders.insert(0, FileSystemLoader(settings.theme / "templates"))
    app.jinja_loader = ChoiceLoader(loaders)


def render_plain(template: str, **known: object) -> str:
    """Render one of our templates as if there were no theme."""
    context = dict(known)
    current_app.update_template_context(context)
    plain = cast("Environment", current_app.extensions["clientarea.plain"])
    return plain.get_template(template).render(context)


def problems() -> list[str]:
    """Return what is wrong with the theme, as ``templates/layouts/base.html, line 3: …``."""
    folder = settings().theme
    if folder is None:
        return []
    found = [*_templates(folder / "templates"), *_translations(folder / "translations")]
    return found or list(_attempt(folder))


def _templates(folder: Path) -> Iterator[str]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in name.split("/")):
            continue
        try:
            current_app.jinja_env.get_template(name)
            yield from (f"templates/{name}{problem}" for problem in _loose_ends(name))
        except TemplateSyntaxError as error:
            yield f"templates/{name}, line {error.lineno}: {error.message}"
        except UnicodeDecodeError:
            yield f"templates/{name}: not UTF-8"


def _loose_ends(name: str) -> Iterator[str]:
    """Yield templates that are named and not there, and blocks that nobody would show."""
    tree = _tree(name)
    for reference in tree.find_all(References.__args__):
        wanted = _named(reference)
        if wanted and not _exists(wanted) and not getattr(reference, "ignore_missing", False):
            yield f", line {reference.lineno}: there is no template {wanted}"
            return
    chain = _chain(name)
    if chain[-1] in chain[:-1]:
        yield f": it extends itself; ours is called {OURS}{name}"
        return
    offered = set().union(*map(_blocks, chain[1:]))
    for block in (node for node in tree.body if isinstance(node, nodes.Block) and chain[1:]):
        if block.name not in offered:
            yield f", line {block.lineno}: {chain[1]} has no block {block.name}"
    for needed in NEEDED.get(name, ()):
        if needed not in offered | _blocks(name):
            yield f": it has no block {needed}"


def _tree(name: str) -> nodes.Template:
    environment = current_app.jinja_env
    loader = cast("BaseLoader", environment.loader)
    return environment.parse(loader.get_source(environment, name)[0], name)


def _blocks(name: str) -> set[str]:
    return {block.name for block in _tree(name).find_all(nodes.Block)}


def _chain(name: str) -> list[str]:
    """Return a template and those that it extends; the last is there twice if they never end."""
    chain = [name]
    while extends := _tree(chain[-1]).find(nodes.Extends):
        parent = _named(extends)
        if parent is None or not _exists(parent):
            break
        chain.append(parent)
        if parent in chain[:-1]:
            break
    return chain


def _named(reference: References) -> str | None:
    """Return the name in a reference, None where it is known only when it is used."""
    template = reference.template
    return str(template.value) if isinstance(template, nodes.Const) else None


def _exists(name: str) -> bool:
    environment = current_app.jinja_env
    try:
        cast("BaseLoader", environment.loader).get_source(environment, name)
    except TemplateNotFound:
        return False
    return True


def _translations(folder: Path) -> Iterator[str]:
    for source in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            yield f"{source.relative_to(folder.parent)}: {NOT_COMPILED}"
    for compiled in sorted(folder.glob("*/LC_MESSAGES/messages.mo")):
        try:
            with compiled.open("rb") as catalogue:
                gettext.GNUTranslations(catalogue)
                catalogue.seek(0)
                for words in _misplaced(catalogue):
                    yield f"{compiled.relative_to(folder.parent)}: {words!r}: {MISPLACED}"
        except UNREADABLE as error:
            yield f"{compiled.relative_to(folder.parent)}: {error}"


def _misplaced(catalogue: BinaryIO) -> Iterator[str]:
    """Find words that could not be filled in, even on the page that says so."""
    for message in read_mo(catalogue):
        places = {"%%"}.union(*map(PLACE.findall, _forms(message.id)))
        for words in _forms(message.string) if message.id else ():
            if "%" in PLACE.sub("", words) or not places.issuperset(PLACE.findall(words)):
                yield words


def _forms(text: str | Sequence[str] | None) -> Sequence[str]:
    return (text,) if isinstance(text, str) else text or ()


def _attempt(folder: Path) -> Iterator[str]:
    """Show a page once: what only fails when it is used fails here."""
    with current_app.test_request_context(base_url=settings().public_url):  # as pages are asked for
        g.crashed = True  # nobody asks the database who is reading
        try:
            render_template("errors/page.html", heading="", words="", **dict.fromkeys(OPTIONAL))
        except Exception as error:  # noqa: BLE001 - a template may raise anything
            yield f"{_place(error, folder)}: {type(error).__name__}: {error}"


def _place(error: Exception, folder: Path) -> str:
    """Return where in the theme something failed, as far as that can be told."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if Path(frame.filename).is_relative_to(folder):
            return f"{Path(frame.filename).relative_to(folder)}, line {frame.lineno}"
    return "templates"
