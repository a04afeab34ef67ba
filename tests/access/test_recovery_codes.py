"""Recovery codes: ten on paper, each good once, shown once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.access.authenticator import RECOVERY_CODE, enrolled, set_up
from tests.reader import Reader
from webapp.access.errors.two_factor import CodeWrong
from webapp.access.service import recovery_codes, two_factor
from webapp.access.service.recovery_codes import ALPHABET, read
from webapp.identity.models import RecoveryCode

MAKE = "/access/recovery-codes"


def let_in(reader: Reader, anna, code: str, status: int = 200) -> Reader:
    reader.open("/login").submit(email=anna.email, password=anna.password)
    return reader.press("Use a recovery code").submit(code=code, status=status)


def test_a_code_stands_for_one_of_the_app_once(app, plain, anna, build, postbox):
    _phone, codes = enrolled(app, anna)
    postbox.open()
    assert len(set(codes)) == recovery_codes.NUMBER
    assert let_in(plain, anna, codes[3]).address == "/account"
    assert "9 recovery codes left" in plain.open("/access").text
    assert build.events()[-2:] == ["access.recovery_code_used", "sign_in.succeeded"]
    used = {letter.subject: letter for letter in postbox.open()}["A recovery code was used"]
    assert "9 codes are left." in used.text
    spent = let_in(Reader(app), anna, codes[3], status=422)
    assert "This is none of your recovery codes, or it was used already." in spent.text


def test_it_may_be_typed_where_the_code_of_the_app_goes(app, plain, anna):
    _phone, codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    assert plain.submit(code=f" {codes[0].lower().replace('-', '')} ").address == "/account"


def test_a_code_whose_sign_in_failed_afterwards_is_not_used_up(app, plain, anna, build):
    _phone, codes = enrolled(app, anna)
    plain.open("/login").submit(email=anna.email, password=anna.password)
    other = let_in(Reader(app), anna, codes[0])
    plain.submit(code=codes[1], status=410)
    assert "9 recovery codes left" in other.open("/access").text


def test_few_codes_are_warned_of(app, plain, anna):
    _phone, codes = enrolled(app, anna)
    for code in codes[:7]:
        let_in(plain, anna, code).open("/logout").submit()
    let_in(plain, anna, codes[7]).open("/access")
    tags = [e for e in plain.page.all("span") if "ca-tag-warn" in e.get("class", "")]
    assert [tag.text for tag in tags] == ["2 recovery codes left"]


def test_new_ones_are_shown_once_and_void_the_old(app, reader, anna, build, postbox):
    _phone, codes = enrolled(app, anna)
    let_in(reader, anna, codes[0])
    postbox.open()
    reader.open("/access").press("Change two-factor sign-in").press("Make new recovery codes")
    assert not RECOVERY_CODE.search(reader.text)
    reader.submit()
    fresh = RECOVERY_CODE.findall(reader.text)
    assert len(set(fresh)) == recovery_codes.NUMBER
    assert not set(fresh) & set(codes)
    assert build.events()[-1] == "access.recovery_codes_made"
    assert postbox.only().subject == "New recovery codes were made"
    let_in(Reader(app), anna, codes[1], status=422)
    assert let_in(Reader(app), anna, fresh[0]).address == "/account"


def test_new_ones_may_be_a_file(app, plain, anna):
    _phone, codes = enrolled(app, anna)
    let_in(plain, anna, codes[0]).open(MAKE)
    body = {"csrf_token": plain.token, "download": "Download new codes"}
    answer = plain.client.post(MAKE, data=body)
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == "attachment; filename=recovery-codes.txt"
    assert "no-store" in answer.headers["Cache-Control"]
    fresh = RECOVERY_CODE.findall(answer.text)
    assert len(fresh) == recovery_codes.NUMBER
    assert anna.email in answer.text
    assert let_in(Reader(app), anna, fresh[9]).address == "/account"


def test_only_digests_are_stored(app, plain, anna, build):
    _phone, codes = set_up(plain.sign_in(anna))
    stored = {build.stored(RecoveryCode, number).digest for number in range(1, 11)}
    assert all(len(digest) == 32 for digest in stored)
    assert not {read(code).encode() for code in codes} & stored


def test_nobody_uses_the_codes_of_another(app, plain, anna, build):
    boris = build.client("Boris")
    _phone, codes = enrolled(app, boris)
    enrolled(app, anna)
    let_in(plain, anna, codes[0], status=422)


def test_of_those_who_use_one_code_at_once_one_is_let_through(app, anna):
    phone, codes = enrolled(app, anna)
    for code, factor in ((codes[0], "recovery-code"), (phone.code(), "totp")):
        together = Barrier(8)

        def use(_number: int, code: str = code, together: Barrier = together) -> str:
            with app.app_context():
                together.wait()
                try:
                    return two_factor.take(anna.user_id, code)
                except CodeWrong:
                    return "refused"

        with ThreadPoolExecutor(8) as pool:
            answers = sorted(pool.map(use, range(8)))
        assert answers == sorted(["refused"] * 7 + [factor])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7q3k-mx20-v9ta-84hc", "7Q3KMX20V9TA84HC"),
        (" 7Q3K MX2O\tV9TA\u00a084HC ", "7Q3KMX20V9TA84HC"),
        ("7Q3K\u2013MX20\u2013V9TA\u201384HC", "7Q3KMX20V9TA84HC"),
        ("il-O", "110"),
        ("12\u200e3 456", "123456"),
        ("\u0661\u0662\u0663 \u0664\u0665\u0666", "123456"),
        ("ß", "ß"),
        ("", ""),
    ],
)
def test_what_is_only_for_the_eye_does_not_count(typed, code):
    assert read(typed) == code


@given(st.text(max_size=200))
def test_reading_twice_changes_nothing(typed):
    assert read(read(typed)) == read(typed)


@given(st.text(ALPHABET, min_size=16, max_size=16), st.sampled_from(["-", " ", "", "–"]))
def test_every_code_is_read_as_it_was_made(code, between):
    grouped = between.join(code[start : start + 4] for start in range(0, 16, 4))
    assert read(grouped) == read(grouped.lower()) == code
