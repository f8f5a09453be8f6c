import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.process import free_port, running

REPOSITORY = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Product:
    address: str
    process: subprocess.Popen
    log: Path


@contextmanager
def product(
    folder: Path, *, port: int | None = None, demo: bool = False, **environment: str
) -> Iterator[Product]:
    """The real server in a process of its own, which keeps its data and its log in `folder`.

    With `demo` it first makes its database and the demo story, as `make run` does; without, it
    serves the database that `environment` (or the one of the test) names.
    """
    port = port or free_port()
    address = f"http://localhost:{port}"
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"server-{port}.log"
    own = {"DATA_DIR": str(folder), "PUBLIC_BASE_URL": address, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "start" if demo else "serve", "--port", str(port)]
    with (
        log.open("a") as output,
        running(
            command,
            port=port,
            seconds=120 if demo else 30,
            cwd=REPOSITORY,
            env=os.environ | own | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        yield Product(address, process, log)
