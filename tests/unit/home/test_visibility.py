"""The page on which it is decided who sees a space, and what is older is opened."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from discussions.actions import edit_message, start_thread
from discussions.models import Message, Thread
from networks.actions.visibility import change_visibility
from networks.models import Space
from tests.unit.interventions.examples import shared
from tests.unit.interventions.pages import get, says, signed_in, tree, words
from tests.world import World, again

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def lead(world: World) -> Client:
    return signed_in(world.lead)


@pytest.fixture
def olu(world: World) -> Client:
    return signed_in(world.outsider)


def ask(world: World, title: str, text: str = "Four checks.") -> Thread:
    said = {"by": world.lead, "for_organisation": world.lead_body}
    return start_thread(**said, space=world.falls, title=title, text=text)


def place(world: World) -> str:
    return f"/s/{world.falls.uid}/visibility"


def decide(lead: Client, world: World, to: str) -> Any:
    version = Space.objects.get(pk=world.falls.pk).version
    return lead.post(place(world), {"to": to, "started_from": version}, follow=True)


def text(html: str) -> str:
    return words(tree(html))


def test_who_gains_sight_is_shown_before_it_is_decided(world: World, lead: Client) -> None:
    ask(world, "Old")
    assert "Change who sees it" in get(lead, world.falls.get_absolute_url())
    page = text(get(lead, place(world)))
    assert "Only those who take part can read it" in page
    assert "Who gains sight" not in page
    page = text(get(lead, f"{place(world)}?to=public"))
    assert "The public: anyone, without an account too, and search engines." in page
    assert "people in the network who take no part, of 1 organisation." in page
    assert "stays with those who see it now" in page
    assert Space.objects.get(pk=world.falls.pk).visible_to_whom == "members"
    names = text(get(lead, f"{place(world)}/people"))
    assert "Olu Adeyemi Fenland Hospitals" in names
    assert "Amina" not in names


def test_who_loses_sight_is_shown_before_it_is_decided(world: World, lead: Client) -> None:
    decide(lead, world, "public")
    page = text(get(lead, f"{place(world)}?to=members"))
    assert "Who loses sight" in page
    assert "It holds at once for everything here" in page
    assert "1 guest keeps their place" in page


def test_a_change_is_made_and_taken_back(world: World, lead: Client, olu: Client) -> None:
    page = decide(lead, world, "network").text
    assert "More people see it now." in text(page)
    assert olu.get(world.falls.get_absolute_url()).status_code == 200
    sent = undoing(page)
    lead.post(f"{place(world)}/undo", sent, follow=True)
    assert olu.get(world.falls.get_absolute_url()).status_code == 404
    for late in (sent, {}, {"change": "none"}, {"change": 2**70}):
        again_undone = lead.post(f"{place(world)}/undo", late, follow=True).text
        assert "taken back for ten minutes" in again_undone


def undoing(html: str) -> dict[str, str]:
    """What the button of the page that is open sends with it."""
    inputs = tree(html).findall(".//{*}div[@class='app-undo']//{*}input")
    fields = {each.get("name"): each.get("value") for each in inputs}
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def test_a_page_that_was_open_does_not_take_back_what_somebody_else_changed_since(
    world: World, lead: Client, olu: Client
) -> None:
    open_page = decide(lead, world, "network").text
    now = decide(lead, world, "members").text
    page = lead.post(f"{place(world)}/undo", undoing(open_page), follow=True)
    assert "only the last change" in page.text
    assert olu.get(world.falls.get_absolute_url()).status_code == 404
    lead.post(f"{place(world)}/undo", undoing(now), follow=True)
    assert olu.get(world.falls.get_absolute_url()).status_code == 200


def test_of_two_who_decide_the_second_is_asked_to_look_again(world: World, lead: Client) -> None:
    decide(lead, world, "network")
    answer = lead.post(place(world), {"to": "public", "started_from": 1}, follow=True)
    assert "Look again at who sees it" in answer.text
    answer = lead.post(place(world), {"to": "everybody", "started_from": 2}, follow=True)
    assert "Choose who sees it" in answer.text
    assert Space.objects.get(pk=world.falls.pk).visible_to_whom == "network"


def test_older_things_wait_there_and_are_opened(world: World, lead: Client, olu: Client) -> None:
    thread, mine = ask(world, "Old"), shared(world, space=world.falls)
    decide(lead, world, "network")
    page = text(get(lead, place(world)))
    assert "0 of 2 opened" in page
    assert "Look through Old" in page
    assert "Only those who take part here see this" in get(lead, thread.get_absolute_url())
    for thing in (thread, mine):
        address = thing.get_absolute_url()
        assert olu.get(address).status_code == 404
        assert "found nothing that could identify" in text(get(lead, f"{address}/open"))
        lead.post(f"{address}/open")
        assert olu.get(address).status_code == 200
        assert "Only those who take part here" not in get(lead, address)
    assert "2 of 2 opened" in text(get(lead, place(world)))
    lead.post(f"{thread.get_absolute_url()}/close")
    assert olu.get(thread.get_absolute_url()).status_code == 404
    assert "1 of 2 opened" in text(get(lead, place(world)))


def test_what_was_found_is_mended_before_it_is_opened(
    world: World, lead: Client, olu: Client
) -> None:
    thread = ask(world, "Old", f"Seen under {NHS_NUMBER}")
    decide(lead, world, "network")
    address = f"{thread.get_absolute_url()}/open"
    page = get(lead, address)
    assert "Message 1, Priya Nair" in text(page)
    assert "looks like an NHS number" in text(page)
    refused = lead.post(address)
    assert "Mend what was found, or tick" in refused.text
    assert olu.get(thread.get_absolute_url()).status_code == 404
    message = Message.objects.get(thread=thread)
    edit_message(
        by=again(world.lead),
        for_organisation=world.lead_body,
        message=message,
        text="Seen at night",
        started_from=1,
    )
    assert "found nothing" in text(get(lead, address))
    lead.post(address)
    assert olu.get(thread.get_absolute_url()).status_code == 200


def test_a_statement_counts_for_the_texts_that_were_shown(
    world: World, lead: Client, olu: Client
) -> None:
    thread = ask(world, "Old", f"Seen under {NHS_NUMBER}")
    decide(lead, world, "network")
    address = f"{thread.get_absolute_url()}/open"
    stated = {"nobody": "on", "stated_of": field_of(get(lead, address), "stated_of")}
    lead.post(address, stated | {"stated_of": "made up"})
    assert olu.get(thread.get_absolute_url()).status_code == 404
    lead.post(address, stated)
    assert olu.get(thread.get_absolute_url()).status_code == 200


def field_of(html: str, name: str) -> str:
    [found] = [each for each in tree(html).iter() if each.get("name") == name]
    return str(found.get("value"))


def test_an_outsider_meets_no_trace_of_what_was_not_opened(world: World, olu: Client) -> None:
    thread = ask(world, "Quokka")
    mine = shared(world, space=world.falls, title="Quokka checklist")
    change_visibility(by=world.lead, space=world.falls, visible_to_whom="network", started_from=1)
    ask(world, "New")
    space = world.falls.get_absolute_url()
    places = [
        "/", "/interventions", "/interventions?words=checklist", space, f"{space}/rows?after=0",
        f"{space}/interventions", f"{space}/discussions", f"/f/{world.amina.uid}",
        world.lead_body.get_absolute_url(), world.severnside.get_absolute_url(),
    ]  # fmt: skip
    for address in places:
        assert "Quokka" not in get(olu, address), address
    assert "New" in get(olu, f"{space}/discussions")
    assert says(get(olu, space), "app-tabs__n")[:2] == ["0", "1"]
    for address in (thread.get_absolute_url(), mine.get_absolute_url()):
        assert olu.get(address).status_code == 404
        assert olu.get(f"{address}/open").status_code == 404


def test_the_page_costs_the_same_however_much_is_older(world: World, lead: Client) -> None:
    ask(world, "Old")
    shared(world, space=world.falls)
    decide(lead, world, "network")
    address = f"{place(world)}?to=public"
    get(lead, address)
    with CaptureQueriesContext(connection) as few:
        get(lead, address)
    for n in range(12):
        Thread.objects.create(
            space=world.falls, title=f"T{n}", by=world.lead, for_organisation=world.lead_body
        )
    with CaptureQueriesContext(connection) as many:
        get(lead, address)
    assert len(many) == len(few)
