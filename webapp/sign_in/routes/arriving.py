"""The end of every way in, as the browser sees it."""

from flask import url_for
from flask.typing import ResponseReturnValue

from webapp.core.hypermedia import anew, see_other
from webapp.identity import guard
from webapp.sign_in.service import Admission


def arrive(admission: Admission) -> ResponseReturnValue:
    """Let in whoever was admitted, or lead him to the step that he must pass first."""
    if admission.step:
        guard.hold(admission.token)
        return see_other(url_for(admission.step))
    guard.let_in(admission.token, stay=admission.stay)
    return see_other(anew(admission.goal) if admission.goal else url_for("account.index"))
