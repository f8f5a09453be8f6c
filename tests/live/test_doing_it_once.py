"""Fifty requests with one key at the same moment: one thing is done, and all are told of it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from collab.base.access.subjects import Ref
from collab.base.live.idempotency import KeyUsedForOtherText, Outcome, once
from collab.base.live.models import KeyedAction
from discussions.actions import post_message, start_thread
from discussions.models import Message
from networks.models import LedgerRow
from tests.world import World, again

AT_ONCE = 50


def at_once(work) -> list:
    connection.close()
    barrier = Barrier(AT_ONCE, timeout=10)

    def started_together(n: int):
        barrier.wait()
        try:
            return work(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(started_together, range(AT_ONCE)))


def a_thread(world: World):
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which mats do you use?",
        text="Ours slip.",
    )


def test_fifty_posts_with_one_key_are_one_message(world: World) -> None:
    thread = a_thread(world)
    before = LedgerRow.objects.count()
    ben = again(world.ben)
    answers = at_once(
        lambda n: post_message(
            by=again(ben),
            for_organisation=world.kingsholm,
            thread=type(thread).objects.get(pk=thread.pk),
            text="The blue ones.",
            key="one-key",
        )
    )
    assert len({message.uid for message in answers}) == 1
    assert Message.objects.filter(thread=thread).count() == 2
    assert LedgerRow.objects.count() == before + 1
    assert KeyedAction.objects.filter(key="one-key").count() == 1


def test_of_fifty_texts_under_one_key_one_is_taken_and_the_rest_are_told(world: World) -> None:
    made: list[str] = []

    def ask(n: int) -> Outcome | KeyUsedForOtherText:
        def do() -> Ref:
            made.append(f"{n:012}")
            return Ref("space", made[-1])

        try:
            return once(by=world.ben, action="share", key="k", fields={"text": n}, do=do)
        except KeyUsedForOtherText as used:
            return used

    answers = at_once(ask)
    new = [each for each in answers if isinstance(each, Outcome)]
    assert len(new) == 1
    assert new[0].new
    refused = [each for each in answers if isinstance(each, KeyUsedForOtherText)]
    assert {each.earlier for each in refused} == {new[0].ref}
    assert len(refused) == AT_ONCE - 1
