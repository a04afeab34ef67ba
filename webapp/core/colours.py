"""Colours like ``#1a5fb4``: how far two of them stand apart, and readable shades of one."""

import colorsys
import re
from collections.abc import Iterable

READABLE = 4.5
"""Contrast that text needs (WCAG 2.2, success criterion 1.4.3)."""

WHITE = "#ffffff"
BLACK = "#000000"
STEPS = 100

WRITTEN = re.compile(r"#[0-9a-f]{6}", re.ASCII)


def is_colour(text: str) -> bool:
    """Tell whether this is a colour in small letters, like ``#1a5fb4``."""
    return WRITTEN.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour (WCAG 2.2), from 0 for black to 1 for white."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def shaded(colour: str, towards: str, share: float) -> str:
    """Return a colour on its way to black or white, of the same hue and saturation.

    ``share`` is how far it went, from 0 for not at all to 1 for the end of the way.
    """
    goal = luminance(towards)  # black and white: 0 and 1, as their lightness
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in _parts(colour)))
    lightness += (goal - lightness) * share
    parts = colorsys.hls_to_rgb(hue, lightness, saturation)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def readable(colour: str, towards: str, backgrounds: Iterable[str], ratio: float = READABLE) -> str:
    """Return the shade nearest to a colour that can be read on all the backgrounds.

    ``towards`` is black or white, and what is returned if no shade before it will do.
    """
    grounds = list(backgrounds)
    for step in range(STEPS):
        shade = shaded(colour, towards, step / STEPS)
        if all(contrast(shade, ground) >= ratio for ground in grounds):
            return shade
    return towards


def _linear(part: float) -> float:
    """Undo the curve of sRGB (IEC 61966-2-1, with the threshold of WCAG 2.2)."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
