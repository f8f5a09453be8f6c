"""Whoever may not do what they ask for is told of in the security log, pages and API alike."""

from collections.abc import Callable

import pytest
from django.test import Client

from collab.base.access.refusals import REFUSALS_SECONDS
from collab.base.api.scopes import Scope
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from discussions.actions import start_thread
from discussions.models import Message
from tests.unit.api.client import Program
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # what pages show and take


@pytest.fixture
def message(world: World) -> Message:
    start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which checks stay?",
        text="We ran it for six weeks.",
    )
    return Message.objects.get()


def refusals() -> list[SecurityEntry]:
    return list(SecurityEntry.objects.filter(kind=Kind.REFUSED).order_by("pk"))


def test_a_refusal_on_a_page_is_told_of_with_what_it_was_about(
    world: World, client: Client
) -> None:
    client.force_login(world.outsider)
    page = client.get(f"/s/{world.surgery.uid}/share", REMOTE_ADDR="192.0.2.7")
    assert page.status_code == 403
    [entry] = refusals()
    assert (entry.by, entry.about, entry.address) == (
        world.outsider.uid,
        f"space:{world.surgery.uid}",
        "192.0.2.7",
    )
    assert entry.details == {"permission": "share_intervention"}


@pytest.mark.parametrize(
    ("ask", "permission"),
    [
        (lambda ben, uid: ben.patch(f"messages/{uid}", {"text": "No."}, version=1), "edit_message"),
        (lambda ben, uid: ben.delete(f"messages/{uid}"), "remove_message"),
        (lambda ben, uid: ben.get(f"messages/{uid}/history"), "see_history"),
    ],
)
def test_a_refusal_over_the_api_is_told_of_the_same_way(
    world: World, message: Message, ask: Callable[[Program, str], object], permission: str
) -> None:
    assert ask(Program(world.ben), message.uid).status_code == 403
    [entry] = refusals()
    assert (entry.by, entry.about, entry.address) == (
        world.ben.uid,
        f"message:{message.uid}",
        "127.0.0.1",
    )
    assert entry.details == {"permission": permission, "space": world.falls.uid}


def test_who_may_not_close_a_space_is_told_of_with_the_space_and_not_with_whose_it_is(
    world: World,
) -> None:
    assert Program(world.ben).delete(f"spaces/{world.falls.uid}").status_code == 403
    [entry] = refusals()
    assert entry.about == f"space:{world.falls.uid}"


def test_a_token_that_is_not_for_that_is_told_of(world: World, message: Message) -> None:
    reads = Program(world.amina, scopes=[Scope.READ])
    assert reads.delete(f"messages/{message.uid}").status_code == 403
    [entry] = refusals()
    assert (entry.by, entry.about, entry.details) == (world.amina.uid, "", {"scope": "contribute"})


def test_what_somebody_may_not_see_is_missing_and_no_refusal(
    world: World, message: Message
) -> None:
    assert Program(world.outsider).delete(f"messages/{message.uid}").status_code == 404
    assert Program().get("me").status_code == 401
    assert refusals() == []


def test_a_loop_fills_the_log_neither_by_pages_nor_over_the_api(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(world.outsider)
    program = Program(world.outsider)
    for _ in range(3):
        assert client.get(f"/s/{world.surgery.uid}/share").status_code == 403
        sent = program.post(f"spaces/{world.surgery.uid}/interventions", {})
        assert sent.status_code == 403
    assert len(refusals()) == 1
    assert REFUSALS_SECONDS == 3600
