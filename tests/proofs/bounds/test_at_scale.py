"""In a network as large as England's every page asks what it asks in a small one, takes less than a
tenth of a second, and reads no large table from end to end."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple
from pathlib import Path
from statistics import median

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from collab.base.access.models import AccessEpoch
from collab.base.accounts.models import Person
from collab.demo.scale.seeding import seed
from collab.demo.scale.sizes import Sizes
from discussions.models import Message
from tests.proofs.bounds.cast import Cast
from tests.proofs.bounds.plans import Statements, statements_of, tables_of_more_than
from tests.proofs.bounds.visits import Visit, api_visits, visits
from tests.proofs.bounds.works import Work, jobs, retention, taken_back, works
from tests.proofs.conftest import Proved
from tests.proofs.counts import PERCENT_OF_SCALE, PROVING
from tests.unit.api.client import Program

pytestmark = pytest.mark.services

SMALL = Sizes(organisations=12, people=100, spaces=9, interventions=100, messages=4_000)
WHOLE = Sizes(*(max(8, number * PERCENT_OF_SCALE // 100) for number in astuple(Sizes())))
LARGE = 10_000
"""Rows, from which on a table is not to be read from end to end."""
SECONDS = 0.1
SECONDS_OF_A_JOB = 1
MINUTES_OF_SEEDING = 3
RUNS = 5
NOTHING_KNOWN: Mapping[str, int] = {}


@pytest.fixture(autouse=True)
def as_a_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's test client copies the context of each template, which no server does."""
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *args, **kw: None)


class World:
    """A seeded network, and somebody's browser or program for each of its people."""

    def __init__(self, sizes: Sizes) -> None:
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
        AccessEpoch.objects.get_or_create(pk=1)
        began = time.monotonic()
        seed(sizes, now=timezone.now())
        self.seconds_of_seeding = time.monotonic() - began
        self.cast = Cast()
        self.cast.have_much_to_open()
        self.cast.have_something_to_decide()
        self.cast.have_much_to_read()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")  # as PostgreSQL does by itself after a while
        self._clients: dict[tuple[int, bool], Callable[[str], HttpResponse]] = {}

    def visits(self) -> list[Visit]:
        return [*visits(self.cast), *api_visits(self.cast)]

    def works(self) -> dict[str, Work]:
        return {name: taken_back(work) for name, work in works(self.cast).items()}

    def open(self, visit: Visit) -> None:
        answer = self._client(visit.who, visit.address.startswith("/api/"))(visit.address)
        assert answer.status_code == 200, (visit.name, visit.address, answer.status_code)

    def _client(self, who: Person | None, by_program: bool) -> Callable[[str], HttpResponse]:
        key = (who.pk if who else 0, by_program)
        if key not in self._clients:
            self._clients[key] = asking(who) if by_program else browsing(who)
        return self._clients[key]


def browsing(who: Person | None) -> Callable[[str], HttpResponse]:
    client = Client()
    if who:
        client.force_login(who)
    return client.get


def asking(who: Person | None) -> Callable[[str], HttpResponse]:
    program = Program(who)
    return lambda address: program.get(address.removeprefix("/api/v1/"))


def everything(world: World) -> Iterator[tuple[str, Work]]:
    """All that is opened and done, by its name."""
    for visit in world.visits():
        yield visit.name, lambda visit=visit: world.open(visit)  # type: ignore[misc]
    yield from world.works().items()


def asked(world: World, at_most: Mapping[str, int] = NOTHING_KNOWN) -> dict[str, Statements]:
    """What each asks the database once it is warm: the second time, unless it asks no more than is
    given already the first."""
    found = {}
    for name, work in everything(world):
        found[name] = statements_of(work)
        if len(found[name].sent) > at_most.get(name, -1):
            found[name] = statements_of(work)
    return found


def seconds(work: Work) -> float:
    """How long the server works at it, the median of several: the processor's time of this thread
    and of PostgreSQL's process. What else the machine does meanwhile counts for nothing."""
    runs = []
    for _ in range(RUNS):
        began = spent()
        work()
        runs.append(spent() - began)
    return median(runs)


def spent() -> float:
    connection.ensure_connection()
    process = connection.connection.info.backend_pid
    nanoseconds = Path(f"/proc/{process}/schedstat").read_text().split()[0]
    return time.thread_time() + int(nanoseconds) / 1e9


def test_pages_cost_the_same_in_a_network_of_a_million_messages(
    transactional_db: None, proved: Proved
) -> None:
    few = {name: len(each.sent) for name, each in asked(World(SMALL)).items()}
    world = World(WHOLE)
    many = asked(world, at_most=few)
    assert len(few) > (350 if PROVING else 100)
    more = [
        f"{name}: {few[name]}, then {len(each.sent)}"
        for name, each in many.items()
        if len(each.sent) > few[name]
    ]
    assert not more, "\n".join(more)

    large = tables_of_more_than(LARGE)
    assert {"discussions_message", "networks_ledgerrow"} <= large
    assert "discussions_message" in str(
        statements_of(lambda: list(Message.objects.filter(body="nowhere"))).scanning(large)
    )
    at_length = jobs(world.cast)
    many |= {name: statements_of(work) for name, work in (retention() | at_length).items()}
    scans = [f"{name}: {each}" for name, of in many.items() for each in of.scanning(large)]
    assert not scans, "\n".join(scans)

    if PROVING:
        gc.freeze()  # no server keeps such a list of plans, to be looked through for garbage
        took = {name: seconds(work) for name, work in everything(world)}
        gc.unfreeze()
        slow = [f"{name}: {each * 1000:.0f} ms" for name, each in took.items() if each >= SECONDS]
        assert not slow, "\n".join(slow)
        long = {name: seconds(work) for name, work in at_length.items()}
        assert max(long.values()) < SECONDS_OF_A_JOB, long
        assert world.seconds_of_seeding < MINUTES_OF_SEEDING * 60
        slowest = max(took, key=took.__getitem__)
        proved(
            f"{len(took)} pages, lists, writes and looks of the hub and the worker among"
            f" {WHOLE.messages:,} messages, seeded in {world.seconds_of_seeding:.0f} s",
            f"the slowest, {slowest}, took {took[slowest] * 1000:.0f} ms; no more queries than"
            f" among {SMALL.messages:,} messages; no table of more than {LARGE:,} rows read whole",
        )
