"""Whatever bytes come in place of a passkey are answered with a sentence."""

import json
import random

from tests.access.passkeys import asked, owned
from tests.authenticators import SoftKey, decoded, encoded
from tests.builders import Builder
from tests.reader import Reader


def mutations(honest: str, number: int):
    """Answers that no browser sends, the same ones each time."""
    chance = random.Random(5)  # noqa: S311
    junk = ("\x00", "null", "[]", "{}", '"', "[" * 5000, "9" * 5000, "\ud800", "é", "x" * 70_000)
    yield from junk
    for _ in range(number - len(junk)):
        answer = json.loads(honest)
        parts = answer["response"]
        name = chance.choice(sorted(parts))
        value = parts[name]
        if isinstance(value, str) and chance.random() < 0.6:
            content = bytearray(decoded(value))
            for _flip in range(chance.choice((1, 1, 3, 30))):
                content[chance.randrange(len(content))] = chance.randrange(256)
            cut = chance.choice((len(content), len(content) // 2, 5))
            parts[name] = encoded(bytes(content[:cut]))
        else:
            parts[name] = chance.choice((None, 7, [], {}, "", "\x00", "ä", [1], True, "=" * 9))
        if chance.random() < 0.1:
            answer[chance.choice(("id", "rawId", "type", "response"))] = chance.choice(
                (None, 1, "")
            )
        yield json.dumps(answer)


def test_no_bytes_upset_signing_in_or_adding(make_app):
    app = make_app(throttling=False)
    build = Builder(app)
    anna = build.client("Anna")
    key = owned(app, anna)
    stranger, reader = Reader(app), Reader(app).sign_in(anna)
    for page, make in (
        (stranger.open("/access/passkeys/sign-in"), key.use),
        (reader.open("/access/passkeys/add"), SoftKey().make),
    ):
        options = asked(page)
        for sent in mutations(make(options), 150):
            fields = {
                "csrf_token": page.token,
                "name": "n",
                "credential": sent.encode(errors="replace"),
            }
            answer = page.client.post(page.address, data=fields)
            assert answer.status_code in (303, 422), sent
            assert "problem" in answer.text or answer.status_code == 303
