"""A fellow's page, and what they say about themselves."""

import pytest
from django.test import Client

from collab.base.access.permissions import NotPermitted
from discussions.actions import post_message, start_thread
from fellows.actions import describe_expertise
from fellows.models import Expertise, Method, Topic
from networks.actions.collaboratives import end_fellowship, name_fellow
from networks.models import Fellowship
from tests.unit.interventions.examples import shared
from tests.unit.interventions.pages import errors, field, get, links, says, signed_in
from tests.world import World


@pytest.fixture
def address(world: World) -> str:
    describe_expertise(
        by=world.amina,
        about="Small tests at night.",
        methods=["Run charts", "Model for improvement"],
        topics=["Falls"],
    )
    return f"/f/{world.amina.uid}"


def test_it_says_since_when_supported_by_whom_and_what_they_can_help_with(
    client: Client, world: World, address: str
) -> None:
    html = get(client, address)
    [facts] = says(html, "app-facts")
    since = Fellowship.objects.get().since
    assert facts.startswith(f"Fellow since {since:%B %Y} Supported by Severnside Hospitals")
    assert "Small tests at night." in html
    assert links(html, "Run charts") == ["/fellows?method=run-charts"]
    assert links(html, "Falls") == ["/fellows?topic=falls"]
    for href in ("/fellows?method=run-charts", "/fellows?topic=falls"):
        assert says(get(client, href), "app-row__title") == ["Amina Okafor"]


def test_each_reader_sees_what_they_shared_and_where_they_write_as_far_as_they_may(
    world: World, address: str
) -> None:
    for title, space in [("Pauses", world.surgery), ("First hour", world.falls)]:
        shared(world, title=title, space=space)
        thread = start_thread(
            by=world.ben,
            for_organisation=world.kingsholm,
            space=space,
            title=f"{title}?",
            text="Who has tried it?",
        )
        post_message(
            by=world.amina, for_organisation=world.severnside, thread=thread, text="We have."
        )
    assert says(get(Client(), address), "app-row__title") == ["Pauses", "Pauses?"]
    assert says(get(signed_in(world.ben), address), "app-row__title") == [
        "First hour",
        "Pauses",
        "First hour?",
        "Pauses?",
    ]


def test_who_is_no_fellow_has_no_page(client: Client, world: World, address: str) -> None:
    assert client.get(f"/f/{world.ben.uid}").status_code == 404
    end_fellowship(by=world.lead, fellowship=Fellowship.objects.get())
    assert client.get(address).status_code == 404
    assert "Amina Okafor" not in get(client, "/fellows")


def test_a_fellow_who_is_not_active_is_not_shown(
    client: Client, world: World, address: str
) -> None:
    world.amina.is_active = False
    world.amina.save()
    assert client.get(address).status_code == 404
    assert "0 fellows" in get(client, "/fellows")


def test_a_fellow_describes_what_they_can_help_with(world: World, address: str) -> None:
    client = signed_in(world.amina)
    html = get(client, f"{address}/describe")
    assert field(html, "methods").split() == ["Model", "for", "improvement", "Run", "charts"]
    sent = {"about": "Days too.", "methods": "Run charts\nHuddles\n\n", "topics": "falls\n"}
    html = client.post(f"{address}/describe", sent, follow=True).content.decode()
    assert "Your page is up to date." in html
    assert "Days too." in html
    assert links(html, "Huddles") == ["/fellows?method=huddles"]
    assert links(html, "Falls") == ["/fellows?topic=falls"]
    assert Topic.objects.count() == 1
    assert Method.objects.count() == 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"about": "a" * 501}, "About you must be 500 characters or fewer. It has 501"),
        ({"methods": "\n".join(map(str, range(13)))}, "Enter 12 at most"),
        ({"topics": "a" * 61}, f"Shorten “{'a' * 30}…” to 60 characters or fewer"),
        ({"topics": "…"}, "Write “…” with letters or numbers"),
        ({"topics": "ﷺ" * 20}, f"Write “{'ﷺ' * 20}” with letters or numbers"),
        ({"methods": "About 943 476 5919"}, None),
    ],
)
def test_what_cannot_be_kept_comes_back_with_the_reason(
    world: World, address: str, sent: dict[str, str], said: str | None
) -> None:
    before = Expertise.objects.get().about
    [[name, text]] = sent.items()
    html = signed_in(world.amina).post(f"{address}/describe", sent).content.decode()
    assert errors(html) == [said] if said else errors(html)
    assert field(html, name).split() == text.split()
    assert Expertise.objects.get().about == before


def test_nobody_else_describes_it(world: World, address: str) -> None:
    for person in (world.ben, world.lead, world.steward):
        assert signed_in(person).post(f"{address}/describe", {}).status_code == 403
        with pytest.raises(NotPermitted):
            describe_expertise(by=person, about="Me.")
    assert Expertise.objects.count() == 1


def test_only_the_fellow_is_offered_to_describe_it(world: World, address: str) -> None:
    for person, offered in [(world.amina, True), (world.ben, False)]:
        assert (f'href="{address}/describe"' in get(signed_in(person), address)) is offered


def test_somebody_who_is_a_fellow_again_is_shown_once(client: Client, world: World) -> None:
    end_fellowship(by=world.lead, fellowship=Fellowship.objects.get())
    name_fellow(
        by=world.lead, person=world.amina, supported_by=world.severnside, collaborative=world.west
    )
    describe_expertise(by=world.amina, topics=["Falls"])
    html = get(client, "/fellows")
    assert says(html, "app-row__title") == ["Amina Okafor"]
    assert "Falls (1)" in html
