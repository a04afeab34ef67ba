"""Files that people choose for their picture, and some that nobody should."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from webapp.identity.service.avatars import Picture

MARK = "<script>alert(1)</script><?php system('id'); ?> GPS"
"""What a picture carries in all places that are not pixels."""

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def encode(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    """Return a picture as a file."""
    target = BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def decode(content: bytes) -> Image.Image:
    """Return a file as a picture."""
    image = Image.open(BytesIO(content))
    image.load()
    return image


FOREIGN = (b"Exif", b"eXIf", b"ICC_PROFILE", b"iCCP", b"tEXt", b"script", b"system(", b"PK\x03\x04")
CLEAN = {"image/jpeg": {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, "image/png": set()}


def check(picture: Picture) -> tuple[Image.Image, Image.Image]:
    """Both sizes are square, of one type, and there is nothing in them but pixels."""
    found = []
    for content, side in ((picture.large, 256), (picture.small, 64)):
        image = decode(content)
        assert image.size == (side, side)
        assert f"image/{image.format.lower()}" == picture.media_type
        assert set(image.info) <= CLEAN[picture.media_type], image.info
        assert not image.getexif()
        for word in FOREIGN:
            assert word not in content
        markers = (b"\xff\xd9",) if image.format == "JPEG" else (b"IEND\xaeB`\x82",)
        assert content.endswith(markers), "something stands behind the picture"
        found.append(image)
    return found[0], found[1]


def quarters(width: int = 400, height: int = 400, mode: str = "RGB") -> Image.Image:
    """A picture whose corners are red, green, blue and white, clockwise."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    x, y = width // 2, height // 2
    draw.rectangle((0, 0, x - 1, y - 1), fill=RED)
    draw.rectangle((x, 0, width, y - 1), fill=GREEN)
    draw.rectangle((x, y, width, height), fill=BLUE)
    return image.convert(mode)


def corners(image: Image.Image) -> list[str]:
    """The names of the four colours of :func:`quarters`, clockwise from the upper left."""
    known = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    low, high = image.width // 5, image.width - image.width // 5
    found = []
    for place in ((low, low), (high, low), (high, high), (low, high)):
        pixel = image.convert("RGB").getpixel(place)
        name, colour = min(known.items(), key=lambda item: distance(item[1], pixel))
        assert distance(colour, pixel) < 60, f"{pixel} at {place}"
        found.append(name)
    return found


def distance(one: tuple[int, ...], other: Any) -> int:
    """How far two colours lie apart."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def exif(orientation: int = 1) -> Image.Exif:
    """Who took it, when, where, with what and how it was held."""
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010E] = MARK
    tags[0x010F] = "GPS camera"
    tags[0x0132] = "2026:11:22 12:00:00"
    tags.get_ifd(0x8825).update({1: "N", 2: (50.0, 27.0, 0.0), 3: "E", 4: (30.0, 31.0, 0.0)})
    return tags


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def png_claiming(width: int, height: int, *more: bytes) -> bytes:
    """A PNG whose header promises so many pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + body + chunk(b"IEND", b"")


def talkative() -> dict[str, bytes]:
    """A picture in each format, with everything beside the pixels that its format can hold."""
    text = PngInfo()
    text.add_text("Comment", MARK)
    text.add_itxt("XML:com.adobe.xmp", MARK)
    text.add_text("Zipped", MARK, zip=True)
    image, more = quarters(), {"exif": exif(), "icc_profile": SRGB}
    xmp = MARK.encode()
    jpeg = encode(image, "JPEG", comment=xmp, xmp=xmp, **more)
    return {
        "jpeg": jpeg,
        "jpeg with a page behind": jpeg + MARK.encode() + b"PK\x03\x04" + b"x" * 999,
        "progressive jpeg": encode(image, "JPEG", progressive=True, comment=xmp, **more),
        "png": encode(image, "PNG", pnginfo=text, **more),
        "png with a page behind": encode(image, "PNG", pnginfo=text) + MARK.encode(),
        "webp": encode(image, "WEBP", xmp=xmp, **more),
        "lossless webp": encode(image, "WEBP", lossless=True, xmp=xmp, **more),
        "gif": encode(image.quantize(8), "GIF", comment=xmp) + MARK.encode(),
    }
