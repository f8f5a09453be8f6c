"""One process of the product at an https address of its own, on the database of the test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from collab.base.accounts.models import Person
from tests.live.conftest import session_key
from tests.live.servers import database_of_tests
from tests.services.product import Product, product

HOST = "collab.example"
ORIGIN = f"https://{HOST}"
COOKIE = "__Host-sessionid"


@contextmanager
def front_door(folder: Path, **environment: str) -> Iterator[Product]:
    """Served as if a proxy stood in front, which speaks TLS and passes everything on."""
    behind = {"PUBLIC_BASE_URL": ORIGIN, "TRUSTED_PROXIES": "1", "LOG_LEVEL": "INFO"}
    with product(folder, **database_of_tests(folder), **behind, **environment) as process:
        yield process


def port_of(server: Product) -> int:
    port = urlsplit(server.address).port
    assert port
    return port


def cookie_of(person: Person) -> str:
    """The header of somebody's browser, signed in just now."""
    return f"{COOKIE}={session_key(person)}"


def faults_in(log: Path) -> list[str]:
    """Lines of a server's log that tell of an error, in whichever form."""
    signs = ("Traceback", "[error", '"level": "error"', "error=", '"error":', "Unhandled")
    return [line for line in log.read_text().splitlines() if any(sign in line for sign in signs)]
