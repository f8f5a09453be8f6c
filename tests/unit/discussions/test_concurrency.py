"""Many write in one discussion at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from networks.models import LedgerRow
from tests.world import a_world, again

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WRITERS, EACH = 8, 6


@pytest.fixture
def post() -> Callable[..., Message]:
    """Writes in one discussion of the falls space, in a connection that it closes."""
    world = a_world()
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which four?",
        text="Which four?",
    )

    def post(text: str, key: str | None = None) -> Message:
        try:
            return post_message(
                by=again(world.ben),
                for_organisation=world.kingsholm,
                thread=Thread.objects.get(pk=thread.pk),
                text=text,
                key=key,
            )
        finally:
            connection.close()

    return post


def at_once(number: int, work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(work, range(number)))


def test_numbers_have_no_gaps_and_follow_the_order_of_what_is_told(
    post: Callable[..., Message],
) -> None:
    at_once(WRITERS, lambda writer: [post(f"{writer} writes {n}") for n in range(EACH)])
    thread = Thread.objects.get()
    assert thread.last_n == 1 + WRITERS * EACH
    messages = list(Message.objects.order_by("n"))
    assert [message.n for message in messages] == list(range(1, thread.last_n + 1))
    told = LedgerRow.objects.filter(kind="message.posted").order_by("seq")
    assert [row.subject for row in told] == [str(message.ref) for message in messages]


def test_one_request_sent_many_times_at_once_posts_one_message(
    post: Callable[..., Message],
) -> None:
    posted = at_once(WRITERS, lambda _: post("Footwear", key="a-key"))
    assert len({message.uid for message in posted}) == 1
    assert Message.objects.count() == 2
    assert Thread.objects.get().last_n == 2
