"""Server processes whose memory, sockets and connections to the database are looked at."""

import http.client
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from tests.live.servers import database_of_tests
from tests.services.process import memory
from tests.services.product import Product, product

TOKEN = "what Prometheus sends"


@dataclass(frozen=True)
class Served:
    """One process of the product on the tests' database."""

    product: Product

    @property
    def address(self) -> str:
        return self.product.address

    def memory(self) -> float:
        """What the process has in memory, in MB."""
        return memory(self.product.process.pid) / 1024

    def metric(self, name: str) -> float:
        """A value that the process tells of itself."""
        server = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=30)
        server.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        text = server.getresponse().read().decode()
        server.close()
        found = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
        assert found, text
        return float(found[1])


@contextmanager
def serving(folder: Path, count: int | None = None, **environment: str) -> Iterator[list[Served]]:
    """Processes of the product: if not said otherwise one on SQLite, two on PostgreSQL."""
    environment = database_of_tests(folder) | {"METRICS_TOKEN": TOKEN} | environment
    with ExitStack() as stack:
        yield [
            Served(stack.enter_context(product(folder, **environment)))
            for _ in range(count or (1 if settings.EMBEDDED else 2))
        ]
