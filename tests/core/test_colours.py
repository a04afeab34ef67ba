"""The provider's colour can be read wherever it stands, whatever it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house import sources
from tests.properties import examples
from webapp.core import brand
from webapp.core.colours import BLACK, WHITE, contrast, luminance, readable, shaded

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
TAKEN = COLOURS.map(lambda colour: readable(colour, BLACK, [WHITE]))
"""Colours that an accent may have."""

LETTERS = ("#f6f7f9", "#ffffff"), ("#0e1114", "#191d22")
TOKEN = re.compile(r"--ca-(page|surface):(#[0-9a-f]{3,6})\b")


def parts(colour: str) -> list[int]:
    """Red, green and blue, from 0 to 255."""
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def is_colourful(colour: str) -> bool:
    return max(parts(colour)) - min(parts(colour)) > 60


def grounds() -> tuple[list[str], list[str]]:
    """What text stands on in ca.css and in letters: on light screens and on dark ones."""
    css = (sources.ROOT / "static/css/ca.css").read_text(encoding="utf-8")
    light, _dark, dark = css.partition("@media (prefers-color-scheme:dark)")
    found = []
    for part, letters in ((light, LETTERS[0]), (dark, LETTERS[1])):
        tokens = dict(TOKEN.findall(part))
        assert set(tokens) == {"page", "surface"}
        full = (c if len(c) == 7 else "#" + "".join(2 * x for x in c[1:]) for c in tokens.values())
        found.append([*full, *letters])
    return found[0], found[1]


LIGHT, DARK = grounds()


def test_pages_and_letters_have_no_ground_beyond_those_that_shades_are_made_for():
    for found, (light, dark) in ((LIGHT, brand.LIGHT_SURFACES), (DARK, brand.DARK_SURFACES[::-1])):
        for ground in found:
            assert luminance(dark) <= luminance(ground) <= luminance(light)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#000000", 2.44),
        ("#FFFFFF", "#1A5FB4", 6.29),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert round(contrast(one, other), 2) == ratio
    assert contrast(other, one) == contrast(one, other)


@examples(300)
@given(COLOURS)
def test_a_shade_lies_between_the_colour_and_the_end_of_its_way(colour):
    for towards in (BLACK, WHITE):
        assert shaded(colour, towards, 0) == colour
        assert shaded(colour, towards, 1) == towards
    darker, lighter = shaded(colour, BLACK, 0.5), shaded(colour, WHITE, 0.5)
    assert luminance(darker) <= luminance(colour) <= luminance(lighter)


@examples(300)
@given(COLOURS)
def test_a_readable_shade_is_the_colour_itself_where_that_will_do(colour):
    shade = readable(colour, BLACK, [WHITE])
    assert contrast(shade, WHITE) >= 4.5
    assert (shade == colour) is (contrast(colour, WHITE) >= 4.5)


@examples(300)
@given(TAKEN)
def test_every_colour_that_is_taken_can_be_read_in_both_lights(colour):
    accent = brand.shades(colour)
    for ground in brand.LIGHT_SURFACES:
        assert contrast(accent.light, ground) >= 4.5
    for ground in brand.DARK_SURFACES:
        assert contrast(accent.dark, ground) >= 4.5
    assert contrast(accent.on_light, accent.light) >= 4.5
    assert contrast(accent.on_dark, accent.dark) >= 4.5


def test_our_own_colours_can_be_read_in_both_lights():
    for ground in LIGHT:
        assert contrast(brand.OURS.light, ground) >= 4.5
    for ground in DARK:
        assert contrast(brand.OURS.dark, ground) >= 4.5
    assert contrast(brand.OURS.on_dark, brand.OURS.dark) >= 4.5


@examples(300)
@given(TAKEN.filter(is_colourful))
def test_the_hue_stays_the_providers_in_the_dark(colour):
    dark = parts(brand.shades(colour).dark)
    order = sorted(range(3), key=parts(colour).__getitem__)
    assert [dark[place] for place in order] == sorted(dark)
    assert max(dark) > min(dark)
