"""The pages on which a message is changed, removed, brought back and quoted, without a script."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.actions import edit_message, remove_message
from discussions.models import Message, Thread
from tests.world import World

from .conftest import Write
from .test_pages import key_in, page, signed_in


@pytest.fixture
def message(write: Write) -> Message:
    """Ben wrote it, for Kingsholm."""
    return write("Footwear within reach.")


@pytest.fixture
def ben(world: World) -> Client:
    return signed_in(world.ben)


def options(client: Client, message: Message) -> set[str]:
    html = client.get(f"/m/{message.uid}/options").content.decode()
    within = html[html.index("app-options__list") :]
    words = ("Quote", "Edit", "History", "Remove", "Bring it back")
    return {word for word in words if re.search(rf"</svg>\s*{word}\s*</", within)}


def started_from(html: str) -> str:
    found = re.search(r'name="started_from" value="(\d+)"', html)
    assert found
    return found[1]


def test_a_message_keeps_its_address_wherever_it_stands(ben: Client, message: Message) -> None:
    response = ben.get(f"/m/{message.uid}")
    assert (response.status_code, response.url) == (302, message.get_absolute_url())


def test_a_hidden_message_is_a_missing_one(world: World, message: Message) -> None:
    client = signed_in(world.outsider)
    hidden, missing = client.get(f"/m/{message.uid}"), client.get("/m/0123456789AB")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content.replace(message.uid.encode(), b"0123456789AB") == missing.content


def test_everyone_is_offered_what_they_may_do_and_no_more(world: World, message: Message) -> None:
    offered = {
        "author": options(signed_in(world.ben), message),
        "member": options(signed_in(world.amina), message),
        "facilitator": options(signed_in(world.facilitator), message),
    }
    assert offered == {
        "author": {"Quote", "Edit", "Remove"},
        "member": {"Quote"},
        "facilitator": {"Quote", "Remove"},
    }
    edited = edit_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        message=message,
        text="Bell in the hand.",
        started_from=1,
    )
    assert "History" in options(signed_in(world.facilitator), edited)
    assert "History" not in options(signed_in(world.amina), edited)
    remove_message(by=world.ben, message=message)
    assert options(signed_in(world.ben), edited) == {"History", "Bring it back"}
    assert options(signed_in(world.facilitator), edited) == {"History"}
    assert options(signed_in(world.amina), edited) == set()


def test_an_edit_is_saved_by_a_plain_form_and_seen_as_edited(
    ben: Client, thread: Thread, message: Message
) -> None:
    html = ben.get(f"/m/{message.uid}/edit").content.decode()
    assert "Footwear within reach." in html
    form = {"text": "Bell\r\nin hand", "key": key_in(html), "started_from": started_from(html)}
    response = ben.post(f"/m/{message.uid}/edit", form)
    assert response.url == message.get_absolute_url()
    assert Message.objects.get(pk=message.pk).body == "Bell\nin hand"
    shown = page(ben, thread)
    assert '<p class="app-msg__edited">edited</p>' in shown
    assert "Footwear" not in shown


def test_who_edits_at_the_same_time_sees_both_texts_and_can_go_on(
    ben: Client, message: Message
) -> None:
    address = f"/m/{message.uid}/edit"
    one, other = ben.get(address).content.decode(), ben.get(address).content.decode()
    ben.post(address, {"text": "One", "key": key_in(one), "started_from": started_from(one)})
    form = {"text": "Other", "key": key_in(other), "started_from": started_from(other)}
    both = ben.post(address, form).content.decode()
    assert "This message was edited while you were writing" in both
    assert "<p>One</p>" in both and ">\nOther</textarea>" in both
    again = {"text": "Both", "key": key_in(both), "started_from": started_from(both)}
    assert ben.post(address, again).status_code == 302
    assert Message.objects.get(pk=message.pk).body == "Both"


def test_who_edits_what_was_removed_keeps_the_text(ben: Client, message: Message) -> None:
    address = f"/m/{message.uid}/edit"
    html = ben.get(address).content.decode()
    remove_message(by=message.by, message=message)
    form = {"text": "Too late", "key": key_in(html), "started_from": started_from(html)}
    answer = ben.post(address, form).content.decode()
    assert "This message was removed. Your text is still here to copy." in answer
    assert ">\nToo late</textarea>" in answer
    assert ben.get(address).url == message.get_absolute_url()


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "9" * 30, "1\x00"])
def test_a_forged_version_is_answered_kindly(ben: Client, message: Message, sent: str) -> None:
    answer = ben.post(f"/m/{message.uid}/edit", {"text": "So", "started_from": sent})
    assert answer.status_code == 200
    assert "Open this page again, then change it." in answer.content.decode()


def test_an_edit_is_screened(ben: Client, message: Message) -> None:
    form = {"text": "Patient 943 476 5919 fell", "started_from": "1"}
    answer = ben.post(f"/m/{message.uid}/edit", form).content.decode()
    assert "This text identifies nobody" in answer
    assert Message.objects.get(pk=message.pk).version == 1


def test_a_removal_can_be_undone_where_it_is_shown(
    ben: Client, world: World, thread: Thread, message: Message
) -> None:
    response = ben.post(f"/m/{message.uid}/remove")
    shown = ben.get(response.url).content.decode()
    assert "Removed by its author, " in shown and "Footwear" not in shown
    undo = f'action="/m/{message.uid}/restore"'
    assert undo in shown
    query = response.url.removeprefix(thread.get_absolute_url()).partition("#")[0]
    assert undo not in page(signed_in(world.facilitator), thread, query)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        assert undo not in page(signed_in(world.ben), thread, query)
    assert ben.post(f"/m/{message.uid}/restore").url == message.get_absolute_url()
    assert "Footwear" in page(ben, thread)


def test_an_undo_that_comes_too_late_says_so(ben: Client, message: Message) -> None:
    remove_message(by=message.by, message=message, at=timezone.now() - timedelta(minutes=11))
    answer = ben.post(f"/m/{message.uid}/restore", follow=True).content.decode()
    assert "Whoever removed it can bring it back for ten minutes." in answer


def test_a_facilitator_says_why(world: World, thread: Thread, message: Message) -> None:
    owen = signed_in(world.facilitator)
    assert "Reason (optional)" in owen.get(f"/m/{message.uid}/remove").content.decode()
    too_long = owen.post(f"/m/{message.uid}/remove", {"reason": "x" * 201})
    assert "must be 200 characters or fewer" in too_long.content.decode()
    owen.post(f"/m/{message.uid}/remove", {"reason": "It names a ward"})
    assert "Removed by a facilitator" in page(owen, thread)
    assert ": It names a ward" in page(owen, thread)


def test_the_history_shows_each_text_latest_first(
    ben: Client, world: World, message: Message
) -> None:
    edit_message(
        by=world.ben,
        for_organisation=world.kingsholm,
        message=message,
        text="Bell in the hand.",
        started_from=1,
    )
    html = ben.get(f"/m/{message.uid}/history").content.decode()
    assert html.index("Bell in the hand.") < html.index("Footwear within reach.")
    assert signed_in(world.amina).get(f"/m/{message.uid}/history").status_code == 403


def test_a_quote_is_sent_by_a_plain_form(ben: Client, thread: Thread, message: Message) -> None:
    html = page(ben, thread, f"?quote={message.uid}")
    assert f'name="quotes" value="{message.uid}"' in html
    assert "<b data-quoting-by>Ben Hughes</b>" in html
    form = {"text": "So do we", "key": key_in(html), "quotes": message.uid}
    ben.post(f"/d/{thread.uid}/messages", form)
    assert Message.objects.get(n=3).quotes == message
    assert f'data-quoted="{message.uid}"' in page(ben, thread)


@pytest.mark.parametrize("named", ["nothing", "0" * 12, "%00", "x" * 200, "' OR 1"])
def test_what_cannot_be_quoted_is_left_out(ben: Client, thread: Thread, named: str) -> None:
    assert "data-quoting hidden" in page(ben, thread, f"?quote={named}&removed={named}")


def test_who_quotes_what_was_removed_meanwhile_is_asked(
    ben: Client, thread: Thread, message: Message
) -> None:
    remove_message(by=message.by, message=message)
    form = {"text": "So do we", "quotes": message.uid}
    answer = ben.post(f"/d/{thread.uid}/messages", form).content.decode()
    assert "The message that you quote was removed." in answer
    assert "So do we" in answer and f'value="{message.uid}"' not in answer
    assert Message.objects.count() == 2


def test_a_title_is_changed_by_a_plain_form(world: World, thread: Thread, ben: Client) -> None:
    amina = signed_in(world.amina)
    assert f"/d/{thread.uid}/title" in page(amina, thread)
    assert f"/d/{thread.uid}/title" not in page(ben, thread)
    form = {"title": "Which five stay?", "started_from": "1"}
    assert amina.post(f"/d/{thread.uid}/title", form).status_code == 302
    assert "Which five stay?" in page(ben, thread)
    stale = amina.post(f"/d/{thread.uid}/title", form | {"title": "Which six?"}).content.decode()
    assert "It is now “Which five stay?”" in stale
    assert 'value="Which six?"' in stale and started_from(stale) == "2"
    assert "Enter a title" in amina.post(f"/d/{thread.uid}/title", {}).content.decode()


def test_pages_about_a_message_cost_the_same_however_much_it_has_changed(
    ben: Client, world: World, message: Message
) -> None:
    def queries() -> list[int]:
        counts = []
        for name in ("options", "history"):
            with CaptureQueriesContext(connection) as asked:
                ben.get(f"/m/{message.uid}/{name}")
            counts.append(len(asked))
        return counts

    def edit(n: int) -> None:
        edit_message(
            by=world.ben,
            for_organisation=world.kingsholm,
            message=message,
            text=f"Text {n}",
            started_from=n,
        )

    edit(1)
    before = queries()
    for n in range(2, 42):
        edit(n)
    assert queries() == before
    html = ben.get(f"/m/{message.uid}/history").content.decode()
    assert html.count("app-doc app-reading") == 31
    [after] = re.findall(r'href="(\?after=[^"]+)"', html)
    earlier = ben.get(f"/m/{message.uid}/history{after}").content.decode()
    assert earlier.count("app-doc app-reading") == 11
    assert "Footwear within reach." in earlier and "Text 41" not in earlier
