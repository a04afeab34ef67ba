"""Requests for a new password that nobody answered are forgotten after a day."""

from datetime import UTC, datetime, timedelta

import time_machine

from webapp.identity.service import links
from webapp.sign_in.service import resetting


def test_a_request_is_kept_for_a_day(app):
    with app.app_context(), time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC)) as clock:
        clock.move_to(datetime(2026, 11, 22, tzinfo=UTC), tick=False)
        resetting.note_request("anna@example.com", links.PASSWORD)
        clock.shift(timedelta(days=1))
        resetting.note_request("bert@example.com", links.PASSWORD)
        assert resetting.forget_requests() == 0
        clock.shift(1)
        assert resetting.forget_requests() == 1
        assert len(resetting.waiting(10)) == 1
