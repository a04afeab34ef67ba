"""edbrowse, the editor that browses: commands come from a script, as blind users write them."""

import subprocess

from webapp.identity.models import BrowserSession, User

SCRIPT = """H
b {address}/login?next=/profile
/E-mail/
i1=anna@example.com
/Password/
i1={password}
/<Sign in>/
i1*
/Change your phone/
g
/contact you/
i1=12 34
/<Save>/
i1*
1,$p
/<12 34>/
i1=0044 20 7946 0018
/<Save>/
i1*
1,$p
/Sign out/
g
/<Sign out>/
i1*
1,$p
b {address}/profile
1,$p
qt
"""


def test_a_visit_from_sign_in_to_sign_out(tool, surroundings, address, build, in_order):
    anna = build.client()
    done = subprocess.run(
        [tool("edbrowse", "edbrowse")],
        input=SCRIPT.format(address=address, password=anna.password),
        env=surroundings,
        cwd=surroundings["HOME"],
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout
    in_order(
        said,
        "E-mail address <anna@example.com>",
        "{Change your phone number}",
        "There is a problem",
        "{Enter a phone number with its country code",
        "h1 Change your phone number",
        "Error: Enter a phone number with its country code",
        "<12 34>",
        "Phone number saved.",
        "h1 User settings",
        "Phone number +44 20 7946 0018",
        "You are signed out.",
        "h1 Sign in",
        "h1 Sign in",
    )
    assert build.stored(User, anna.user_id).phone == "+442079460018"
    assert build.stored(BrowserSession, 1).ended_at is not None
