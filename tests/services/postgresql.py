import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT

from tests.services.process import free_port, running

# Durability is of no use to data that lives for one run. Statistics taken in the background, of
# tables that a test is filling or has just emptied, lead to plans as slow as they are rare.
SETTINGS = [
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "max_connections=200",
]
# PostgreSQL refuses to run as root.
AS_USER = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of our own; yields the address of its database "collab"."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="collab-postgresql-"))
    if AS_USER:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    try:
        _run("initdb", "-D", data, "-U", "collab", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", *SETTINGS]
        server = [_program("postgres"), "-D", str(data), "-p", str(port)]
        for setting in settings:
            server += ["-c", setting]
        with (
            (folder / "log").open("w") as log,
            running(server, port=port, stop=SIGINT, stdout=log, stderr=log, **AS_USER),
        ):
            _run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "collab", "collab")
            yield f"postgres://collab@127.0.0.1:{port}/collab"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: str, *arguments: object) -> None:
    command = [_program(program), *map(str, arguments)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **AS_USER)


def _program(name: str) -> str:
    """Debian keeps the server's programs off the path, in a folder per version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=_version)
    found = str(versions[-1]) if versions else shutil.which(name)
    if not found:
        raise FileNotFoundError(f"{name} of PostgreSQL is missing: sudo apt install postgresql")
    return found


def _version(program: Path) -> int:
    return int(program.parent.parent.name)
