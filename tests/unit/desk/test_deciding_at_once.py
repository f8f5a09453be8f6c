"""A request is decided while others change who sees its space."""

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.base.accounts.models import Person
from collab.desk.actions import joining
from collab.desk.actions.joining import ask_to_join, decline_with_reason, reconsider
from collab.desk.actions.writing_to import write_to
from networks.actions.places import give_place
from networks.models import JoinRequest, Place
from tests.world import World, a_world, again, join, sign_up

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

TAKEN = re.compile(r"access_accessepoch|networks_streamhead.*?'((?:p|s):\w+)'", re.DOTALL)


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def asking(world: World) -> Person:
    """The safety lead of Fenland, which takes no part in the West."""
    person = sign_up("Rita Reed")
    join(person, world.fenland, by=world.steward, role="safety_lead")
    return again(person)


@pytest.fixture
def request_(world: World, asking: Person) -> JoinRequest:
    return asked(world, asking)


def asked(world: World, by: Person) -> JoinRequest:
    return ask_to_join(
        by=by,
        organisation=world.fenland,
        collaborative=world.west,
        sponsor_name="Helen Frost",
        reason="To learn.",
    )


def taken_by(act: Callable[[], Any]) -> list[str]:
    """The epoch and the streams in the order in which an action takes them first."""
    with CaptureQueriesContext(connection) as asked_of_it:
        act()
    found = (TAKEN.search(each["sql"]) for each in asked_of_it.captured_queries)
    return list(dict.fromkeys(each[1] or "epoch" for each in found if each))


def test_all_take_the_epoch_first_then_ones_own_stream_then_the_spaces(
    world: World, asking: Person
) -> None:
    own = f"p:{asking.uid}"
    made: list[JoinRequest] = []
    taken = taken_by(lambda: made.append(asked(world, asking)))
    stream = made[0].space.stream
    assert [each for each in taken if each in ("epoch", own)] == ["epoch", own]
    lead = again(world.lead)
    declined = taken_by(lambda: decline_with_reason(by=lead, request=made[0], reason="Not yet."))
    assert declined == ["epoch", own, stream]
    assert taken_by(lambda: reconsider(by=lead, request=made[0])) == declined
    people = [again(world.ben)]
    said = {"collaborative": world.west, "title": "Tuesday", "text": "Who comes?"}
    assert taken_by(lambda: write_to(by=lead, people=people, **said))[0] == "epoch"


def pausing_after(name: str, reached: Event) -> Callable[..., Any]:
    """An action of the module that lets the others go on, once it is done, before what follows."""
    act = getattr(joining, name)

    def pausing(**given: Any) -> Any:
        done = act(**given)
        reached.set()
        time.sleep(1)  # holding what it took: time for the other to come to wait for it
        return done

    return pausing


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[Any]]]:
    """Does two things at once: the second begins when the first is done with one of its actions,
    and has not ended."""
    with ThreadPoolExecutor(2) as threads:

        def do(first: Callable[[], Any], name: str, second: Callable[[], Any]) -> list[Any]:
            reached = Event()
            monkeypatch.setattr(joining, name, pausing_after(name, reached))
            begun = threads.submit(closing, first)
            assert reached.wait(20)
            return [threads.submit(closing, second).result(60), begun.result(60)]

        yield do


def closing(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def test_declining_and_naming_somebody_in_the_space_do_not_wait_for_each_other(
    world: World, request_: JoinRequest, both: Callable[..., list[Any]]
) -> None:
    place, declined = both(
        lambda: decline_with_reason(by=again(world.lead), request=request_, reason="Not yet."),
        "post_message",
        lambda: give_place(
            by=again(world.lead),
            space=request_.space,
            person=world.outsider,
            role=Place.Role.READER,
        ),
    )
    assert declined.state == JoinRequest.State.DECLINED
    assert place.space == request_.space
