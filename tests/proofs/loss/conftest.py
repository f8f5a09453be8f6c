from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings

from tests.live.servers import server


@pytest.fixture(scope="module")
def servers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The addresses of the processes that serve the product: one on SQLite, two on PostgreSQL."""
    folder = tmp_path_factory.mktemp("servers")
    with ExitStack() as stack:
        count = 1 if settings.EMBEDDED else 2
        yield [stack.enter_context(server(folder)) for _ in range(count)]
