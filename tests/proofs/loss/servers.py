"""Processes of the product that are killed, and started anew on the same port."""

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.services.process import free_port
from tests.services.product import Product, product


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
        self._process: Product | None = None

    @property
    def log(self) -> str:
        return (self.folder / f"server-{self.port}.log").read_text()

    def start(self) -> None:
        """Returns once it accepts connections."""
        served = product(self.folder, port=self.port, **self._environment)
        self._process = self._stack.enter_context(served)

    def kill(self) -> None:
        """At once, whatever it is doing."""
        assert self._process
        self._process.process.kill()
        self._process.process.wait()
        self._stack.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()
