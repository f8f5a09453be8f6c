"""Sixteen people write into one space at once: each is served, and the numbers have no gap."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from networks.models import LedgerRow
from tests.world import World, again

WRITERS = 16
EACH = 100 if os.environ.get("PROVE") else 15


def test_sixteen_writers_to_one_space_neither_fail_nor_leave_gaps(world: World) -> None:
    threads = [
        start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=world.falls,
            title=f"Question {n}",
            text="What would you do?",
        )
        for n in range(4)
    ]
    before = LedgerRow.objects.filter(stream=world.falls.stream).count()
    connection.close()
    barrier = Barrier(WRITERS, timeout=10)

    def write(n: int) -> list[str]:
        errors = []
        barrier.wait()
        for m in range(EACH):
            try:
                post_message(
                    by=again(world.ben),
                    for_organisation=world.kingsholm,
                    thread=Thread.objects.select_related("space").get(pk=threads[(n + m) % 4].pk),
                    text=f"Answer {n} {m}",
                    key=f"{n}-{m}",
                )
            except Exception as error:
                errors.append(repr(error))
            finally:
                connection.close()  # as at the end of a request
        return errors

    with ThreadPoolExecutor(WRITERS) as writers:
        errors = [error for each in writers.map(write, range(WRITERS)) for error in each]

    assert Counter(errors) == {}
    seqs = LedgerRow.objects.filter(stream=world.falls.stream).order_by("seq")
    assert [row.seq for row in seqs] == list(range(1, before + WRITERS * EACH + 1))
    for thread in threads:
        numbers = Message.objects.filter(thread=thread).order_by("n").values_list("n", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))
