"""How far somebody has read, as their page tells it."""

import pytest
from django.test import Client

from discussions.actions import post_message, start_thread
from discussions.models import Thread
from networks.ledger import head_of
from networks.models import Mark
from tests.unit.interventions.pages import signed_in
from tests.world import World


@pytest.fixture
def thread(world: World) -> Thread:
    speaking = {"by": world.ben, "for_organisation": world.kingsholm}
    thread = start_thread(**speaking, space=world.falls, title="Checks", text="Which stay?")
    for text in ("One.", "Two."):
        post_message(**speaking, thread=thread, text=text)
    return thread


def marks(world: World) -> dict[str, int]:
    return dict(Mark.objects.filter(person=world.amina).values_list("subject", "n"))


def test_a_discussion_and_a_space_are_marked(world: World, thread: Thread) -> None:
    client = signed_in(world.amina)
    assert client.post("/seen", {"subject": str(thread.ref), "n": 2}).status_code == 204
    client.post("/seen", {"subject": f"space:{world.falls.uid}", "n": 1})
    assert marks(world) == {str(thread.ref): 2, f"space:{world.falls.uid}": 1}


def test_a_mark_never_goes_back_and_never_beyond_the_end(world: World, thread: Thread) -> None:
    client = signed_in(world.amina)
    for n in (3, 1):
        client.post("/seen", {"subject": str(thread.ref), "n": n})
        assert marks(world) == {str(thread.ref): 3}
    client.post("/seen", {"subject": str(thread.ref), "n": 2**62})
    space = f"space:{world.falls.uid}"
    client.post("/seen", {"subject": space, "n": 2**62})
    assert marks(world) == {str(thread.ref): 3, space: head_of(world.falls.stream)[1]}


def test_without_script_one_comes_back_to_the_page(world: World, thread: Thread) -> None:
    sent = {"subject": str(thread.ref), "n": 1, "next": thread.get_absolute_url()}
    assert signed_in(world.amina).post("/seen", sent).url == thread.get_absolute_url()


@pytest.mark.parametrize(
    "elsewhere", ["https://elsewhere.example/", "//elsewhere.example", "\\\\x"]
)
def test_nobody_is_sent_to_a_page_elsewhere(world: World, thread: Thread, elsewhere: str) -> None:
    sent = {"subject": str(thread.ref), "n": 1, "next": elsewhere}
    assert signed_in(world.amina).post("/seen", sent).url == "/"


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"subject": "space:0"},
        {"subject": "space:0", "n": "x"},
        {"subject": "space:0", "n": "-1"},
        {"subject": "space:0", "n": "9" * 30},
        {"subject": "space:\x00", "n": "1"},
    ],
)
def test_what_says_nothing_is_refused(world: World, sent: dict[str, str]) -> None:
    assert signed_in(world.amina).post("/seen", sent).status_code == 400
    assert marks(world) == {}


@pytest.mark.parametrize(
    "subject", ["poem:0", "nothing", "thread:0", "message:0", f"space:{'0' * 12}"]
)
def test_what_is_not_there_is_missing(world: World, subject: str) -> None:
    sent = {"subject": subject, "n": 1}
    assert signed_in(world.amina).post("/seen", sent).status_code == 404


def test_what_is_hidden_is_missing(world: World, thread: Thread) -> None:
    for person in (world.outsider, world.ex_member):
        assert (
            signed_in(person).post("/seen", {"subject": str(thread.ref), "n": 1}).status_code == 404
        )
    assert Mark.objects.count() == 0


def test_a_visitor_is_asked_to_sign_in(client: Client, world: World, thread: Thread) -> None:
    answer = client.post("/seen", {"subject": str(thread.ref), "n": 1})
    assert answer.url.startswith("/accounts/login")
