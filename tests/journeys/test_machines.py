"""Two machines: they share the database and the keys, and have an instance folder each."""

from tests.builders import Builder
from tests.pictures import encode, quarters
from tests.postbox import Postbox
from tests.reader import Reader
from webapp.core.settings import Settings

ON_SQLITE = True

FRESH = "seven-paper-lanterns-adrift"


def machines(make_app, tmp_path) -> tuple:
    database = {"database_url": f"sqlite:///{tmp_path / 'shared.sqlite3'}"}
    one, two = make_app(**database), make_app(migrated=False, **database)
    settings: list[Settings] = [app.extensions["clientarea.settings"] for app in (one, two)]
    assert settings[0].instance != settings[1].instance
    settings[1].instance.mkdir()
    return one, two


def test_a_client_goes_from_one_to_the_other_with_each_request(make_app, tmp_path):
    one, two = machines(make_app, tmp_path)
    anna = Builder(one).client("Anna")
    reader, other = Reader(one).sign_in(anna), Reader(two)
    other.client.set_cookie("clientarea", reader.client.get_cookie("clientarea").value)

    reader.open("/profile/avatar/edit").upload(encode(quarters(), "JPEG"))
    picture = other.open("/profile").page.all("img")[0].get("src")
    assert other.client.get(picture).status_code == 200
    form = reader.open("/profile/phone/edit")
    reader.client = other.client  # the form was shown by one machine and is sent to the other
    form.submit(number="+44 20 7946 0018")
    assert "+44 20 7946 0018" in reader.text
    other.open("/logout").submit()
    assert Reader(one).open("/profile").address.startswith("/login")


def test_a_letter_asked_for_at_one_is_sent_by_the_worker_of_the_other(make_app, tmp_path):
    one, two = machines(make_app, tmp_path)
    anna = Builder(one).client("Anna")
    Reader(one).open("/forgot").submit(email=anna.email)
    link = Postbox(two).only().link("/forgot/")
    page = Reader(one).open(link)
    page.submit(
        password="seven-paper-lanterns-adrift", password_again="seven-paper-lanterns-adrift"
    )
    assert "/login" in page.address


def test_wrong_passwords_are_counted_together(make_app, tmp_path):
    one, two = machines(make_app, tmp_path)
    anna = Builder(one).client("Anna")
    for app in (one, two, one, two, one):
        Reader(app).open("/login").submit(status=422, email=anna.email, password="not it")
    for app in (one, two):
        Reader(app).open("/login").submit(status=429, email=anna.email, password="not it")
