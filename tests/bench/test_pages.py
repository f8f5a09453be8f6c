"""What a request costs the server's processor, beside a view that does nothing.

It measures and prints; no time that it takes fails it. The server has one core, who asks another.
"""

import http.client
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.conf import settings

from discussions.actions import post_message, start_thread
from discussions.models import PAGE, Thread
from tests.bench.bare import ADDRESS
from tests.bench.processor import on_core, spent
from tests.bench.tables import SERVICES, table
from tests.live.conftest import session_key
from tests.live.servers import as_a_page, database_of_tests
from tests.services.product import Product, product
from tests.unit.interventions.examples import shared
from tests.world import World

ROUNDS = 5
REQUESTS = 30
CHEAP_REQUESTS = 300
TEXTS = (
    "We keep the mats in the sluice, and they slip.",
    "Ours do too.\n\n- Dry the floor\n- Turn the mat\n\nSee [the checklist](/interventions).",
    "**Four** checks a shift. Whoever hands over says them aloud:\n\n> Rails, bell, shoes, light.",
)


@dataclass
class Scene:
    """Addresses to read, a discussion to write in, and Ben's session."""

    pages: dict[str, str]
    writing: Thread
    session: str


@pytest.fixture
def scene(world: World) -> Scene:
    """A space with a page of everything in it."""
    writers = [(world.amina, world.severnside), (world.ben, world.kingsholm)]

    def thread(title: str) -> Thread:
        by, organisation = writers[0]
        return start_thread(
            by=by, for_organisation=organisation, space=world.falls, title=title, text=TEXTS[0]
        )

    reading, writing, *_others = [thread(f"Which mats, {n}?") for n in range(10)]
    for n in range(1, PAGE):
        by, organisation = writers[n % 2]
        text = TEXTS[n % len(TEXTS)]
        post_message(by=by, for_organisation=organisation, thread=reading, text=text)
    for n in range(31):
        shared(world, title=f"Checklist {n}")
    space = f"/s/{world.falls.uid}"
    return Scene(
        {
            "discussion of 50 messages": f"/d/{reading.uid}",
            "space": space,
            "space's interventions": f"{space}/interventions",
            "library": "/interventions",
        },
        writing,
        session_key(world.ben),
    )


@pytest.fixture
def server(scene: Scene, tmp_path: Path) -> Iterator[Product]:
    own = {"DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings", "LOG_LEVEL": "WARNING"}
    with ExitStack() as stack:
        with on_core(0):
            started = stack.enter_context(product(tmp_path, **own, **database_of_tests(tmp_path)))
        with on_core(1):
            yield started


class Asking:
    """Somebody signed in, who keeps one connection to the server.

    Args:
        server: which is measured.
        key: of their session.
        person: their uid.
    """

    def __init__(self, server: Product, key: str, person: str) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=30)
        cookie = f"{settings.SESSION_COOKIE_NAME}={key}"
        self.own = as_a_page(cookie, server.address) | {"X-Person": person}
        self.headers = {"Cookie": self.own["Cookie"], "Accept-Encoding": "gzip"}

    def get(self, address: str) -> str:
        return self._answer("GET", address, None, {})

    def post(self, thread: Thread, organisation: str) -> str:
        """Post a message as a page's script does."""
        fields = {"text": TEXTS[1], "key": uuid4().hex, "for_organisation": organisation}
        return self._answer("POST", f"/d/{thread.uid}/messages", urlencode(fields), self.own)

    def _answer(self, method: str, address: str, body: str | None, more: dict[str, str]) -> str:
        self.connection.request(method, address, body, self.headers | more)
        response = self.connection.getresponse()
        text = response.read().decode()
        assert response.status == 200, text[-2000:]
        return text

    def costs(self, ask: Callable[[], object], requests: int) -> float:
        """Milliseconds of the server's processor for each request."""
        ask()
        before = spent(self.server.process.pid)
        for _ in range(requests):
            ask()
        return (spent(self.server.process.pid) - before) / requests * 1000


def test_what_requests_cost(world: World, scene: Scene, server: Product) -> None:
    ben = Asking(server, scene.session, world.ben.uid)
    kingsholm = world.kingsholm.uid
    asked: dict[str, tuple[Callable[[], str], int]] = {
        "no middleware": (lambda: ben.get(ADDRESS), CHEAP_REQUESTS)
    }
    for name, address in scene.pages.items():
        assert world.ben.name in ben.get(address), "the whole shell, signed in"
        asked[name] = (lambda address=address: ben.get(address)), REQUESTS
    asked["post a message"] = (lambda: ben.post(scene.writing, kingsholm)), REQUESTS
    assert '"message"' in ben.post(scene.writing, kingsholm)

    costs: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (ask, requests) in asked.items():
            costs[name].append(ben.costs(ask, requests))
    report(costs)
    assert all(min(each) > 0 for each in costs.values())


def report(costs: dict[str, list[float]]) -> None:
    bare = median(costs["no middleware"])
    rows = [
        (name, median(each), min(each), max(each), median(each) - bare)
        for name, each in costs.items()
    ]
    head = ["", "processor, ms", "least", "most", "above no middleware"]
    table(f"A request, on {SERVICES}", head, rows)
