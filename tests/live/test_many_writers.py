"""Sixteen write into one space at once: each is served, and the numbers have no gap."""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from django.db import connection

from collab.base.access.versions import Stale
from collab.interventions.actions import save_version, share_intervention
from collab.interventions.models import Intervention
from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from networks.actions.places import end_place, give_place
from networks.models import LedgerRow, Place, Space
from tests.unit.access.scene import draft
from tests.world import World, again, sign_up

WRITERS = 16
EACH = 100 if os.environ.get("PROVE") else 15

Write = Callable[[int, int], None]


@pytest.fixture
def threads(world: World) -> list[Thread]:
    return [
        start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=world.falls,
            title=f"Question {n}",
            text="What would you do?",
        )
        for n in range(4)
    ]


def errors_of_writing_at_once(write: Write) -> Counter[str]:
    """What went wrong when each of the writers wrote again and again, all at once."""
    connection.close()
    barrier = Barrier(WRITERS, timeout=10)

    def keep_writing(n: int) -> list[str]:
        errors = []
        barrier.wait()
        for m in range(EACH):
            try:
                write(n, m)
            except Exception as error:
                errors.append(repr(error))
            finally:
                connection.close()  # as at the end of a request
        return errors

    with ThreadPoolExecutor(WRITERS) as writers:
        return Counter(
            error for each in writers.map(keep_writing, range(WRITERS)) for error in each
        )


def numbers_have_no_gap(space: Space) -> bool:
    seqs = LedgerRow.objects.filter(stream=space.stream).order_by("seq").values_list("seq")
    return [seq for (seq,) in seqs] == list(range(1, len(seqs) + 1))


def test_sixteen_writers_to_one_space_neither_fail_nor_leave_gaps(
    world: World, threads: list[Thread]
) -> None:
    before = LedgerRow.objects.filter(stream=world.falls.stream).count()

    def post(n: int, m: int) -> None:
        post_message(
            by=again(world.ben),
            for_organisation=world.kingsholm,
            thread=Thread.objects.select_related("space").get(pk=threads[(n + m) % 4].pk),
            text=f"Answer {n} {m}",
            key=f"{n}-{m}",
        )

    assert errors_of_writing_at_once(post) == {}
    rows = LedgerRow.objects.filter(stream=world.falls.stream).count()
    assert rows == before + WRITERS * EACH
    assert numbers_have_no_gap(world.falls)
    for thread in threads:
        numbers = Message.objects.filter(thread=thread).order_by("n").values_list("n", flat=True)
        assert list(numbers) == list(range(1, len(numbers) + 1))


def test_people_who_do_different_things_at_once_never_wait_for_each_other_for_ever(
    world: World, threads: list[Thread]
) -> None:
    """Each kind of write takes its locks in the same order: posts, documents, places."""
    guests = [sign_up(f"Guest {n}") for n in range(WRITERS)]
    document = share_intervention(
        by=world.amina, for_organisation=world.severnside, space=world.falls, content=draft()
    )

    def post(n: int, m: int) -> None:
        post_message(
            by=again(world.ben),
            for_organisation=world.kingsholm,
            thread=Thread.objects.select_related("space").get(pk=threads[n % 4].pk),
            text=f"Answer {n} {m}",
            key=f"{n}-{m}",
        )

    def share(n: int, m: int) -> None:
        share_intervention(
            by=again(world.amina),
            for_organisation=world.severnside,
            space=Space.objects.get(pk=world.falls.pk),
            content=draft(f"Checklist {n} {m}"),
            key=f"{n}-{m}",
        )

    def save(n: int, m: int) -> None:
        current = Intervention.objects.select_related("space").get(pk=document.pk)
        with suppress(Stale):  # somebody else was first: they are asked to look again
            save_version(
                by=again(world.facilitator),
                for_organisation=world.severnside,
                intervention=current,
                started_from=current.number,
                content=draft(f"Falls checklist {n} {m}"),
                key=f"{n}-{m}",
            )

    def invite(n: int, m: int) -> None:
        space, guest = Space.objects.get(pk=world.falls.pk), guests[n]
        held = Place.objects.current().filter(space=space, person=guest).first()
        if held:
            end_place(by=again(world.lead), place=held)
        else:
            give_place(by=again(world.lead), space=space, person=guest, role=Place.Role.READER)

    kinds = [post, share, save, invite]
    assert errors_of_writing_at_once(lambda n, m: kinds[n % 4](n, m)) == {}
    assert numbers_have_no_gap(world.falls)
