"""Letters leave by one way, and web processes carry none of what that needs."""

import ast
import os
import subprocess
import sys

from tests.house import sources
from tests.instances import migrated, variables

WAYS_OUT = {"smtplib", "mailbox", "flask_mail"}
WORKERS_ALONE = ("huey", "flask_mail", "smtplib", "mailbox", "css_inline", "cryptography")
WEB = """
import sys
from webapp.factory import create_app

app = create_app()
client = app.test_client()
for path in ("/login", "/forgot", "/profile", "/not-me/x", "/forgot/x", "/healthz"):
    assert client.get(path).status_code < 500, path
token = client.get("/forgot").text.partition('name="csrf_token" value="')[2].partition('"')[0]
answer = client.post("/forgot", data={"csrf_token": token, "email": "anna@example.com"})
assert answer.status_code == 303, answer.status_code
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_one_module_hands_letters_over():
    for module in sources.modules("webapp"):
        imports = {name.partition(".")[0] for name, _line in sources.imported(module.tree)}
        if imports & WAYS_OUT:
            assert module.name == "webapp/messaging/ways_out.py", module.name


def test_one_class_gives_it_letters():
    """What is not in the outbox is not sent: only the carrier asks a transport to send."""
    senders = set()
    for module in sources.modules("webapp"):
        for node in ast.walk(module.tree):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called.endswith((".send", ".sendmail", ".send_message")):
                senders.add((module.name, called))
    assert senders == {
        ("webapp/messaging/delivery.py", "self.transport.send"),
        ("webapp/messaging/ways_out.py", "host.sendmail"),
    }


def test_only_the_outbox_makes_places_in_line():
    for module in sources.modules("webapp"):
        if "insert(Outgoing)" in module.text:
            assert module.name == "webapp/messaging/service/outbox.py", module.name


def test_a_web_process_carries_nothing_that_only_the_worker_needs(checkout, tmp_path):
    with migrated(variables(tmp_path)):
        pass
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FLASK_")}
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-c", WEB],
        cwd=checkout,
        env={**clean, **variables(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    loaded = set(ended.stdout.split())
    assert "flask" in loaded
    assert loaded.isdisjoint(WORKERS_ALONE), loaded.intersection(WORKERS_ALONE)
