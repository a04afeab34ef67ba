"""What becomes of the pictures that people choose: a clean square, or a refusal."""

import threading

import pytest
from PIL import Image, ImageCms

from tests.pictures import (
    BLUE,
    GREEN,
    MARK,
    RED,
    SRGB,
    check,
    corners,
    distance,
    encode,
    exif,
    quarters,
    talkative,
)
from webapp.profile import pictures
from webapp.profile.errors import (
    NotAPicture,
    PictureMissing,
    PicturesBusy,
    PictureTooFine,
    PictureTooLarge,
)
from webapp.profile.pictures import LARGEST_FILE, MOST_PIXELS, read_picture

TALKATIVE = talkative()
UPRIGHT = ["red", "green", "blue", "white"]


@pytest.mark.parametrize("name", TALKATIVE)
def test_only_the_pixels_are_kept(name):
    assert MARK.encode() in TALKATIVE[name] or name in ("webp", "lossless webp")
    large, small = check(read_picture(TALKATIVE[name]))
    assert corners(large) == corners(small) == UPRIGHT


def test_a_photo_of_twelve_megapixels_becomes_a_small_clean_square():
    photo = quarters(4032, 3024)
    sent = encode(photo, "JPEG", exif=exif(6), icc_profile=SRGB, comment=b"GPS", quality=95)
    picture = read_picture(sent)
    large, _small = check(picture)
    assert picture.media_type == "image/jpeg"
    assert len(picture.large) < 30_000
    assert corners(large) == ["white", "red", "green", "blue"]


@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (1, ["red", "green", "blue", "white"]),
        (2, ["green", "red", "white", "blue"]),
        (3, ["blue", "white", "red", "green"]),
        (4, ["white", "blue", "green", "red"]),
        (5, ["red", "white", "blue", "green"]),
        (6, ["white", "red", "green", "blue"]),
        (7, ["blue", "green", "red", "white"]),
        (8, ["green", "blue", "white", "red"]),
        (0, UPRIGHT),
        (99, UPRIGHT),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_stands_upright_however_the_camera_was_held(kind, orientation, seen):
    large, _small = check(read_picture(encode(quarters(), kind, exif=exif(orientation))))
    assert corners(large) == seen


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "CMYK", "L", "LA", "1", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (255, 257), (1200, 1100)])
def test_every_kind_of_pixels_in_every_shape_becomes_a_square(mode, size):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    large, _small = check(read_picture(encode(Image.new(mode, size), kind)))
    assert (
        distance(
            large.convert("RGBA").getpixel((99, 99))[:3], (255,) * 3 if mode == "CMYK" else (0,) * 3
        )
        < 8
    )


@pytest.mark.parametrize("mode", ["RGB", "P", "RGBA", "CMYK"])
@pytest.mark.parametrize("side", [40, 256, 700, 2050])
def test_colours_stay_what_they_were(mode, side):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    options = {"quality": 95, "subsampling": 0} if mode == "CMYK" else {}
    large, _small = check(read_picture(encode(quarters(side, side, mode), kind, **options)))
    assert corners(large) == UPRIGHT


@pytest.mark.parametrize(("sent", "seen"), [(0, 0), (0x4000, 64), (0x8000, 128), (0xFFFF, 255)])
def test_sixteen_bits_become_eight(sent, seen):
    large, _small = check(read_picture(encode(Image.new("I;16", (300, 300), sent))))
    assert distance(large.getpixel((128, 128)), (seen,) * 3) <= 2


def test_the_middle_of_a_wide_picture_is_taken():
    wide = Image.new("RGB", (900, 300), RED)
    wide.paste(GREEN, (300, 0, 600, 300))
    wide.paste(BLUE, (600, 0, 900, 300))
    large, small = check(read_picture(encode(wide)))
    for image in (large, small):
        for place in (4, image.width // 2, image.width - 4):
            assert distance(image.getpixel((place, place)), GREEN) < 12


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF"])
def test_what_shines_through_stays_so(kind):
    image = Image.new("RGBA", (500, 500), (0, 0, 0, 0))
    image.paste((*RED, 255), (125, 125, 375, 375))
    picture = read_picture(encode(image, kind))
    large, _small = check(picture)
    assert picture.media_type == "image/png"
    assert large.getpixel((5, 5))[3] == 0
    assert large.getpixel((128, 128))[3] == 255
    assert distance(large.getpixel((128, 128))[:3], RED) < 12


def test_one_colour_of_a_png_may_stand_for_nothing():
    sent = Image.new("RGB", (300, 300), RED)
    sent.paste(BLUE, (0, 0, 300, 100))
    large, _small = check(read_picture(encode(sent, transparency=BLUE)))
    assert large.getpixel((128, 20))[3] == 0
    assert large.getpixel((128, 200)) == (*RED, 255)


def test_a_picture_that_could_be_transparent_but_is_not_is_a_photo():
    assert read_picture(encode(quarters(mode="RGBA"))).media_type == "image/jpeg"


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "MPO"])
def test_the_first_frame_of_a_moving_picture_is_taken(kind):
    first, *others = (Image.new("RGB", (300, 300), colour) for colour in (RED, GREEN, BLUE))
    sent = encode(first, kind, save_all=True, append_images=others)
    large, _small = check(read_picture(sent))
    assert distance(large.convert("RGB").getpixel((128, 128)), RED) < 12


def test_colours_of_another_profile_are_shown_as_they_were_meant():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    xyz = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    for profile in (SRGB, lab, xyz, b"no profile", SRGB[:200], SRGB * 3, b""):
        for mode in ("RGB", "L", "RGBA"):
            sent = encode(quarters(mode=mode), icc_profile=profile)
            large, _small = check(read_picture(sent))
            if mode != "L":
                assert corners(large) == UPRIGHT


def test_a_profile_with_red_and_blue_exchanged_exchanges_them():
    swapped = SRGB.replace(b"rXYZ", b"tXYZ").replace(b"bXYZ", b"rXYZ").replace(b"tXYZ", b"bXYZ")
    assert swapped != SRGB
    large, _small = check(read_picture(encode(quarters(), icc_profile=swapped)))
    assert corners(large)[0] == "blue"
    assert corners(large)[2] == "red"


OTHERS = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "svg after xml": b'<?xml version="1.0"?><!DOCTYPE svg><svg/>',
    "html": b"<!doctype html><img src=x onerror=alert(1)>",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "zip": b"PK\x03\x04" + b"\0" * 99,
    "text": b"picture.jpg",
    "zeros": b"\0" * 5000,
    "late png": b"\n" + encode(quarters()),
    "riff of sound": b"RIFF\x24\0\0\0WAVEfmt ",
    "avif": b"\0\0\0\x20ftypavif\0\0\0\0avifmif1",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "psd": b"8BPS\0\x01" + b"\0" * 99,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    **{
        kind: encode(quarters(64, 64), kind)
        for kind in ("BMP", "TIFF", "ICO", "PPM", "TGA", "PDF", "PCX")
    },
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_formats_are_refused_by_their_bytes(name):
    with pytest.raises(NotAPicture):
        read_picture(OTHERS[name])


def test_nothing_and_too_much_are_refused():
    with pytest.raises(PictureMissing):
        read_picture(b"")
    small = encode(quarters(), "JPEG")
    check(read_picture(small + b"\0" * (LARGEST_FILE - len(small))))
    with pytest.raises(PictureTooLarge):
        read_picture(small + b"\0" * (LARGEST_FILE - len(small) + 1))


def test_exactly_sixteen_million_pixels_are_read():
    assert MOST_PIXELS == 4096 * 4096
    check(read_picture(encode(Image.new("L", (4096, 4096)))))
    check(read_picture(encode(Image.new("1", (1, MOST_PIXELS)))))
    with pytest.raises(PictureTooFine):
        read_picture(encode(Image.new("1", (1, MOST_PIXELS + 1))))
    with pytest.raises(PictureTooFine):
        read_picture(encode(Image.new("L", (4097, 4096))))


def test_one_may_wait_and_the_next_is_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.1)
    sent = encode(quarters())
    with pictures._turn():
        with pytest.raises(PicturesBusy) as waited:
            read_picture(sent)
        assert waited.value.retry_after == 5
        monkeypatch.setattr(pictures, "PATIENCE", 30)
        done = threading.Event()
        waiting = threading.Thread(target=lambda: (read_picture(sent), done.set()))
        waiting.start()
        while pictures._places._value:
            assert waiting.is_alive()
        with pytest.raises(PicturesBusy):
            read_picture(sent)
        assert not done.is_set()
    waiting.join()
    assert done.is_set()
    check(read_picture(sent))
