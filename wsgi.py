"""What servers and the `flask` command load: `wsgi:app`."""

import os
import sys

from webapp.core import schema, start
from webapp.core.settings import SettingsError
from webapp.factory import create_app

HALT = 3  # gunicorn stops at this status instead of starting the worker again

try:
    app = create_app()
    if "FLASK_RUN_FROM_CLI" in os.environ:
        schema.connect_migrations(app)
    else:
        start.check_schema(app)
except SettingsError as error:
    sys.stderr.write(f"clientarea: {error}\n")
    sys.exit(HALT)
