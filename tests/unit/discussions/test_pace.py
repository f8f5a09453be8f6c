"""One person posts so much in a minute, and is then asked to wait."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from discussions.actions import TooManyMessages, edit_message, start_thread
from discussions.models import Message, Thread
from tests.unit.api.client import Program, problem
from tests.world import World

from .conftest import Write
from .test_pages import signed_in

MOST = 3
SAYS = "You have sent 3 messages in a minute. Wait a moment, then send it again."


@pytest.fixture(autouse=True)
def few_messages_a_minute(settings: Settings) -> None:
    settings.MESSAGES_A_MINUTE = MOST


def seconds_ago(seconds: float) -> datetime:
    return timezone.now() - timedelta(seconds=seconds)


def test_what_is_beyond_is_refused_and_nothing_of_it_is_there(thread: Thread, write: Write) -> None:
    for _ in range(MOST):
        write()
    with pytest.raises(TooManyMessages, match=SAYS):
        write("One more")
    assert not Message.objects.filter(body="One more").exists()
    thread.refresh_from_db()
    assert thread.last_n == 1 + MOST


def test_somebody_else_goes_on_meanwhile(world: World, write: Write) -> None:
    for _ in range(MOST):
        write()
    assert write(by=world.amina, for_organisation=world.severnside).by == world.amina


def test_a_minute_later_one_goes_on(write: Write) -> None:
    for ago in (61, 50, 40):
        write(at=seconds_ago(ago))
    write("The first of them no longer counts")
    with pytest.raises(TooManyMessages) as refused:
        write()
    assert refused.value.seconds == pytest.approx(10, abs=1)


def test_starting_a_discussion_posts_its_first_message(world: World, thread: Thread) -> None:
    again = {"by": world.amina, "for_organisation": world.severnside, "space": world.falls}
    for n in range(1, MOST):
        start_thread(title=f"Mats {n}", text="Do they work?", **again)
    with pytest.raises(TooManyMessages):
        start_thread(title="And pillows", text="Do they?", **again)
    assert not Thread.objects.filter(title="And pillows").exists()


def test_a_repeat_posts_nothing_and_is_answered(write: Write) -> None:
    first = write(key="once")
    for _ in range(MOST - 1):
        write()
    assert write(key="once") == first


def test_an_edit_adds_nothing_to_read(world: World, write: Write) -> None:
    for _ in range(MOST):
        message = write()
    asked = {"by": world.ben, "for_organisation": world.kingsholm, "message": message}
    assert edit_message(text="Slippers", started_from=1, **asked).body == "Slippers"


def test_a_past_may_be_written_all_at_once(thread: Thread, write: Write) -> None:
    for _ in range(2 * MOST):
        write(at=timezone.now())
    assert Message.objects.filter(thread=thread).count() == 1 + 2 * MOST


def test_the_page_says_what_to_do_and_keeps_the_text(
    world: World, thread: Thread, write: Write
) -> None:
    for _ in range(MOST):
        write()
    address = f"{thread.get_absolute_url()}/messages"
    html = signed_in(world.ben).post(address, {"text": "Call bell"}).content.decode()
    assert SAYS in html
    assert ">\nCall bell</textarea>" in html


def test_the_form_that_starts_a_discussion_does_too(
    world: World, thread: Thread, write: Write
) -> None:
    for _ in range(MOST):
        write()
    address = f"{world.falls.get_absolute_url()}/discuss"
    html = signed_in(world.ben).post(address, {"title": "Mats", "text": "Which?"}).content.decode()
    assert SAYS in html
    assert 'value="Mats"' in html
    assert ">\nWhich?</textarea>" in html


def test_the_pages_script_gets_the_box_back_with_the_text(
    world: World, thread: Thread, write: Write
) -> None:
    for _ in range(MOST):
        write()
    sent = {"text": "Call bell", "key": "a-key"}
    address, head = f"{thread.get_absolute_url()}/messages", {"accept": "application/json"}
    box = signed_in(world.ben).post(address, sent, headers=head).json()["composer"]
    assert SAYS in box
    assert ">\nCall bell</textarea>" in box


def test_a_program_is_told_when_to_send_it_again(
    world: World, thread: Thread, write: Write
) -> None:
    for ago in (40, 30, 20):
        write(at=seconds_ago(ago))
    ben = Program(world.ben)
    path, said = f"threads/{thread.uid}/messages", {"text": "Call bell"}
    answer = ben.post(path, said, Idempotency_Key="k")
    assert problem(answer, 429)["detail"] == SAYS
    assert int(answer["Retry-After"]) == pytest.approx(20, abs=1)

    Message.objects.filter(by=world.ben).update(at=seconds_ago(61))
    assert ben.post(path, said, Idempotency_Key="k").status_code == 201


def test_a_program_cannot_start_discussions_beyond_it_either(world: World, write: Write) -> None:
    for _ in range(MOST):
        write()
    said = {"title": "Mats", "text": "Which?"}
    answer = Program(world.ben).post(f"spaces/{world.falls.uid}/threads", said)
    assert problem(answer, 429)["title"] == "Too much at once"


def test_a_clock_that_was_ahead_keeps_nobody_waiting(thread: Thread, write: Write) -> None:
    for _ in range(MOST):
        write()
    Message.objects.filter(thread=thread).update(at=timezone.now() + timedelta(hours=1))
    write()
