"""Pictures: read from whatever is sent, and drawn anew, so that nothing else of it is kept."""

import re
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from webapp.identity.service.avatars import LARGE, SMALL, Picture
from webapp.profile.errors import (
    NotAPicture,
    PictureDamaged,
    PictureMissing,
    PicturesBusy,
    PictureTooFine,
    PictureTooLarge,
)
from webapp.profile.measures import LARGEST_FILE, MOST_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_SCANS = 100
STRIP = 16
LARGEST_PROFILE = 4 * 1024 * 1024
ORIENTATION = 0x0112  # EXIF 2.32, tag Orientation
JPEG_QUALITY = 88
PLACES = 2
PATIENCE = 10

SIGNATURES = {
    "JPEG": re.compile(rb"\xff\xd8\xff"),
    "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "GIF": re.compile(rb"GIF8[79]a"),
    "WEBP": re.compile(rb"RIFF....WEBP", re.DOTALL),
}
SCAN = re.compile(rb"\xff\xda\x00(?:\x06\x00|\x08\x01|\x0a\x02|\x0c\x03|\x0e\x04)")
"""How each scan of a JPEG begins: length and number of components (ITU-T T.81, B.2.3)."""

_places = threading.BoundedSemaphore(PLACES)
_one_at_a_time = threading.Lock()


def read_picture(content: bytes) -> Picture:
    """Return the middle of a picture as a square, in two sizes, drawn on a new canvas.

    Takes JPEG, PNG, WebP and GIF, the first frame of moving ones; names and types that were
    sent along play no part.

    :raises PictureMissing: there are no bytes.
    :raises PictureTooLarge: there are more than 10 MB.
    :raises NotAPicture: they begin like none of the four formats.
    :raises PictureTooFine: it has more than 16,777,216 pixels.
    :raises PictureDamaged: it cannot be decoded.
    :raises PicturesBusy: this process has too many pictures to read.
    """
    if not content:
        raise PictureMissing
    if len(content) > LARGEST_FILE:
        raise PictureTooLarge
    kind = next((name for name, start in SIGNATURES.items() if start.match(content)), None)
    if kind is None:
        raise NotAPicture
    # A progressive JPEG may ask for thousands of passes over its pixels.
    if kind == "JPEG" and len(SCAN.findall(content)) > MOST_SCANS:
        raise PictureDamaged
    with _turn(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"PIL\b")
        try:
            return _drawn(_square(content, kind))
        except (PictureTooFine, PictureDamaged):
            raise
        except Exception:  # noqa: BLE001 - hostile bytes raise whatever a decoder trips over
            raise PictureDamaged from None


@contextmanager
def _turn() -> Iterator[None]:
    """One picture at a time in each process; one may wait, the next is asked to come again."""
    if not _places.acquire(blocking=False):
        raise PicturesBusy
    try:
        if not _one_at_a_time.acquire(timeout=PATIENCE):
            raise PicturesBusy
        try:
            yield
        finally:
            _one_at_a_time.release()
    finally:
        _places.release()


def _square(content: bytes, kind: str) -> "Image":
    """Decode, and return the upright middle in 256 × 256 pixels: RGB, or RGBA where transparent.

    The size is checked when only the header has been read.
    """
    # Several MB, wanted rarely; a format whose plugin is missing makes Pillow load all it has.
    from PIL import (  # noqa: PLC0415
        GifImagePlugin,  # noqa: F401
        Image,
        JpegImagePlugin,  # noqa: F401
        PngImagePlugin,  # noqa: F401
        WebPImagePlugin,  # noqa: F401
    )

    with Image.open(BytesIO(content), formats=[kind]) as sent:
        _check_size(*sent.size)
        sent.draft(None, (2 * LARGE, 2 * LARGE))  # JPEG alone: decode a half, a quarter, an eighth
        sent.load()
        orientation, profile = _orientation(sent), sent.info.get("icc_profile")
        middle = _middle(sent)
    square = middle.resize((LARGE, LARGE), Image.Resampling.LANCZOS)
    return _upright(_in_srgb(square, profile), orientation)


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PictureDamaged
    if width * height > MOST_PIXELS:
        raise PictureTooFine


def _orientation(image: "Image") -> int:
    """Return how the camera was held, 1 to 8 as EXIF numbers it; 1 where that is not told."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - a picture is not lost for the sake of its metadata
        return 1


def _middle(image: "Image") -> "Image":
    """Cut out the middle square and shrink it to between 512 and 1024 pixels, if it is larger.

    Goes strip by strip, so that nobody can ask for a second copy of all pixels.
    """
    from PIL import Image  # noqa: PLC0415 - as above

    side = min(image.size)
    factor = max(1, side // (2 * LARGE))
    left, top = (image.width - side) // 2, (image.height - side) // 2
    strips = []
    for start in range(0, side, STRIP * factor):
        end = min(side, start + STRIP * factor)
        strip = image.crop((left, top + start, left + side, top + end))
        strips.append(_eight_bits(strip).reduce(factor))
    middle = Image.new(strips[0].mode, (strips[0].width, sum(strip.height for strip in strips)))
    for number, strip in enumerate(strips):
        middle.paste(strip, (0, number * STRIP))
    return middle


def _eight_bits(image: "Image") -> "Image":
    """Return the picture in L, RGB, CMYK or RGBA, for which Pillow can scale and convert."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info:
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _in_srgb(image: "Image", profile: bytes | None) -> "Image":
    """Return the picture in sRGB, from the colours of its own profile where that is usable."""
    from PIL import Image, ImageCms  # noqa: PLC0415 - as above

    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    plain = image.convert("RGB") if alpha else image
    converted = None
    if profile and len(profile) <= LARGEST_PROFILE:
        try:
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(plain, BytesIO(profile), srgb, outputMode="RGB")
        except Exception:  # noqa: BLE001 - then the usual conversion is close enough
            converted = None
    coloured = converted or plain.convert("RGB")
    if alpha is None:
        return coloured
    return Image.merge("RGBA", (*coloured.split(), alpha))


def _upright(image: "Image", orientation: int) -> "Image":
    """Turn and mirror a picture as EXIF says."""
    from PIL.Image import Transpose  # noqa: PLC0415 - as above

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _drawn(image: "Image") -> Picture:
    """Paste on new canvases and encode: PNG if anything shines through, else JPEG."""
    from PIL import Image  # noqa: PLC0415 - as above

    is_transparent = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    mode = "RGBA" if is_transparent else "RGB"
    sizes = []
    for side in (LARGE, SMALL):
        canvas = Image.new(mode, (side, side))
        canvas.paste(image.convert(mode).resize((side, side), Image.Resampling.LANCZOS))
        target = BytesIO()
        if is_transparent:
            canvas.save(target, "PNG", optimize=True)
        else:
            canvas.save(target, "JPEG", quality=JPEG_QUALITY, optimize=True)
        sizes.append(target.getvalue())
    return Picture("image/png" if is_transparent else "image/jpeg", *sizes)
