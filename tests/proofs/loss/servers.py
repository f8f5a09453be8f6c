"""Processes of the product that are killed, and started anew on the same port."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.services.process import free_port
from tests.services.product import REPOSITORY, Product, product


class Server:
    """One process, served again on its port after each death.

    Args:
        folder: for its log.
        environment: what it gets beside the tests' own, the database among it.
    """

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self._environment = environment
        self._stack = ExitStack()
        self._product: Product | None = None

    @property
    def log(self) -> str:
        return (self.folder / f"server-{self.port}.log").read_text()

    @property
    def process(self) -> subprocess.Popen:
        assert self._product
        return self._product.process

    def start(self) -> None:
        """Returns once it accepts connections."""
        served = product(self.folder, port=self.port, **self._environment)
        self._product = self._stack.enter_context(served)

    def kill(self) -> None:
        """At once, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        self.end()

    def end(self) -> None:
        self._stack.close()


@contextmanager
def serving(processes: int, folder: Path, **environment: str) -> Iterator[list[Server]]:
    """Several processes of the product, started at the same time."""
    with ExitStack() as stack:
        servers = [Server(folder, **environment) for _ in range(processes)]
        for server in servers:
            stack.callback(server.end)
        with ThreadPoolExecutor(processes) as starting:
            list(starting.map(Server.start, servers))
        yield servers


@contextmanager
def worker(folder: Path, **environment: str) -> Iterator[subprocess.Popen]:
    """A process that runs the product's jobs."""
    with (folder / "worker.log").open("a") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=REPOSITORY,
            env=os.environ | environment,
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
