from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.access.subjects import Ref, find
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.markup import MESSAGE_LIMIT, TextRefused
from discussions.actions import AboutElsewhere, post_message, start_thread, writing
from discussions.forms import ThreadForm
from discussions.models import Message, Thread
from networks.actions.organisations import end_affiliation
from networks.models import Affiliation, LedgerRow
from tests.world import World, again, join

from .conftest import Write


def kinds(stream: str) -> list[str]:
    rows = LedgerRow.objects.filter(stream=stream).order_by("seq")
    return list(rows.values_list("kind", flat=True))


def test_a_discussion_starts_with_its_first_message(world: World, thread: Thread) -> None:
    message = Message.objects.get(thread=thread)
    assert (message.n, message.by, message.for_organisation) == (1, world.amina, world.severnside)
    assert message.body_html == "<p>We ran nine checks. Which four would you keep?</p>"
    assert (thread.last_n, thread.last_at) == (1, message.at)


def test_starting_is_told_before_the_first_message(world: World, thread: Thread) -> None:
    assert kinds(world.falls.stream)[-2:] == ["thread.started", "message.posted"]
    started, posted = LedgerRow.objects.order_by("pk")[LedgerRow.objects.count() - 2 :]
    assert (started.subject, started.headline) == (str(thread.ref), True)
    assert (posted.within, posted.headline) == (str(thread.ref), False)


def test_messages_are_numbered_without_gaps(thread: Thread, write: Write) -> None:
    assert [write().n, write().n, write().n] == [2, 3, 4]
    thread.refresh_from_db()
    assert thread.last_n == 4


def test_the_thread_knows_when_it_was_last_written_in(thread: Thread, write: Write) -> None:
    at = timezone.now() + timedelta(hours=2)
    write(at=at)
    thread.refresh_from_db()
    assert thread.last_at == at


def test_a_message_is_gone_when_telling_fails(
    thread: Thread, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr(writing, "record", fail)
    with pytest.raises(RuntimeError):
        write(key="once-only")
    thread.refresh_from_db()
    assert (thread.last_n, Message.objects.count()) == (1, 1)

    monkeypatch.undo()
    assert write(key="once-only").n == 2


def test_a_discussion_is_gone_when_telling_of_its_first_message_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = []

    def fail_at_the_second(*args: object, **kwargs: object) -> None:
        told.append(args)
        if len(told) == 2:
            raise RuntimeError("the ledger is away")

    monkeypatch.setattr(writing, "record", fail_at_the_second)
    with pytest.raises(RuntimeError):
        start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=world.falls,
            title="Lost",
            text="Lost",
        )
    assert (Thread.objects.count(), Message.objects.count()) == (0, 0)


def test_the_same_request_posts_once(write: Write) -> None:
    first, second = write(key="a-key"), write(key="a-key")
    assert first == second
    assert Message.objects.count() == 2


def test_a_key_that_was_used_does_not_send_other_text(write: Write) -> None:
    write("Footwear", key="a-key")
    with pytest.raises(KeyUsedForOtherText):
        write("Call bell", key="a-key")
    assert Message.objects.count() == 2


def test_the_same_request_starts_one_discussion(world: World) -> None:
    def start(title: str) -> Thread:
        return start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=world.falls,
            title=title,
            text="Which?",
            key="a-key",
        )

    assert start("Checks") == start("Checks")
    with pytest.raises(KeyUsedForOtherText):
        start("Other checks")


def test_a_repeat_is_authorised_again(world: World, write: Write) -> None:
    write(key="a-key")
    belonging = Affiliation.objects.confirmed().get(person=world.ben)
    end_affiliation(by=world.steward, affiliation=belonging)
    with pytest.raises(NotPermitted):
        write(key="a-key")


def test_a_message_goes_on_from_ones_own_of_five_minutes_before(world: World, write: Write) -> None:
    start = timezone.now() + timedelta(hours=1)

    def follows(minutes: float, **who: object) -> bool:
        return write(at=start + timedelta(minutes=minutes), **who).follows

    assert not follows(0)
    assert follows(4.9)
    assert not follows(9.9)
    amina = {"by": world.amina, "for_organisation": world.severnside}
    assert not follows(10, **amina)
    assert not follows(10.5)


def test_one_who_now_speaks_for_another_organisation_begins_anew(
    world: World, write: Write
) -> None:
    join(world.ben, world.severnside, by=world.steward)
    at = timezone.now() + timedelta(hours=1)
    assert not write(at=at).follows
    assert not write(at=at, by=again(world.ben), for_organisation=world.severnside).follows


@pytest.mark.parametrize(
    "who", ["signed-up", "member of another organisation", "ex-member", "expired guest"]
)
def test_who_is_not_of_the_space_writes_nothing(world: World, thread: Thread, who: str) -> None:
    with pytest.raises(NotPermitted):
        post_message(by=world.people[who], for_organisation=None, thread=thread, text="Hello")
    assert Message.objects.count() == 1


def test_nobody_speaks_for_an_organisation_that_is_not_theirs(world: World, thread: Thread) -> None:
    for other in (world.severnside, world.fenland, None):
        with pytest.raises(NotPermitted):
            post_message(by=world.ben, for_organisation=other, thread=thread, text="Hello")


def test_a_text_over_the_limit_is_refused_and_nothing_kept(write: Write) -> None:
    assert write("x" * MESSAGE_LIMIT).n == 2
    with pytest.raises(TextRefused):
        write("x" * (MESSAGE_LIMIT + 1))
    assert Message.objects.count() == 2


def test_a_discussion_is_about_something_of_its_own_space(world: World, thread: Thread) -> None:
    def start(space: object, about: Ref) -> Thread:
        return start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=space,
            title="About",
            text="About",
            about=about,
        )

    assert start(world.falls, thread.ref).about == str(thread.ref)
    assert Thread.objects.about(thread.ref).count() == 1
    for elsewhere, about in [
        (world.medicines, thread.ref),
        (world.falls, Ref("thread", "000000000000")),
        (world.falls, Ref("space", world.falls.uid)),
    ]:
        with pytest.raises(AboutElsewhere):
            start(elsewhere, about)


def test_who_starts_one_about_what_has_gone_elsewhere_is_told_and_keeps_the_text(
    world: World, thread: Thread
) -> None:
    written = {"title": "About", "text": "What they wrote"}
    form = ThreadForm(written, person=world.amina, space=world.medicines)
    start = partial(start_thread, by=world.amina, space=world.medicines, about=thread.ref)
    assert form.attempt(start) is None
    assert form.errors["text"] == ["What this is about is not in this space."]
    assert "What they wrote" in str(form)


def test_discussions_and_messages_are_found_only_by_those_who_see_the_space(
    world: World, thread: Thread
) -> None:
    message = Message.objects.get(thread=thread)
    sees = {"guest", "member", "facilitator", "lead"}
    for who, person in world.people.items():
        found = find(thread.ref, person), find(message.ref, person)
        assert found == ((thread, message) if who in sees else (None, None)), who


def test_a_row_says_what_a_list_shows(world: World, thread: Thread, write: Write) -> None:
    row = find(thread.ref, world.amina)
    assert row.first_line == "We ran nine checks. Which four would you keep?"
    assert row.row_meta == "asked · no reply yet"
    write(at=timezone.localtime().replace(hour=14, minute=24))
    assert find(thread.ref, world.amina).row_meta == "asked · 2 messages, last 2:24pm"
    write(at=timezone.now() - timedelta(days=1))
    assert find(thread.ref, world.amina).row_meta == "asked · 3 messages, last yesterday"


def test_a_message_has_an_address_with_what_was_said_around_it(thread: Thread) -> None:
    def address(n: int) -> str:
        return Message(thread=thread, n=n).get_absolute_url().removeprefix(f"/d/{thread.uid}")

    assert [address(n) for n in (1, 26, 27, 120)] == [
        "?from=1#m1",
        "?from=1#m26",
        "?from=2#m27",
        "?from=95#m120",
    ]
