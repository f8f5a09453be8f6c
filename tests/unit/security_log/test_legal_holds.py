"""Stewards place and lift legal holds."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.access.subjects import Ref
from collab.base.forgetting.models import LegalHold
from discussions.actions import start_thread
from discussions.models import Message, Thread
from networks.actions.holding import place_hold
from tests.unit.interventions.pages import get, links
from tests.world import World


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which checks stay?",
        text="We ran it for six weeks.",
    )


@pytest.fixture
def steward(client: Client, world: World) -> Client:
    client.force_login(world.steward)
    return client


def test_what_stands_at_an_address_is_held_whoever_sees_it(
    world: World, steward: Client, thread: Thread
) -> None:
    message = Message.objects.get()
    for address, held, called in (
        (
            f"http://localhost:8000/m/{message.uid}",
            f"message:{message.uid}",
            f"A message ({message.uid})",
        ),
        (f"/d/{thread.uid}?from=1#m1", f"thread:{thread.uid}", f"A discussion ({thread.uid})"),
        (f"/s/{world.falls.uid}", f"space:{world.falls.uid}", f"A space ({world.falls.uid})"),
        (world.amina.email.upper(), f"person:{world.amina.uid}", "Amina Okafor"),
    ):
        page = steward.post("/legal-holds", {"about": address, "reason": "Inquiry 7"}, follow=True)
        assert "It stays as it is" in page.text
        assert called in page.text
        assert thread.title not in page.text
        assert LegalHold.objects.current().filter(about=held).exists()


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "/help", "https://elsewhere.example/x", "nobody@example.org", "\x00", "://"],
)
def test_what_cannot_be_held_is_asked_for_again(steward: Client, address: str) -> None:
    page = steward.post("/legal-holds", {"about": address, "reason": "Inquiry 7"})
    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert "Inquiry 7" in page.text
    assert not LegalHold.objects.exists()


def test_one_thing_is_held_once_and_lifted_once(
    world: World, steward: Client, thread: Thread
) -> None:
    said = {"about": f"/d/{thread.uid}", "reason": "Inquiry 7"}
    steward.post("/legal-holds", said)
    assert "held already" in steward.post("/legal-holds", said).text
    hold = LegalHold.objects.get()
    assert "The hold is lifted" in steward.post(f"/legal-holds/{hold.uid}/lift", follow=True).text
    assert "lifted already" in steward.post(f"/legal-holds/{hold.uid}/lift", follow=True).text
    hold.refresh_from_db()
    assert (hold.ended_by, hold.reason) == (world.steward, "")


def test_what_a_steward_may_see_is_held_by_its_name(
    world: World, steward: Client, thread: Thread
) -> None:
    steward.post("/legal-holds", {"about": f"/s/{world.surgery.uid}", "reason": "Inquiry 7"})
    page = get(steward, "/legal-holds")
    assert links(page, f"Space “{world.surgery.name}”") == [f"/s/{world.surgery.uid}"]


def test_the_page_of_holds_asks_as_often_for_one_as_for_many(world: World, steward: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(steward, "/legal-holds")
        return len(queries)

    place_hold(by=world.steward, about=Ref("space", world.surgery.uid), reason="Inquiry 7")
    one = asked()
    for space in (world.falls, world.ward, world.group, world.medicines):
        place_hold(by=world.steward, about=Ref("space", space.uid), reason="Inquiry 7")
    assert asked() == one
