"""The picture of a user: chosen, shown, replaced, removed, and served to those who are let in."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
import time_machine
from sqlalchemy import func, select

from tests.pictures import check, corners, decode, encode, exif, quarters
from tests.reader import Reader
from webapp.core import db
from webapp.core.clock import now
from webapp.identity.models import Avatar, User
from webapp.identity.service.avatars import Picture
from webapp.identity.service.sessions import SEEN_EVERY
from webapp.profile import pictures
from webapp.profile.pictures import LARGEST_FILE

PHOTO = encode(quarters(900, 700), "JPEG", exif=exif())
OTHER = encode(quarters(300, 300, "RGBA").rotate(45))
EDIT = "/profile/avatar/edit"


def stored_pictures(app) -> int:
    """How many pictures are stored."""
    with app.app_context(), db.write_connection() as connection:
        return connection.execute(select(func.count()).select_from(Avatar)).scalar_one()


def addresses(reader: Reader) -> list[str]:
    """Where the pictures of this page come from."""
    return [image.get("src", "") for image in reader.page.all("img")]


def test_a_picture_is_chosen_shown_replaced_and_removed(reader, app, anna, build):
    reader.sign_in(anna).open("/profile").press("Change your picture")
    assert "Remove picture" not in reader.response.text
    reader.upload(PHOTO)
    assert "Picture saved." in reader.text
    assert reader.address.startswith("/profile?ok=avatar-saved&t=")
    stored = build.stored(User, anna.user_id).avatar
    assert re.fullmatch(r"[0-9a-f]{32}", stored)
    assert addresses(reader) == [f"/profile/avatar/{stored}-64", f"/profile/avatar/{stored}-256"]
    for address, side in zip(addresses(reader), (64, 256), strict=True):
        image = decode(reader.client.get(address).data)
        assert image.size == (side, side)
        assert corners(image) == ["red", "green", "blue", "white"]

    reader.press("Change your picture").upload(OTHER)
    assert build.stored(User, anna.user_id).avatar not in (None, stored)
    assert stored_pictures(app) == 1
    assert reader.client.get(f"/profile/avatar/{stored}-64").status_code == 404

    fresh = addresses(reader)[0]
    reader.press("Change your picture").submit(form="Remove picture")
    assert "Picture removed." in reader.text
    assert addresses(reader) == []
    assert build.stored(User, anna.user_id).avatar is None
    assert stored_pictures(app) == 0
    assert reader.client.get(fresh).status_code == 404
    assert build.events() == [
        "sign_in.succeeded",
        "profile.avatar_changed",
        "profile.avatar_changed",
        "profile.avatar_removed",
    ]


def test_removing_what_is_not_there_leaves_no_event(plain, anna, build):
    token = plain.sign_in(anna).open(EDIT).token
    answer = plain.client.post(EDIT, data={"csrf_token": token, "remove": "1"})
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/profile?ok=avatar-removed&t=")
    assert answer.headers["Location"].endswith("#avatar")
    assert build.events() == ["sign_in.succeeded"]


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 422, "Choose a picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "in JPEG, PNG, WebP, or GIF format."),
        (PHOTO[:5000], 422, "This picture is damaged"),
        (encode(quarters(4200, 4200)), 422, "at most 16.7 million pixels"),
        (PHOTO + b"\0" * LARGEST_FILE, 413, "Choose a picture of at most 10 MB."),
        (PHOTO + b"\0" * (LARGEST_FILE + 70_000), 413, "Choose a picture of at most 10 MB."),
        (b"\0" * 3 * LARGEST_FILE, 413, "Choose a picture of at most 10 MB."),
    ],
)
@pytest.mark.seldom_on_postgresql
def test_what_cannot_be_used_is_refused_beside_the_field(
    reader, app, anna, build, content, status, words
):
    reader.sign_in(anna).open(EDIT).upload(content, status=status)
    assert words in reader.text
    assert reader.page.text("title").startswith("Error: Change your picture")
    assert reader.page.by_id("picture").get("aria-invalid") == "true"
    assert words in "".join(reader.page.by_id("picture-error").itertext())
    assert build.stored(User, anna.user_id).avatar is None
    assert stored_pictures(app) == 0
    assert build.events() == ["sign_in.succeeded"]
    reader.upload(PHOTO)
    assert "Picture saved." in reader.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"picture": "C:\\holiday.jpg"},
        {"picture": (b"", "")},
        {"picture": (b"", "empty.jpg")},
        {"other": (PHOTO, "holiday.jpg")},
    ],
)
def test_no_file_is_told_like_an_empty_one(app, anna, fields):
    reader = Reader(app).sign_in(anna).open(EDIT)
    sent = {
        name: (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
        for name, value in fields.items()
    }
    answer = reader.client.post(EDIT, data={"csrf_token": reader.token, **sent})
    assert answer.status_code == 422
    assert "Choose a picture." in answer.text


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("/media/anna/Bilder/ich.jpg", "text/plain"),
        ("D:\\Anna\\ich.svg", "image/svg+xml"),
        ("../../../etc/passwd", "application/x-php"),
        ("x\"; filename*=utf-8''%00.html", "text/html"),
        ("фото.png", ""),
        ("x" * 5000, "image/" + "x" * 5000),
    ],
)
@pytest.mark.seldom_on_postgresql
def test_the_name_and_type_that_were_sent_play_no_part(app, anna, build, name, media_type):
    reader = Reader(app).sign_in(anna).open(EDIT).upload(PHOTO, name=name, media_type=media_type)
    assert "Picture saved." in reader.text
    answer = reader.client.get(addresses(reader)[0])
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Disposition"] == 'inline; filename="avatar.jpg"'


@pytest.mark.parametrize(("sent", "kind"), [(PHOTO, "jpeg"), (OTHER, "png")])
def test_a_picture_is_served_as_nothing_but_a_picture(app, anna, build, queries, sent, kind):
    reader = Reader(app).sign_in(anna).open(EDIT).upload(sent)
    bert = Reader(app).sign_in(build.client("Bert"))
    large, small = reversed(addresses(reader))
    got = []
    for address in (large, small):
        with queries() as asked:
            answer = bert.client.get(address)
        assert len(asked) <= 2
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        headers = dict(answer.headers)
        suffix = {"jpeg": "jpg", "png": "png"}[kind]
        assert headers["Content-Type"] == f"image/{kind}"
        assert headers["Content-Disposition"] == f'inline; filename="avatar.{suffix}"'
        assert headers["Cache-Control"] == "private, max-age=31536000, immutable"
        assert headers["Vary"] == "Cookie"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = answer.headers.getlist("Content-Security-Policy")
        assert policy == ["default-src 'none'; frame-ancestors 'none'; sandbox"]
        got.append(answer.data)
    check(Picture(f"image/{kind}", *got))


def test_a_picture_is_for_those_who_are_signed_in(app, anna):
    reader = Reader(app).sign_in(anna).open(EDIT).upload(PHOTO)
    address = addresses(reader)[0]
    stranger = app.test_client().get(address)
    assert stranger.status_code == 303
    assert stranger.headers["Location"].startswith("/login?next=")


@pytest.mark.parametrize(
    "name",
    [
        *("0" * 32, "-64", "0", "x", "%00", "%ED%A0%80", "9" * 5000, "..%2f..", "٠" * 32 + "-64"),
        *("{}", "{}-", "{}-65", "{}-0", "{}--64", "{}-64-64", "{}-64%00", "{}-٦٤", "{}%20-64"),
        *("{}-1e2", "{}-" + "9" * 4999, "{}-+64", "{}-064"),
    ],
)
@pytest.mark.seldom_on_postgresql
def test_any_other_address_leads_nowhere(app, anna, build, name):
    reader = Reader(app).sign_in(anna).open(EDIT).upload(PHOTO)
    stored = build.stored(User, anna.user_id).avatar
    assert reader.client.get(f"/profile/avatar/{name.format(stored)}").status_code == 404
    assert reader.client.get(f"/profile/avatar/{stored.upper()}-64").status_code == 404


def test_ten_pictures_an_hour_are_enough_for_one_user(plain, anna, build):
    plain.sign_in(anna).open(EDIT)
    for _upload in range(9):
        plain.upload(b"not a picture", status=422)
    plain.upload(PHOTO)
    stored = build.stored(User, anna.user_id).avatar
    plain.open(EDIT).upload(OTHER, status=429)
    assert "too many attempts" in plain.text
    assert 0 < int(plain.response.headers["Retry-After"]) <= 3600
    assert build.stored(User, anna.user_id).avatar == stored
    plain.submit(form="Remove picture")
    assert "Picture removed." in plain.text
    other = Reader(plain.client.application).sign_in(build.client("Bert")).open(EDIT)
    other.upload(PHOTO)
    with time_machine.travel(now() + SEEN_EVERY * 20):
        plain.open(EDIT).upload(OTHER, status=429)


def test_whoever_comes_while_others_are_served_is_asked_to_come_again(
    plain, anna, build, monkeypatch
):
    monkeypatch.setattr(pictures, "PATIENCE", 0)
    plain.sign_in(anna).open(EDIT)
    with pictures._turn():
        for _upload in range(11):
            plain.upload(PHOTO, status=429)
            assert "Many pictures are arriving right now." in plain.text
            assert plain.response.headers["Retry-After"] == "5"
    assert build.stored(User, anna.user_id).avatar is None
    plain.upload(PHOTO)
    assert "Picture saved." in plain.text


def test_strangers_and_other_websites_send_nothing(app, anna, build):
    class Unread(BytesIO):
        """A body that nobody may read."""

        def read(self, *_size: int) -> bytes:
            raise AssertionError

        readline = readinto = read

    large = {"CONTENT_LENGTH": str(LARGEST_FILE), "wsgi.input": Unread()}
    form = "multipart/form-data; boundary=x"
    stranger = app.test_client().post(EDIT, content_type=form, environ_overrides=large)
    assert stranger.status_code == 303
    reader = Reader(app).sign_in(anna).open(EDIT)
    token = reader.token
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = reader.client.post(
            EDIT, content_type=form, environ_overrides=large, headers=headers
        )
        assert answer.status_code == 403
    for forged in ("", "x", token[::-1]):
        sent = {"csrf_token": forged, "picture": (BytesIO(PHOTO), "a.jpg")}
        answer = reader.client.post(EDIT, data=sent)
        assert answer.status_code == 400
    assert build.stored(User, anna.user_id).avatar is None


@pytest.mark.parametrize("address", ["/profile/name/edit", "/profile/phone/edit", "/switch"])
def test_other_forms_take_no_more_than_before(app, anna, address):
    reader = Reader(app).sign_in(anna).open(EDIT)
    sent = {"csrf_token": reader.token, "picture": (BytesIO(b"\0" * 300_000), "a.jpg")}
    answer = reader.client.post(address, data=sent)
    assert answer.status_code == 413
    assert "larger than this page takes" in answer.text


def test_htmx_changes_the_panel_in_place_but_loads_the_page_anew_afterwards(app, anna):
    reader = Reader(app, "htmx").sign_in(anna).open("/profile")
    reader.press("Change your picture")
    form, _field = reader.page.file_field()
    assert form.get("action") == EDIT
    assert reader.page.text("h1") == "User settings"
    reader.press("Cancel")
    assert not reader.page.all("form")
    reader.press("Change your picture").upload(PHOTO)
    assert "Picture saved." in reader.text


def test_two_pictures_at_once_leave_one_of_them(app, anna, build):
    readers = [Reader(app).sign_in(anna).open(EDIT) for _browser in range(2)]
    with ThreadPoolExecutor() as pool:
        for sent in [pool.submit(reader.upload, PHOTO) for reader in readers]:
            assert "Picture saved." in sent.result().text
    with app.app_context(), db.write_connection() as connection:
        (kept,) = connection.execute(select(Avatar.name)).scalars()
    assert build.stored(User, anna.user_id).avatar == kept


def test_the_file_field_says_what_it_takes(plain, anna):
    plain.sign_in(anna).open(EDIT)
    _form, field = plain.page.file_field()
    assert field.get("accept") == "image/jpeg,image/png,image/webp,image/gif"
    hint = "".join(plain.page.by_id(field.get("aria-describedby", "")).itertext())
    for word in ("JPEG", "PNG", "WebP", "GIF", "10 MB", "16.7"):
        assert word in hint
