"""`flask worker` without staying: drains, shows what failed, repeats it."""

import json
from email import message_from_bytes
from email.policy import default

import pytest
from flask import has_app_context

from tests.builders import Builder
from tests.live import free_port
from tests.messaging.post import Post
from tests.messaging.servers import HERE, Script, office
from webapp.core import db
from webapp.core.room import Job
from webapp.messaging import jobs
from webapp.messaging.models import Outcome, State
from webapp.messaging.transport import Refused


def flask(app, *args: str):
    if has_app_context():
        db.release()  # or its connection would outlive its pool
    return app.test_cli_runner().invoke(args=["worker", *args])


@pytest.fixture
def drained(make_app):
    """An instance with a letter in line that sends by the settings: ``drained(mail_server=…)``."""
    entered = []

    def make(**settings: str) -> Post:
        app = make_app(**settings)
        anna = Builder(app).client("Anna Kovalenko")
        entered.append(app.app_context())
        entered[-1].push()
        post = Post(app)
        app.extensions.pop("clientarea.carrier")
        post.tell(anna)
        return post

    yield make
    for context in reversed(entered):
        context.pop()


def test_drain_does_what_is_due_and_ends(drained, tmp_path):
    post = drained()
    result = flask(post.app, "--drain")
    assert (result.exit_code, result.output) == (0, "")
    assert post.states() == [State.SENT]
    (file,) = (tmp_path / "instance-0" / "mail" / "new").iterdir()
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == "anna@example.com"
    assert flask(post.app, "--drain").exit_code == 0


def test_drain_sends_over_one_connection_and_closes_it(drained):
    with office() as (kept, port):
        post = drained(mail_server=HERE, mail_port=port)
        assert flask(post.app, "--drain").exit_code == 0
    assert kept.recipients == ["anna@example.com"]


def test_drain_says_in_one_line_that_the_server_is_away(drained):
    post = drained(mail_server=HERE, mail_port=str(free_port()))
    result = flask(post.app, "--drain")
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert line.startswith("Error: The mail server takes nothing at the moment: ")
    assert post.states() == [State.QUEUED]


def test_a_letter_that_is_refused_is_no_trouble_of_the_server(drained):
    with Script(RCPT="550 no such mailbox") as server:
        post = drained(mail_server=HERE, mail_port=server.port)
        assert flask(post.app, "--drain").exit_code == 0
    assert post.states() == [State.FAILED]


def test_drain_ends_although_a_job_fails_each_time(post, capsys, monkeypatch):
    def fail(_row_id: int) -> None:
        done.append(1)
        raise ZeroDivisionError

    done: list[int] = []
    monkeypatch.setattr(jobs, "jobs", lambda: [Job(name="bad", due=lambda _most: [7], run=fail)])
    post.work()
    post.work()
    assert len(done) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_any_number_of_rows_that_fail_hides_none_that_does_not(post, monkeypatch):
    bad = 2 * jobs.AT_ONCE

    def run(row_id: int) -> None:
        tried.append(row_id)
        if row_id < bad:
            raise ZeroDivisionError
        rows.remove(row_id)

    rows, tried = list(range(bad + 1)), []
    job = Job(name="bad", due=lambda most: rows[:most], run=run)
    monkeypatch.setattr(jobs, "jobs", lambda: [job])
    post.work()
    assert tried == list(range(bad + 1))
    monkeypatch.setattr(jobs, "REST_SECONDS", 0)
    jobs.run("bad", 0)
    assert jobs.waiting() == [("bad", 0)], "a row that rested long enough waits again"


@pytest.mark.parametrize("options", [["--drain"], ["--failed"], ["--retry"], []])
def test_a_database_behind_the_code_is_refused_in_one_line(make_app, options):
    result = flask(make_app(migrated=False), *options)
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert "flask --app wsgi db upgrade" in line


@pytest.mark.parametrize("options", [["--json"], ["--drain", "--failed"], ["--retry", "--drain"]])
def test_options_that_do_not_go_together_do_nothing(make_app, options):
    ended = flask(make_app(), *options)
    assert ended.exit_code == 2
    assert "Give one of" in ended.stderr


def test_what_failed_is_listed_for_people_and_for_programs(post, anna):
    assert flask(post.app, "--failed").output == ""
    assert flask(post.app, "--failed", "--json").output == "[]\n"
    post.pigeon.answers = [Refused("no such mailbox", "550"), Refused("no", "550")]
    post.tell(anna)
    post.work()
    post.tell_secret(anna)  # later: what expires would be sent first
    post.work()
    result = flask(post.app, "--failed")
    assert result.exit_code == 0
    secret, usual = result.output.splitlines()
    assert usual.startswith("1  20")
    assert usual.endswith("service.suspended  <anna@example.com>  no such mailbox")
    assert "confirm.reset" in secret
    found = json.loads(flask(post.app, "--failed", "--json").output)
    assert [row["id"] for row in found] == [2, 1]
    assert [row["is_masked"] for row in found] == [True, False]
    assert found[1]["said"] == "no such mailbox"
    assert found[1]["subject"] == "Maintenance on Sunday"
    assert "geheim" not in json.dumps(found)


def test_retry_puts_them_in_line_but_for_secret_ones(post, anna):
    post.pigeon.answers = [Refused("no")] * 3
    post.tell(anna)
    post.tell(anna)
    post.work()
    post.tell_secret(anna)
    post.work()
    result = flask(post.app, "--retry")
    assert (result.exit_code, result.output) == (0, "2 put in line again.\n")
    assert post.states() == [State.QUEUED, State.QUEUED, State.FAILED]
    post.work()
    assert post.states() == [State.SENT, State.SENT, State.FAILED]
    assert [outcome for outcome, *_ in post.history()].count(Outcome.SENT) == 2
    assert flask(post.app, "--retry").output == "0 put in line again.\n"
