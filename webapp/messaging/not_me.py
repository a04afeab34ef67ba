"""The signed "This was not me" link of security letters: reusable, good for seven days."""

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from webapp.core.links import public_link

LIFETIME_SECONDS = 7 * 24 * 3600


def link_for(user_id: int) -> str:
    """Return the address of the page on which a user says that something was not his doing."""
    return public_link(f"/not-me/{_signer().dumps(user_id)}")


def user_of(token: str) -> int | None:
    """Return whose link this is; None when it is too old or not ours."""
    try:
        user_id = _signer().loads(token, max_age=LIFETIME_SECONDS)
    except BadData:
        return None
    return int(user_id)


def _signer() -> URLSafeTimedSerializer:
    config = current_app.config
    keys = [*reversed(config["SECRET_KEY_FALLBACKS"]), config["SECRET_KEY"]]  # the last one signs
    return URLSafeTimedSerializer(keys, salt="not-me")
