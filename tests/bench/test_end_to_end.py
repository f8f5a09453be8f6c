"""From sending a message to its arrival at the last of those who read along."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from discussions.models import Thread
from networks.ledger import head_of
from tests.bench import contenders
from tests.bench.crowd import Scene
from tests.bench.posts import WARMING_UP, Felt, felt
from tests.bench.tables import SERVICES, middle, table
from tests.bench.test_fan_out import ROUNDS, SIZES, beside
from tests.live.servers import Visitor, as_a_page
from tests.percentile import percentile
from tests.world import World

__all__ = ["beside"]

POSTS = 25
READING_ALONG = 100
ELSEWHERE = 1_000


def requests(visitor: Visitor, address: str, thread: Thread, count: int) -> list[bytes]:
    """Whole requests, each of which posts a message of its own."""
    made = []
    for _ in range(count):
        fields = {"text": "Ours hold.", "key": uuid4().hex}
        fields["for_organisation"] = str(visitor.organisation.uid) if visitor.organisation else ""
        body = urlencode(fields).encode()
        head = [
            f"POST /d/{thread.uid}/messages HTTP/1.1",
            f"Host: {urlsplit(address).netloc}",
            *(f"{name}: {value}" for name, value in as_a_page(visitor.cookie, address).items()),
            f"Content-Length: {len(body)}",
            "Connection: close",
        ]
        made.append("\r\n".join([*head, "", ""]).encode() + body)
    return made


def test_from_sending_to_the_last_who_reads_along(
    world: World, thread: Thread, tmp_path: Path, beside: ProcessPoolExecutor
) -> None:
    visitor = Visitor(world.amina, world.severnside)
    cookies = contenders.cookies_of_many(world)

    @contextmanager
    def scenes() -> Iterator[tuple[Scene, Scene]]:
        _, head = head_of(world.falls.stream)
        _, other = head_of(world.medicines.stream)
        by = world.amina.pk
        with contenders.ours(tmp_path, thread, ["0"], cookies, by, head) as scene:
            there = scene.watch.replace(world.falls.stream, world.medicines.stream)
            yield (
                scene,
                replace(scene, watch=there.replace(f'"after": {head}', f'"after": {other}')),
            )

    cases = [(sockets, 0) for sockets in SIZES] + [(READING_ALONG, ELSEWHERE)]
    found: dict[tuple[int, int], list[Felt]] = {case: [] for case in cases}
    for _ in range(ROUNDS):
        for sockets, others in cases:
            with scenes() as (scene, elsewhere):
                posts = requests(visitor, scene.address, thread, WARMING_UP + POSTS)
                there = elsewhere if others else None
                came = beside.submit(felt, scene, sockets, there, others, posts).result()
                found[sockets, others].append(came)
    rows = [
        (
            sockets,
            others,
            middle([percentile(one.answered, 0.5) * 1000 for one in each]),
            middle([percentile(one.arrived, 0.5) * 1000 for one in each]),
            middle([percentile(one.arrived, 0.99) * 1000 for one in each]),
            middle([one.spent / len(one.arrived) * 1000 for one in each]),
        )
        for (sockets, others), each in found.items()
    ]
    head = [
        "reading along",
        "elsewhere",
        "answered, p50 ms",
        "at the last, p50 ms",
        "p99 ms",
        "processor a post, ms",
    ]
    table(f"From sending to arriving, on {SERVICES}", head, rows)
    assert all(len(one.arrived) == POSTS for each in found.values() for one in each)
