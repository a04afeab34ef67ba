"""Pictures that the demo draws itself: portraits of its people, and banners of newsletters."""

from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from webapp.demo import people
from webapp.demo.chance import chance
from webapp.demo.people import Person

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SIDE = 512
BANNER = (560, 168)

GROUNDS = ("#dbe7f3", "#f6e3cf", "#dff0e3", "#efe0ef", "#f4ead0", "#d8eef0")
SKINS = ("#f2d0b3", "#e3b58f", "#c98d62", "#9a6643", "#6f4630")
HAIRS = ("#2a211d", "#5a3825", "#9c6b36", "#c9a35f", "#7a7a80", "#8c3b2a")
CLOTHES = ("#27506f", "#7c3f58", "#3f6b4f", "#8a6a24", "#4a4a86", "#a4502f")
INK = "#20242a"
WATERS = ("#1f5f7a", "#2f6f68", "#3d5a80", "#51557e")


class Look(NamedTuple):
    """What somebody looks like; colours are places in the lists above."""

    ground: int
    skin: int
    hair: int
    clothes: int
    is_long: bool = False
    has_glasses: bool = False
    has_beard: bool = False


LOOKS = {
    people.ANNA: Look(0, 0, 2, 0, is_long=True),
    people.INGRID: Look(2, 0, 4, 4, is_long=True, has_glasses=True),
    people.TOMASZ: Look(4, 1, 1, 2, has_beard=True),
    people.PRIYA: Look(1, 3, 0, 1, is_long=True),
    people.JONAS: Look(5, 1, 4, 3, has_glasses=True),
    people.MIRIAM: Look(3, 0, 5, 2, is_long=True),
    people.OLENA: Look(1, 0, 3, 5, is_long=True),
    people.LAYLA: Look(2, 2, 0, 0, is_long=True, has_glasses=True),
    people.SAMUEL: Look(0, 4, 0, 5, has_beard=True),
    people.GRACE: Look(4, 1, 1, 4, is_long=True),
    people.CLAIRE: Look(5, 0, 1, 1, is_long=True),
    people.EVA: Look(3, 0, 3, 3),
}


def portraits() -> dict[Person, bytes]:
    """Return who has a picture of himself, and the picture."""
    return {person: portrait(look) for person, look in LOOKS.items()}


def portrait(look: Look) -> bytes:
    """Draw a friendly face; return it as PNG of 512 × 512 pixels."""
    from PIL.ImageDraw import Draw  # noqa: PLC0415 - several MB, for the demo alone

    canvas = _canvas((SIDE, SIDE), GROUNDS[look.ground])
    pen = Draw(canvas)
    skin, hair = SKINS[look.skin], HAIRS[look.hair]
    if look.is_long:
        _circle(pen, 256, 214, 134, hair)
        pen.rounded_rectangle((122, 214, 390, 420), radius=40, fill=hair)
    else:
        _circle(pen, 256, 196, 118, hair)
    pen.rectangle((216, 300, 296, 400), fill=skin)
    _circle(pen, 256, 570, 200, CLOTHES[look.clothes])
    _circle(pen, 256, 235, 112, skin)
    pen.chord((144, 100, 368, 300), 195, 345, fill=hair)
    if look.has_beard:
        pen.chord((144, 123, 368, 347), 20, 160, fill=hair)
    _face(pen, look)
    return _png(canvas)


def _face(pen: "ImageDraw", look: Look) -> None:
    for x in (214, 298):
        _circle(pen, x, 232, 10, INK)
        if look.has_glasses:
            pen.ellipse((x - 32, 200, x + 32, 264), outline=INK, width=8)
    if look.has_glasses:
        pen.line((246, 230, 266, 230), fill=INK, width=8)
    pen.arc(
        (218, 240, 294, 304), 25, 155, fill="#7c2d2d" if not look.has_beard else "#f5efe6", width=10
    )


@cache
def banner(issue: int) -> bytes:
    """Draw the picture of a newsletter, hills and a sun over water; return it as PNG."""
    from PIL.ImageDraw import Draw  # noqa: PLC0415 - as above

    dice = chance("banner", issue)
    width, height = BANNER
    canvas = _canvas(BANNER, dice.choice(GROUNDS))
    pen = Draw(canvas)
    _circle(pen, dice.randrange(75, width - 75), dice.randrange(35, 75), 23, "#f2b84b")
    for colour, base in (("#a9bccb", 85), ("#7f9bb0", 100), ("#567a94", 115)):
        for _hill in range(4):
            top, middle = base - dice.randrange(10, 55), dice.randrange(width)
            reach = dice.randrange(70, 150)
            pen.polygon([(middle - reach, 125), (middle, top), (middle + reach, 125)], fill=colour)
    pen.rectangle((0, 120, width, height), fill=dice.choice(WATERS))
    for _wave in range(9):
        x, y = dice.randrange(width), dice.randrange(128, height - 4)
        pen.rectangle((x, y, x + dice.randrange(20, 80), y + 2), fill="#dbe7f3")
    return _png(canvas)


def _canvas(size: tuple[int, int], colour: str) -> "Image":
    from PIL import Image  # noqa: PLC0415 - as above

    return Image.new("RGB", size, colour)


def _circle(pen: "ImageDraw", x: int, y: int, radius: int, colour: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _png(canvas: "Image") -> bytes:
    from PIL import PngImagePlugin  # noqa: F401, PLC0415 - as above

    target = BytesIO()
    canvas.save(target, "PNG")
    return target.getvalue()
