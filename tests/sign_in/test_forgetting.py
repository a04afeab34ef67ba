"""Requests for a new password that nobody answered are forgotten after a day."""

from datetime import UTC, datetime, timedelta

import time_machine

from webapp.sign_in.service import resetting


def test_a_request_is_kept_for_a_day(app):
    with app.app_context(), time_machine.travel(datetime(2026, 11, 22, tzinfo=UTC)) as clock:
        clock.move_to(datetime(2026, 11, 22, tzinfo=UTC), tick=False)
        resetting._ask("anna@example.com")
        clock.shift(timedelta(days=1))
        resetting._ask("bert@example.com")
        assert resetting.forget_requests() == 0
        clock.shift(1)
        assert resetting.forget_requests() == 1
        assert len(resetting.waiting(10)) == 1
