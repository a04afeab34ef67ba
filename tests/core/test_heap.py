"""What password hashes took is given back to the system when nobody signs in."""

import json
import subprocess
import sys

import pytest

from webapp.core import heap

SCRIPT = """
import json, os, pathlib, runpy, threading
runpy.run_path("gunicorn.conf.py")  # for what it asks of the allocator
from webapp.core import heap, passwords
def resident():
    return int(pathlib.Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
for _ in range(3):
    passwords.verify(None, "x")
timers = [one.daemon for one in threading.enumerate() if isinstance(one, threading.Timer)]
before = resident()
heap._give_back()
print(json.dumps({"timers": timers, "given back": before - resident()}))
"""


@pytest.mark.skipif(heap._trim is None, reason="only glibc can be asked to give memory back")
def test_the_memory_of_many_hashes_is_asked_for_once_and_given_back(checkout):
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["timers"] == [True], "one is enough, and it never holds up the end"
    assert told["given back"] > 15_000_000
