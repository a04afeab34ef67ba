"""E-mail addresses changed, by their owner and by a thief: whole stories, letters included."""

from tests.journeys.test_forgotten import follow
from tests.postbox import Letter, Postbox
from tests.reader import Reader

FRESH = "seven-paper-lanterns-adrift"
THIEVES_OWN = "nine-quiet-burglars-whistle"
HOME = "http://localhost:8000"


def by_address(letters: list[Letter]) -> dict[str, list[Letter]]:
    """Letters by whom they are to."""
    found: dict[str, list[Letter]] = {}
    for letter in letters:
        found.setdefault(letter.to, []).append(letter)
    return found


def change(reader: Reader, app, postbox: Postbox, new: str) -> dict[str, list[Letter]]:
    """Ask for a new address, confirm it in another browser; return the letters about it."""
    reader.open("/profile").press("Change your sign-in e-mail address").submit(address=new)
    link = by_address(postbox.open())[new][0].link("/profile/email/confirm/")
    follow(Reader(app), link, HOME).submit()
    return by_address(postbox.open())


def test_anna_gets_a_new_address_and_her_old_one_can_take_it_back(app, kind, build, postbox):
    anna, new = build.client("Anna Kovalenko"), "anna@kovalenko.example"
    reader = Reader(app, kind).sign_in(anna)
    postbox.open()
    reader.open("/profile").press("Change your sign-in e-mail address")
    reader.submit(address=new)
    assert "A letter is on its way to the new address." in reader.text
    assert "Waiting for you to open the link that we sent to anna@kovalenko.example" in reader.text
    letters = by_address(postbox.open())
    assert letters.keys() == {anna.email, new}
    assert letters[anna.email][0].subject == "A new e-mail address was asked for"

    on_the_phone = Reader(app, kind)
    link = letters[new][0].link("/profile/email/confirm/")
    follow(on_the_phone, link, HOME)
    assert new in on_the_phone.text
    on_the_phone.submit()
    assert "Sign in with it from now on." in on_the_phone.text
    follow(Reader(app, kind), link, HOME, status=410)
    on_the_phone.submit(status=422, email=anna.email, password=anna.password)
    on_the_phone.submit(email=new, password=anna.password)
    assert on_the_phone.address == "/account"
    assert new in reader.open("/profile").text  # whoever was signed in stays so

    letters = by_address(postbox.open())
    back = letters[anna.email][0].link("/profile/email/revert/")
    assert letters[new][0].subject == "Your e-mail address was changed"

    take_back(app, kind, postbox, anna, new, back)
    for signed_in in (reader, on_the_phone):
        assert signed_in.open("/account").address.startswith("/login")


def take_back(app, kind, postbox, anna, new, back) -> None:
    """Take a change back, and sign in with a new password."""
    at_home = Reader(app, kind)
    follow(at_home, back, HOME)
    assert f"was changed from {anna.email} to {new}" in at_home.text
    at_home.submit()
    assert "The change is taken back" in at_home.text
    letters = by_address(postbox.open())
    assert [letter.subject for letter in letters[new]] == [
        "The change of your e-mail address was taken back"
    ]
    reset = next(one for one in letters[anna.email] if "/forgot/" in one.text).link("/forgot/")
    follow(at_home, reset, HOME).submit(password=FRESH, password_again=FRESH)
    at_home.submit(email=anna.email, password=FRESH)
    assert at_home.address == "/account"


def test_a_thief_takes_address_and_password_and_anna_is_back_in(app, kind, build, postbox):
    anna = build.client("Anna Kovalenko")
    thief = Reader(app).sign_in(anna)
    postbox.open()
    first = change(thief, app, postbox, "thief@example.org")
    back = first[anna.email][0].link("/profile/email/revert/")
    thief.open("/access/password/edit").submit(
        current=anna.password, password=THIEVES_OWN, password_again=THIEVES_OWN
    )
    second = change(thief, app, postbox, "thief@example.net")
    thiefs_back = second["thief@example.org"][0].link("/profile/email/revert/")
    assert anna.email not in second

    reader = Reader(app, kind)
    follow(reader, back, HOME).submit()
    assert thief.open("/account").address.startswith("/login")
    letters = by_address(postbox.open())
    reset = next(one for one in letters[anna.email] if "/forgot/" in one.text).link("/forgot/")
    thief.submit(status=422, email="thief@example.net", password=THIEVES_OWN)
    thief.submit(status=422, email=anna.email, password=THIEVES_OWN)
    follow(thief, thiefs_back, HOME, status=410)

    follow(reader, reset, HOME).submit(password=FRESH, password_again=FRESH)
    reader.submit(email=anna.email, password=FRESH)
    assert reader.address == "/account"
    assert anna.email in reader.open("/profile").text
