"""Files made to do harm: whatever they are, a clean square or a refusal, in bounded memory."""

import random
import struct
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.pictures import (
    GREEN,
    RED,
    check,
    chunk,
    encode,
    exif,
    png_claiming,
    quarters,
    talkative,
)
from tests.properties import examples
from webapp.profile import pictures
from webapp.profile.errors import PictureDamaged, PictureRefused, PictureTooFine
from webapp.profile.pictures import read_picture

pytestmark = pytest.mark.seldom_on_postgresql

TALKATIVE = talkative()
SOMEWHERE = random.Random(1).sample  # noqa: S311 - the same places every time


def gif_claiming(width: int, height: int, frame: tuple[int, int]) -> bytes:
    """A GIF of one size whose first frame has another."""
    small = encode(Image.new("P", (4, 4)), "GIF")
    place = small.index(b",\0\0\0\0")
    return (
        small[:6] + struct.pack("<HH", width, height) + small[10 : place + 5]
        + struct.pack("<HH", *frame) + small[place + 9 :]
    )  # fmt: skip


def jpeg_claiming(width: int, height: int) -> bytes:
    small = encode(quarters(64, 64), "JPEG")
    place = small.index(b"\xff\xc0") + 5
    return small[:place] + struct.pack(">HH", height, width) + small[place + 4 :]


def webp_claiming(width: int, height: int) -> bytes:
    body = b"\x10\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    inner = encode(quarters(64, 64), "WEBP")[12:]
    chunks = b"VP8X" + struct.pack("<I", 10) + body + inner
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


BOMBS = {
    "png 65535": png_claiming(65535, 65535),
    "png of the largest": png_claiming(2**31 - 1, 2**31 - 1),
    "png 1 × 2^31": png_claiming(1, 2**31 - 1),
    "png just too fine": png_claiming(4096, 4097),
    "png at pillow's warning": png_claiming(9500, 9500),
    "png at pillow's error": png_claiming(14000, 14000),
    "gif screen": gif_claiming(65535, 65535, (4, 4)),
    "gif frame": gif_claiming(4, 4, (65535, 65535)),
    "gif at pillow's warning": gif_claiming(4, 4, (9500, 9500)),
    "jpeg": jpeg_claiming(65500, 65500),
    "jpeg just too fine": jpeg_claiming(4096, 4104),
    "webp": webp_claiming(16384, 16384),
    "webp of the largest": webp_claiming(1 << 24, 1 << 24),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_its_header(name):
    with pytest.raises((PictureTooFine, PictureDamaged)):
        read_picture(BOMBS[name])


ABSURD = {
    "png 0 × 0": png_claiming(0, 0),
    "png 9 × 0": png_claiming(9, 0),
    "png of negative size": png_claiming(2**32 - 1, 2**32 - 1),
    "png with little in it": png_claiming(2000, 2000),
    "png alone": b"\x89PNG\r\n\x1a\n",
    "png of junk": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
    "png of a bomb in its profile": png_claiming(64, 64, chunk(b"iCCP", b"a\0\0" + b"x" * 9)),
    "jpeg alone": b"\xff\xd8\xff",
    "jpeg 0 × 0": jpeg_claiming(0, 0),
    "jpeg of ends": b"\xff\xd8\xff\xd9" * 99,
    "jpeg and a page": b"\xff\xd8\xff\xe0\0\x10JFIF\0<html><script>alert(1)</script>",
    "gif alone": b"GIF89a",
    "gif and a script": b"GIF89a/*\0\0\0\0*/=1;alert(1)",
    "gif 0 × 0": gif_claiming(0, 0, (0, 0)),
    "webp alone": b"RIFF\0\0\0\0WEBP",
    "webp of junk": b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"\xff" * 99,
}


@pytest.mark.parametrize("name", ABSURD)
def test_an_absurd_file_is_refused(name):
    with pytest.raises(PictureDamaged):
        read_picture(ABSURD[name])


def test_a_jpeg_of_very_many_passes_is_refused():
    sent = encode(quarters(), "JPEG", progressive=True)
    last = list(pictures.SCAN.finditer(sent))[-1].start()
    check(read_picture(sent))
    with pytest.raises(PictureDamaged):
        read_picture(sent[:-2] + sent[last:-2] * 200 + sent[-2:])


@pytest.mark.parametrize("name", TALKATIVE)
def test_a_file_cut_short_anywhere_is_refused_or_clean(name):
    whole = TALKATIVE[name]
    points = {*range(1, 64), *SOMEWHERE(range(len(whole)), 100), len(whole) - 1}
    for point in sorted(points):
        try:
            check(read_picture(whole[:point]))
        except PictureRefused:
            continue


@examples(400)
@given(
    name=st.sampled_from(sorted(TALKATIVE)),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)),
        min_size=1,
        max_size=6,
    ),
)
def test_a_file_changed_anywhere_is_refused_or_clean(name, changes):
    content = bytearray(TALKATIVE[name])
    for place, fresh in changes:
        start = int(place**2 * len(content))  # rather in the headers
        content[start : start + len(fresh)] = fresh
    try:
        check(read_picture(bytes(content)))
    except PictureRefused:
        return


@examples(150)
@given(
    start=st.sampled_from(
        [b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x99\0\0\0WEBP", b""]
    ),
    rest=st.binary(max_size=400),
)
def test_any_bytes_after_a_signature_are_refused(start, rest):
    try:
        check(read_picture(start + rest))
    except PictureRefused:
        return


MEMORY = """
import sys
from pathlib import Path
from webapp.profile.pictures import read_picture
assert "PIL" not in sys.modules
small, large = (Path(name).read_bytes() for name in sys.argv[1:])
def peak():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
read_picture(small)
before = peak()
read_picture(large)
print((peak() - before) // 1024)
"""


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGBA", "PNG", {}),
        ("LA", "PNG", {}),
        ("I;16", "PNG", {}),
        ("RGB", "JPEG", {"progressive": True, "subsampling": 0}),
        ("CMYK", "JPEG", {}),
        ("P", "GIF", {}),
        ("RGB", "WEBP", {"method": 0}),
    ],
)
def test_the_largest_picture_takes_a_bounded_amount_of_memory(
    mode, kind, options, tmp_path, checkout
):
    for name, side in (("small", 8), ("large", 4096)):
        (tmp_path / name).write_bytes(encode(Image.new(mode, (side, side)), kind, **options))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEMORY, tmp_path / "small", tmp_path / "large"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not done.stderr
    limit = 300 if kind == "WEBP" else 180  # libwebp keeps three copies
    assert int(done.stdout) < limit, f"{done.stdout} MB"


def test_nothing_is_said_past_the_refusal(capfd, recwarn):
    corrupt = encode(quarters(), "JPEG", exif=exif()).replace(b"GPS camera", b"\xff\xff\xff\xff")
    moving = [Image.new("RGB", (64, 64), colour) for colour in (RED, GREEN)]
    apng = encode(moving[0], save_all=True, append_images=moving[1:])
    apng = apng.replace(b"acTL\0\0\0\x02", b"acTL\0\0\0\0")
    for sent in (corrupt, apng, *BOMBS.values(), *ABSURD.values()):
        try:
            read_picture(sent)
        except PictureRefused:
            continue
    assert not recwarn.list
    assert capfd.readouterr() == ("", "")
