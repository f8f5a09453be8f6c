import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    with _cluster() as folder:
        server = [_program("postgres"), "-D", str(folder / "data"), "-p", str(port)]
        for setting in [*_reached_in(folder), *SETTINGS]:
            server += ["-c", setting]
        with (
            (folder / "log").open("w") as log,
            running(server, port=port, stop=SIGINT, stdout=log, stderr=log, **AS_USER),
        ):
            _create(port)
            yield _address(port)


@dataclass(frozen=True)
class Restartable:
    """A PostgreSQL that keeps what it acknowledged when it is ended without warning.

    Args:
        folder: with its data and its log.
        port: stays the same.
    """

    folder: Path
    port: int

    @property
    def address(self) -> str:
        return _address(self.port)

    def start(self) -> None:
        settings = " ".join(f"-c {setting}" for setting in _reached_in(self.folder))
        self._control("start", "-o", f"-p {self.port} {settings} -c max_connections=200")

    def stop(self) -> None:
        """End it as a crash would."""
        self._control("stop", "-m", "immediate")

    def _control(self, *what: str) -> None:
        _run("pg_ctl", *what, "-w", "-D", self.folder / "data", "-l", self.folder / "log")


@contextmanager
def restartable_postgresql() -> Iterator[Restartable]:
    """A second PostgreSQL with an empty database "collab", as safe as PostgreSQL is by itself."""
    with _cluster() as folder:
        server = Restartable(folder, free_port())
        server.start()
        try:
            _create(server.port)
            yield server
        finally:
            server.stop()


def copy_database(source: str, target: str) -> None:
    """Copy a database into an empty one, both named by their addresses."""
    dump = [_program("pg_dump"), "--no-owner", source]
    restore = [_program("psql"), "-q", "-X", "-v", "ON_ERROR_STOP=1", target]
    copied = subprocess.run(dump, check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(restore, check=True, input=copied, stdout=subprocess.DEVNULL)


@contextmanager
def _cluster() -> Iterator[Path]:
    """A folder of our own whose "data" a server can serve."""
    folder = Path(tempfile.mkdtemp(prefix="collab-postgresql-"))
    if AS_USER:
        shutil.chown(folder, "postgres", "postgres")
    try:
        data = folder / "data"
        _run("initdb", "-D", data, "-U", "collab", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _reached_in(folder: Path) -> list[str]:
    return ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}"]


def _create(port: int) -> None:
    ready = [_program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    until = time.monotonic() + 30
    while subprocess.run(ready).returncode and time.monotonic() < until:
        time.sleep(0.05)  # it listens a moment before it lets anybody in
    _run("createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "collab", "collab")


def _address(port: int) -> str:
    return f"postgres://collab@127.0.0.1:{port}/collab"


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
