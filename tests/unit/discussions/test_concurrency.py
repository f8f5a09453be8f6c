"""Many write in one discussion at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from collab.base.access.versions import Removed, Stale
from discussions.actions import (
    QuoteElsewhere,
    TooManyMessages,
    edit_message,
    post_message,
    remove_message,
    start_thread,
)
from discussions.models import Message, Revision, Thread
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


# One changes what another changes


@pytest.fixture
def posted(post: Callable[..., Message]) -> Message:
    return post("Footwear within reach.")


def closing(work: Callable[[], Any]) -> Any:
    """Work in a connection of its own; what it refuses is its outcome."""
    try:
        return work()
    except (Stale, Removed, QuoteElsewhere) as refused:
        return type(refused)
    finally:
        connection.close()


def edit(message: Message, text: str, key: str | None = None) -> Any:
    return closing(
        lambda: edit_message(
            by=again(message.by),
            for_organisation=message.for_organisation,
            message=Message.objects.get(pk=message.pk),
            text=text,
            started_from=1,
            key=key,
        )
    )


def remove(message: Message) -> Any:
    return closing(
        lambda: remove_message(by=again(message.by), message=Message.objects.get(pk=message.pk))
    )


def events(message: Message) -> list[tuple[str, int]]:
    rows = LedgerRow.objects.filter(subject=str(message.ref)).order_by("seq")
    return list(rows.values_list("kind", "version"))


def test_of_many_who_edit_one_version_one_wins(posted: Message) -> None:
    outcomes = at_once(WRITERS, lambda writer: edit(posted, f"{writer} edits"))
    assert outcomes.count(Stale) == WRITERS - 1
    [won] = [each for each in outcomes if each is not Stale]
    now = Message.objects.get(pk=posted.pk)
    assert (now.body, now.version) == (won.body, 2)
    assert events(posted) == [("message.posted", 1), ("message.edited", 2)]
    assert Revision.objects.get().body == "Footwear within reach."


def test_one_edit_sent_many_times_at_once_edits_once(posted: Message) -> None:
    edited = at_once(WRITERS, lambda _: edit(posted, "Bell in the hand.", key="a-key"))
    assert {each.version for each in edited} == {2}
    assert events(posted) == [("message.posted", 1), ("message.edited", 2)]


def test_edits_and_removals_at_once_end_removed_and_keep_every_text(posted: Message) -> None:
    outcomes = at_once(WRITERS, lambda n: remove(posted) if n % 2 else edit(posted, f"{n} edits"))
    now = Message.objects.get(pk=posted.pk)
    assert (now.removed, now.body, now.body_html) == (True, "", "")
    told = events(posted)
    assert [version for _kind, version in told] == list(range(1, len(told) + 1))
    assert [kind for kind, _version in told].count("message.removed") == 1
    assert told[-1][0] == "message.removed"
    edits = [kind for kind, _version in told].count("message.edited")
    assert edits == len([each for each in outcomes[::2] if each not in (Stale, Removed)]) <= 1
    assert Revision.objects.count() == 1 + edits


def test_what_is_removed_while_others_write_leaves_no_gap(
    post: Callable[..., Message], posted: Message
) -> None:
    at_once(WRITERS, lambda n: post(f"{n} writes") if n else remove(posted))
    messages = list(Message.objects.order_by("n"))
    assert [each.n for each in messages] == list(range(1, 2 + WRITERS))
    assert [each.n for each in messages if each.removed] == [posted.n]
    seqs = list(LedgerRow.objects.filter(within=str(posted.thread.ref)).order_by("seq"))
    assert len({row.seq for row in seqs}) == len(seqs) == WRITERS + 2


def test_who_quotes_what_is_being_removed_is_refused_or_told_of_it(
    posted: Message,
) -> None:
    """Whichever comes first, no page goes on showing the removed text in a quote."""

    def quote(n: int) -> Any:
        return closing(
            lambda: post_message(
                by=again(posted.by),
                for_organisation=posted.for_organisation,
                thread=Thread.objects.get(pk=posted.thread_id),
                text=f"{n} quotes",
                quotes=posted,
            )
        )

    at_once(WRITERS, lambda n: remove(posted) if n == 3 else quote(n))
    for quoting in Message.objects.filter(quotes=posted):
        assert events(quoting) == [("message.posted", 1), ("message.quote_changed", 2)]
        assert quoting.version == 2


def test_no_more_than_so_much_in_a_minute_slips_through(
    post: Callable[..., Message], settings: Settings
) -> None:
    settings.MESSAGES_A_MINUTE = WRITERS

    def post_twice(writer: int) -> int:
        taken = 0
        for n in range(2):
            with suppress(TooManyMessages):
                taken += bool(post(f"{writer} writes {n}"))
        return taken

    assert sum(at_once(WRITERS, post_twice)) == WRITERS
    assert Message.objects.filter(n__gt=1).count() == WRITERS
