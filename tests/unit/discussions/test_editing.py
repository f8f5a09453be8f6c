"""What somebody wrote can be changed and removed, and is then nowhere but in its history."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.access.subjects import find
from collab.base.access.versions import Removed, Stale
from collab.base.markup import MESSAGE_LIMIT, TextRefused
from discussions.actions import (
    QuoteElsewhere,
    changing,
    edit_message,
    post_message,
    remove_message,
    restore_message,
    retitle_thread,
    start_thread,
)
from discussions.live import fragments
from discussions.models import Message, Revision, Thread
from networks.actions.organisations import end_affiliation
from networks.models import Affiliation, LedgerRow, TooLateToUndo
from tests.world import World, again, join

from .conftest import Write


@pytest.fixture
def message(write: Write) -> Message:
    """Ben wrote it, for Kingsholm."""
    return write("Footwear within reach.")


def edit(
    world: World, message: Message, text: str = "Bell in the hand.", **more: object
) -> Message:
    asked = {"by": world.ben, "for_organisation": world.kingsholm, "started_from": message.version}
    return edit_message(message=message, text=text, **asked | more)


def told() -> list[tuple[str, str, int]]:
    rows = LedgerRow.objects.order_by("pk").values_list("kind", "subject", "version")
    return list(rows)


def test_an_edit_brings_the_message_to_its_next_version(world: World, message: Message) -> None:
    edited = edit(world, message)
    assert (edited.body, edited.version) == ("Bell in the hand.", 2)
    assert edited.body_html == "<p>Bell in the hand.</p>"
    assert edited.first_line == "Bell in the hand."
    assert edited.edited_at is not None
    assert told()[-1] == ("message.edited", str(message.ref), 2)


def test_the_former_text_is_kept_as_a_revision(world: World, message: Message) -> None:
    edited = edit(world, message)
    kept = Revision.objects.get()
    assert (kept.body, kept.version) == ("Footwear within reach.", 1)
    assert (kept.at, kept.until) == (message.at, edited.edited_at)


def test_an_edit_that_changes_nothing_is_no_edit(world: World, message: Message) -> None:
    before = told()
    edited = edit(world, message, "Footwear within reach.")
    assert (edited.version, edited.edited_at, told()) == (1, None, before)


def test_who_edits_a_text_that_has_changed_since_is_told(world: World, message: Message) -> None:
    edit(world, message)
    with pytest.raises(Stale) as stale:
        edit(world, message, "Third")
    assert stale.value.current.body == "Bell in the hand."
    assert Message.objects.get(pk=message.pk).body == "Bell in the hand."


def test_a_quote_that_changed_is_no_change_of_ones_own_text(
    world: World, thread: Thread, message: Message
) -> None:
    quoting = post_message(
        by=world.ben, for_organisation=world.kingsholm, thread=thread, text="So", quotes=message
    )
    edit(world, message)
    assert Message.objects.get(pk=quoting.pk).version == 2
    assert edit(world, quoting, "So then").body == "So then"


def test_what_was_removed_is_not_edited(world: World, message: Message) -> None:
    remove_message(by=world.ben, message=message)
    with pytest.raises(Removed):
        edit(world, message)


def test_the_same_request_edits_once(world: World, message: Message) -> None:
    for _ in range(2):
        assert edit(world, message, key="a-key").version == 2
    assert Revision.objects.count() == 1


def test_a_text_over_the_limit_changes_nothing(world: World, message: Message) -> None:
    with pytest.raises(TextRefused):
        edit(world, message, "x" * (MESSAGE_LIMIT + 1))
    assert Message.objects.get(pk=message.pk).version == 1


def test_only_its_author_edits_a_message(world: World, message: Message) -> None:
    others = [
        (world.amina, world.severnside),
        (world.facilitator, world.severnside),
        (world.lead, world.lead_body),
        (world.steward, None),
    ]
    for person, organisation in others:
        with pytest.raises(NotPermitted):
            edit(world, message, by=person, for_organisation=organisation)
    assert edit(world, message).version == 2


def test_an_author_edits_for_whom_they_wrote_and_for_nobody_else(
    world: World, message: Message
) -> None:
    join(world.ben, world.severnside, by=world.steward)
    for other in (world.severnside, world.fenland, None):
        with pytest.raises(NotPermitted):
            edit(world, message, by=again(world.ben), for_organisation=other)


def test_who_has_left_the_organisation_is_no_longer_the_author(
    world: World, message: Message
) -> None:
    join(world.ben, world.severnside, by=world.steward)
    belonging = Affiliation.objects.confirmed().get(person=world.ben, organisation=world.kingsholm)
    end_affiliation(by=world.steward, affiliation=belonging)
    with pytest.raises(NotPermitted):
        edit(world, message, by=again(world.ben))
    with pytest.raises(NotPermitted):
        remove_message(by=again(world.ben), message=message)


def test_a_removal_leaves_the_place_and_takes_the_text(world: World, message: Message) -> None:
    removed = remove_message(by=world.ben, message=message)
    assert (removed.body, removed.body_html, removed.first_line) == ("", "", "")
    assert (removed.n, removed.by, removed.version) == (2, world.ben, 2)
    assert told()[-1] == ("message.removed", str(message.ref), 2)
    assert Revision.objects.get().body == "Footwear within reach."


def test_everyone_reads_who_removed_it_and_why(world: World, message: Message) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        remove_message(by=world.facilitator, message=message, reason="It names a ward")
    fragment = fragments([message.uid])[message.uid]
    assert "Removed by a facilitator, 22 November 2026: It names a ward" in fragment.html
    assert fragment.gone
    assert "Footwear" not in fragment.html


def test_its_author_is_said_to_have_removed_it(world: World, message: Message) -> None:
    removed = remove_message(by=world.ben, message=message)
    assert removed.removal_says.startswith("Removed by its author, ")


def test_removing_twice_is_removing_once(world: World, message: Message) -> None:
    remove_message(by=world.ben, message=message)
    before = told()
    again_removed = remove_message(by=world.facilitator, message=message)
    assert (again_removed.removed_by, told()) == (world.ben, before)


def test_others_remove_nothing(world: World, message: Message) -> None:
    for person in (world.amina, world.guest, world.steward, world.outsider):
        with pytest.raises(NotPermitted):
            remove_message(by=person, message=message)


def test_a_removal_is_taken_back_by_whoever_removed(world: World, message: Message) -> None:
    remove_message(by=world.facilitator, message=message, reason="Mistaken")
    with pytest.raises(TooLateToUndo):
        restore_message(by=world.ben, message=message)
    back = restore_message(by=world.facilitator, message=message)
    assert (back.body, back.body_html) == (message.body, message.body_html)
    assert (back.first_line, back.removed, back.removal_reason) == (message.first_line, False, "")
    assert back.version == 3
    assert told()[-1] == ("message.restored", str(message.ref), 3)
    assert Revision.objects.count() == 0


def test_after_ten_minutes_a_removal_stands(world: World, message: Message) -> None:
    remove_message(by=world.ben, message=message)
    later = timezone.now() + timedelta(minutes=10)
    with time_machine.travel(later), pytest.raises(TooLateToUndo):
        restore_message(by=world.ben, message=message)
    assert Message.objects.get(pk=message.pk).removed


def test_what_was_brought_back_can_be_edited_and_removed_again(
    world: World, message: Message
) -> None:
    remove_message(by=world.ben, message=message)
    back = restore_message(by=world.ben, message=message)
    edited = edit(world, back)
    remove_message(by=world.ben, message=edited)
    texts = Revision.objects.order_by("version").values_list("version", "body")
    assert list(texts) == [(3, "Footwear within reach."), (4, "Bell in the hand.")]


def test_a_quote_shows_the_other_message_as_it_is_now(
    world: World, thread: Thread, message: Message
) -> None:
    quoting = post_message(
        by=world.amina,
        for_organisation=world.severnside,
        thread=thread,
        text="Why?",
        quotes=message,
    )

    def shown() -> str:
        return fragments([quoting.uid])[quoting.uid].html

    assert "Footwear within reach." in shown()
    edit(world, message)
    assert "Bell in the hand." in shown() and "Footwear" not in shown()
    assert told()[-1] == ("message.quote_changed", str(quoting.ref), 2)
    remove_message(by=world.ben, message=message)
    assert "This message was removed." in shown() and "Bell" not in shown()
    assert fragments([quoting.uid])[quoting.uid].version == 3


def test_one_quotes_what_is_in_the_same_discussion_and_still_there(
    world: World, thread: Thread, message: Message
) -> None:
    elsewhere = start_thread(
        by=world.ben, for_organisation=world.kingsholm, space=world.falls, title="B", text="B"
    )
    removed = remove_message(by=world.ben, message=message)
    for quoted in (Message.objects.get(thread=elsewhere), removed):
        with pytest.raises(QuoteElsewhere):
            post_message(
                by=world.ben,
                for_organisation=world.kingsholm,
                thread=thread,
                text="So",
                quotes=quoted,
            )


def test_nothing_is_changed_when_telling_fails(
    world: World, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr(changing, "record", fail)
    for change in (edit, lambda _world, it: remove_message(by=world.ben, message=it)):
        with pytest.raises(RuntimeError):
            change(world, message)
    now = Message.objects.get(pk=message.pk)
    assert (now.body, now.version, Revision.objects.count()) == (message.body, 1, 0)


def test_who_draws_while_a_message_is_changed_keeps_nothing_of_it(
    world: World, message: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader reads the row, the author removes it, and only then the reader keeps the drawing."""
    from discussions import live

    draw = live.draw

    def draw_late(drawn: Message, **shown: object) -> str:
        html = draw(drawn, **shown)
        monkeypatch.undo()
        remove_message(by=world.ben, message=message)
        return html

    other = Message.objects.get(thread=message.thread, n=1)
    both = [message.uid, other.uid]
    monkeypatch.setattr(live, "draw", draw_late)
    fragments(both)
    kept = caches["shared"].get_many([f"message:{uid}" for uid in both])
    assert set(kept) == {f"message:{other.uid}"}


def test_a_title_is_changed_by_who_started_or_facilitates(world: World, thread: Thread) -> None:
    def retitle(title: str, person: object, organisation: object, version: int) -> Thread:
        return retitle_thread(
            by=person,
            for_organisation=organisation,
            thread=thread,
            title=title,
            started_from=version,
        )

    assert retitle("Which five?", world.amina, world.severnside, 1).version == 2
    assert told()[-1] == ("thread.retitled", str(thread.ref), 2)
    with pytest.raises(Stale) as stale:
        retitle("Which six?", world.facilitator, world.severnside, 1)
    assert stale.value.current.title == "Which five?"
    assert retitle("Which six?", world.lead, world.lead_body, 2).title == "Which six?"
    for person, organisation in ((world.ben, world.kingsholm), (world.amina, None)):
        with pytest.raises(NotPermitted):
            retitle("No", person, organisation, 3)
    assert find(thread.ref, world.ben).title == "Which six?"


def test_however_many_quote_a_message_all_of_them_change_and_the_latest_are_told(
    world: World, thread: Thread, message: Message
) -> None:
    shown = {"thread": thread, "by": world.amina, "body": "So", "body_html": "<p>So</p>"}
    Message.objects.bulk_create(
        Message(n=n, quotes=message, first_line="So", **shown) for n in range(3, 203)
    )
    before = len(told())
    edit(world, message)
    assert set(message.quoted_in.values_list("version", flat=True)) == {2}
    assert len(told()) == before + 1 + changing.QUOTES_TOLD
    assert told()[-1][1] == str(message.quoted_in.order_by("n").last().ref)
