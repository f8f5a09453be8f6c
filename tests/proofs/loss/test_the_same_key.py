"""The same key many times at once: one message, and as many answers that show it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from threading import Barrier

import pytest

from collab.base.live.models import KeyedAction
from discussions.models import Message, Thread
from tests.ledger import told_of
from tests.proofs.common.writers import WRITERS, Answer, ByProgram, Writer
from tests.proofs.conftest import Proved
from tests.proofs.counts import ROUNDS_OF_THE_SAME_KEY, SAME_KEY_AT_ONCE
from tests.world import World


def all_at_once(
    writer: Writer, servers: list[str], thread: Thread, key: str, text: Callable[[int], str]
) -> list[Answer]:
    """So many requests under one key at one moment, spread over the servers."""
    lines = [writer.line(each) for each in islice(cycle(servers), SAME_KEY_AT_ONCE)]
    barrier = Barrier(len(lines), timeout=30)

    def post(n: int) -> Answer:
        barrier.wait()
        return writer.post(thread, text(n), key, lines[n])

    with ThreadPoolExecutor(len(lines)) as threads:
        return list(threads.map(post, range(len(lines))))


@pytest.mark.parametrize("way", WRITERS, ids=lambda way: way.__name__)
def test_one_thing_is_done_and_each_answer_shows_it(
    world: World, thread: Thread, servers: list[str], way: type[Writer], proved: Proved
) -> None:
    ben = way(world.ben, world.kingsholm, servers[0])
    for n in range(ROUNDS_OF_THE_SAME_KEY):
        told = told_of().count()
        answers = all_at_once(ben, servers, thread, f"key-{n}", lambda _: "The blue ones.")
        made = Message.objects.filter(thread=thread).exclude(n=1).order_by("n")
        assert len(made) == n + 1
        assert {ben.made(each) for each in answers} == {made[n].uid}
        assert len({each.status for each in answers}) == 1
        assert told_of().count() == told + 1
        assert KeyedAction.objects.filter(key=f"key-{n}").count() == 1
    proved(
        f"the same key {SAME_KEY_AT_ONCE} times at once through {way.kind}, "
        f"{ROUNDS_OF_THE_SAME_KEY} rounds, server processes: {len(servers)}",
        "each time 1 message, 1 row of the ledger, 1 key, and equal answers that show the message",
    )


def test_of_many_texts_under_one_key_one_is_taken_and_the_rest_are_refused(
    world: World, thread: Thread, servers: list[str]
) -> None:
    ben = ByProgram(world.ben, world.kingsholm, servers[0])
    answers = all_at_once(ben, servers, thread, "one-key", lambda n: f"Answer {n}")
    statuses = Counter(each.status for each in answers)
    assert statuses == {201: 1, 422: SAME_KEY_AT_ONCE - 1}
    assert Message.objects.filter(thread=thread).count() == 2
