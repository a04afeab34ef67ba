"""What a picture costs: few statements and few bytes, for all but the picture itself."""

from io import BytesIO

import time_machine

from tests.pictures import encode, quarters
from tests.reader import Reader
from tests.weight import HTMX, check_fragment_weight, check_page_weight
from webapp.core.clock import now
from webapp.core.i18n import LANGUAGES
from webapp.identity.service.sessions import SEEN_EVERY

PHOTO = encode(quarters(900, 700), "JPEG")
OTHER = encode(quarters(300, 300, "RGBA").rotate(45))
EDIT = "/profile/avatar/edit"


def test_a_save_takes_six_statements_with_its_event(app, anna, queries):
    reader = Reader(app).sign_in(anna)
    for sent in (PHOTO, OTHER):
        token = reader.open(EDIT).token
        fields = {"csrf_token": token, "picture": (BytesIO(sent), "a.jpg")}
        with time_machine.travel(now() + SEEN_EVERY), queries() as asked:
            assert reader.client.post(EDIT, data=fields).status_code == 303
        assert len(asked) <= 6, asked
        assert len([sql for sql in asked if "activity_events" in sql]) == 1
    with time_machine.travel(now() + SEEN_EVERY), queries() as asked:
        answer = reader.client.post(EDIT, data={"csrf_token": token, "remove": "1"})
        assert answer.status_code == 303
    assert len(asked) <= 6, asked


def test_pages_and_fragments_are_light_with_and_without_a_picture(app, build, queries):
    for language in LANGUAGES:
        someone = build.client("Anna", email=f"{language}@example.com", language=language)
        reader = Reader(app).sign_in(someone)
        for upload in (False, True):
            if upload:
                reader.open(EDIT).upload(PHOTO)
            for address in ("/profile", EDIT):
                with queries() as asked:
                    check_page_weight(app, reader.open(address).response)
                assert len(asked) <= 2
            for address in ("/profile/avatar", EDIT):
                answer = reader.client.get(address, headers=HTMX)
                assert "<html" not in answer.text
                if language == "en":
                    check_fragment_weight(answer)
