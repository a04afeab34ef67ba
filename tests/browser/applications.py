"""Other applications that a window may look at: with a brand, with troubles, without a database."""

from flask import abort

from tests.browser.visit import Visit, numbered
from tests.builders import Builder
from tests.pictures import encode, quarters
from tests.reader import Reader
from webapp.core.access import public

CRASH = 500


def with_a_brand(visit: Visit, path: str, *, is_signed_in: bool = False) -> None:
    """Open a page of a provider who has a logo, an accent and links to his own site."""
    static = visit.folder / "theme" / "static"
    static.mkdir(parents=True, exist_ok=True)
    (static / "logo.png").write_bytes(encode(quarters(320, 160)))
    app = visit.make_app(
        theme_dir=str(static.parent),
        brand_name="Acme <Hosting> & Sons",
        brand_logo="/static/theme/logo.png",
        brand_accent="#7a2048",
        brand_site_url="https://acme.example/",
        brand_help_url="https://acme.example/help",
        brand_sign_up_url="https://acme.example/order",
    )
    reader = Reader(app)
    if is_signed_in:
        reader.sign_in(numbered(Builder(app), "Anna Kovalenko", language=visit.language))
    visit.served_by(reader.client, path)


def failing(visit: Visit, status: int) -> None:
    """Open a page on which something is refused or goes wrong."""
    app = visit.make_app(migrated=False)
    app.add_url_rule("/trouble", "trouble", public(lambda: fail(status)))
    expect_status(visit, status)
    visit.served_by(app.test_client(), "/trouble")


def fail(status: int) -> None:
    """Refuse; or crash, since that is what an error of ours is."""
    if status == CRASH:
        raise ValueError("the secret of the house")
    abort(status)


def without_a_database(visit: Visit) -> None:
    """Open a page as somebody who signed in before the database went away."""
    (visit.folder / "folder.sqlite3").mkdir(exist_ok=True)
    url = f"sqlite:///{visit.folder}/folder.sqlite3"
    app = visit.make_app(migrated=False, database_url=url)
    app.testing = False  # errors while errors are answered are answered, too
    expect_status(visit, 503)
    client = app.test_client()
    serializer = app.session_interface.get_signing_serializer(app)
    cookie = serializer.dumps({"_user_id": "token", "csrf_token": "00" * 20})
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], cookie)
    visit.served_by(client, "/profile")


def expect_status(visit: Visit, status: int) -> None:
    """Let the window not complain of an error that is meant."""
    visit.window.expected += [f"status of {status}", f"^{status} "]
