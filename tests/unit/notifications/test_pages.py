"""The bell, and the page behind it."""

import pytest
from django.test import Client

from collab.notifications.models import Notice
from collab.notifications.telling import tell_what_happened
from discussions.actions import post_message, start_thread
from discussions.models import Thread
from tests.unit.api.client import Program
from tests.unit.interventions.pages import get, says, signed_in
from tests.unit.ui.markup import elements, words
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # what pages show and take


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Mats",
        text="Which mats?",
    )


@pytest.fixture
def named(world: World, thread: Thread) -> Client:
    """Owen, whom Ben has named twice."""
    for text in ("@Owen Price has some.", "Have you, @Owen Price?"):
        post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text=text)
    tell_what_happened()
    Notice.objects.exclude(person=world.facilitator).delete()
    Notice.objects.filter(why="decided").delete()
    return signed_in(world.facilitator)


def bell(html: str) -> str:
    [link] = [each for each in elements(html, "a") if "data-bell" in each]
    return link["aria-label"]


def test_the_bell_says_how_many_are_new_and_the_page_lists_exactly_those(named: Client) -> None:
    assert bell(get(named, "/")) == "Notices, 2 unread"
    html = get(named, "/notices")
    assert says(html, "app-row__title") == ["New: Ben Hughes mentions you"] * 2
    assert "Have you, @Owen Price?" in words(html)
    assert get(named, "/notices?unread=on").count("app-row__title") == 2
    assert named.get("/notices/count").json() == {"unread": 2}


def test_opening_one_leads_to_it_and_it_is_new_no_more(named: Client, thread: Thread) -> None:
    latest = Notice.objects.latest("n")
    answer = named.get(f"/n/{latest.uid}")
    assert answer.status_code == 302
    assert answer["Location"].startswith(thread.get_absolute_url())
    assert bell(get(named, "/")) == "Notices, 1 unread"


def test_all_can_be_marked_as_read_and_that_taken_back(named: Client) -> None:
    assert named.post("/notices/read").status_code == 302
    html = get(named, "/notices")
    assert (bell(html), "2 marked as read" in words(html)) == ("Notices", True)
    named.post("/notices/unread")
    assert bell(get(named, "/notices")) == "Notices, 2 unread"


def test_somebody_elses_notice_is_missing(world: World, named: Client) -> None:
    notice = Notice.objects.first()
    amina = signed_in(world.amina)
    assert amina.get(f"/n/{notice.uid}").status_code == 404
    amina.post("/notices/unread", {"uids": [notice.uid]})
    assert "Ben Hughes mentions you" not in words(get(amina, "/notices"))


def test_signed_out_there_is_no_bell(client: Client, world: World) -> None:
    assert "data-bell" not in get(client, "/")
    assert client.get("/notices").status_code == 302


def test_the_first_page_says_what_will_come(world: World) -> None:
    html = get(signed_in(world.guest), "/notices")
    assert "When somebody mentions you" in words(html)


def test_a_program_reads_them_and_marks_them_as_read(world: World, named: Client) -> None:
    owen = Program(world.facilitator)
    rows = owen.get("notices", unread="true").json()["items"]
    assert {row["why"] for row in rows} == {"mentioned"}
    assert len(rows) == 2
    assert owen.post("notices/read").status_code == 204
    assert owen.get("notices", unread="true").json()["items"] == []
