"""What servers and the `flask` command load: `wsgi:app`."""

import sys

from webapp.core import start
from webapp.core.cli import is_command_line
from webapp.core.settings import SettingsError
from webapp.factory import create_app

HALT = 3  # gunicorn stops at this status instead of starting the worker again

try:
    app = create_app()
    if not is_command_line():
        start.check_theme(app)
        start.check_schema(app)
except SettingsError as error:
    sys.stderr.write(f"clientarea: {error}\n")
    sys.exit(HALT)
