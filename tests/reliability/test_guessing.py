"""Many processes guess at once: exactly as often as the limit says is anything hashed."""

import json
import multiprocessing
from collections import Counter

import pytest

from tests.builders import PASSWORD
from tests.reliability import guesser, writer
from webapp.core import passwords

PROCESSES = 4
THREADS = passwords.PLACES  # one more, and somebody would be asked to come again
TIMES = [4, pytest.param(34, marks=pytest.mark.long)]


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize("who", ["anna", "nobody"])
@pytest.mark.parametrize("limit", [5, 7])
def test_parallel_guesses_cost_exactly_the_limit_in_hashes(
    app, build, environ, tmp_path, times, who, limit
):
    build.client("Anna", password_hash=writer.CHEAP.hash(PASSWORD))
    rules = {"CLIENTAREA_LIMIT_SIGN_IN": f"{limit} per 1 hour"}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.reliability.guesser"])
    pipes, running = [], []
    for number in range(PROCESSES):
        ours, theirs = context.Pipe(duplex=False)
        plan = (environ | rules, theirs, tmp_path / f"{number}.log", f"{who}@example.com")
        running.append(context.Process(target=guesser.main, args=(*plan, THREADS, times)))
        running[-1].start()
        theirs.close()
        pipes.append(ours)
    said = [json.loads(pipe.recv_bytes()) for pipe in pipes]
    for process in running:
        process.join()
    assert [process.exitcode for process in running] == [0] * PROCESSES
    assert [(tmp_path / f"{n}.log").read_text() for n in range(PROCESSES)] == [""] * PROCESSES
    assert sum(one["hashed"] for one in said) == limit
    answers = sum((Counter(one["answers"]) for one in said), Counter())
    assert answers == {"422": limit, "429": PROCESSES * THREADS * times - limit}
