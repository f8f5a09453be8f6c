"""Saving versions, and what happens when two people write at once."""

import pytest
from django.test import Client

from collab.interventions.models import Intervention
from tests.unit.interventions.examples import DRAFT, SURGICAL, revised, shared
from tests.unit.interventions.pages import errors, field, get, says, signed_in
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # what pages show and take


@pytest.fixture
def intervention(world: World) -> Intervention:
    return shared(world)


@pytest.fixture
def address(intervention: Intervention) -> str:
    return f"{intervention.get_absolute_url()}/edit"


def sent(html: str, **changes: str) -> dict[str, str]:
    names = [*DRAFT.as_fields(), "note", "key", "started_from", "for_organisation"]
    names.remove("language")
    return {name: field(html, name) for name in names} | changes


def test_the_form_opens_with_the_current_text(world: World, address: str) -> None:
    html = get(signed_in(world.ben), address)
    assert field(html, "body") == DRAFT.body
    assert (field(html, "title"), field(html, "evidence")) == (DRAFT.title, DRAFT.evidence)
    assert field(html, "started_from") == "1"


def test_saving_makes_a_version_and_leads_to_it(
    world: World, intervention: Intervention, address: str
) -> None:
    ben = signed_in(world.ben)
    response = ben.post(address, sent(get(ben, address), title="Five steps", note="Adds a brief"))
    assert response["Location"] == intervention.get_absolute_url()
    intervention.refresh_from_db()
    assert (intervention.number, intervention.title) == (2, "Five steps")
    assert intervention.versions.get(number=2).note == "Adds a brief"
    assert "You have saved version 2." in get(ben, response["Location"])


def test_a_preview_saves_nothing(world: World, intervention: Intervention, address: str) -> None:
    ben = signed_in(world.ben)
    response = ben.post(address, sent(get(ben, address), title="Five steps", preview="1"))
    assert says(response.content.decode(), "app-lookedat")
    assert intervention.versions.count() == 1


def test_a_new_version_keeps_the_language_of_its_text(
    world: World, intervention: Intervention, address: str
) -> None:
    Intervention.objects.update(language="cy")
    intervention.versions.update(language="cy")
    ben = signed_in(world.ben)
    unchanged = ben.post(address, sent(get(ben, address)))
    assert errors(unchanged.content.decode())
    ben.post(address, sent(get(ben, address), title="Diogelwch"))
    assert intervention.versions.get(number=2).language == "cy"


def test_saving_without_a_change_asks_for_one(world: World, address: str) -> None:
    ben = signed_in(world.ben)
    response = ben.post(address, sent(get(ben, address)))
    assert errors(response.content.decode()) == [
        "This is the same as version 1. Change something first."
    ]


@pytest.mark.parametrize("started_from", ["", "0", "7", "one", "99999999999999999999"])
def test_a_start_that_is_not_there_is_answered_kindly(
    world: World, intervention: Intervention, address: str, started_from: str
) -> None:
    ben = signed_in(world.ben)
    html = get(ben, address)
    response = ben.post(address, sent(html, title="Mine", started_from=started_from))
    assert "Open this page again." in errors(response.content.decode())[-1]
    assert intervention.versions.count() == 1


def test_a_stale_save_shows_both_and_can_be_saved_on_top(
    world: World, intervention: Intervention, address: str
) -> None:
    ben = signed_in(world.ben)
    opened = get(ben, address)
    theirs = SURGICAL.replace("Imaging is on display", "Imaging is on the screen")
    revised(
        world,
        intervention,
        by=world.amina,
        for_organisation=world.severnside,
        body=theirs,
        note="Screens, not films",
    )
    mine = SURGICAL.replace("Everyone has said", "Everyone has said aloud")

    response = ben.post(address, sent(opened, body=mine))

    assert response.status_code == 200
    html = response.content.decode()
    [stale] = says(html, "app-stale")
    assert "Amina Okafor saved version 2 while you were writing" in stale
    assert "Screens, not films" in stale
    assert says(html, "app-stale__text") == [" ".join(theirs.split())]
    changed = says(html, "app-changes__line--changed")
    assert any("Taken out: the screen Put in: display" in each for each in changed)
    assert any("Put in: aloud" in each for each in changed)
    assert field(html, "body") == mine
    intervention.refresh_from_db()
    assert (intervention.number, intervention.body) == (2, theirs)

    ben.post(address, sent(html))
    intervention.refresh_from_db()
    assert (intervention.number, intervention.body) == (3, mine)
    assert intervention.versions.get(number=3).started_from == 2


def test_sending_a_save_twice_saves_once(
    world: World, intervention: Intervention, address: str
) -> None:
    ben = signed_in(world.ben)
    save = sent(get(ben, address), title="Five steps")
    first, second = ben.post(address, save), ben.post(address, save)
    assert first["Location"] == second["Location"] == intervention.get_absolute_url()
    assert intervention.versions.count() == 2


def test_going_back_and_saving_something_else_is_a_stale_save(
    world: World, intervention: Intervention, address: str
) -> None:
    ben = signed_in(world.ben)
    save = sent(get(ben, address), title="Five steps")
    ben.post(address, save)
    html = ben.post(address, save | {"title": "Six steps"}).content.decode()
    assert "Ben Hughes saved version 2" in says(html, "app-stale")[0]
    assert field(html, "title") == "Six steps"
    assert intervention.versions.count() == 2


def test_an_older_version_can_be_brought_back(
    world: World, intervention: Intervention, address: str
) -> None:
    revised(world, intervention, title="Five steps")
    ben = signed_in(world.ben)
    html = get(ben, f"{address}?from=1")
    assert (field(html, "title"), field(html, "started_from")) == (DRAFT.title, "2")
    ben.post(address, sent(html))
    intervention.refresh_from_db()
    assert (intervention.number, intervention.title) == (3, DRAFT.title)


@pytest.mark.parametrize("older", ["", "0", "99", "-1", "x", "²", "1" * 30])
def test_a_version_that_is_not_there_opens_the_current_one(
    world: World, address: str, older: str
) -> None:
    html = get(signed_in(world.ben), f"{address}?from={older}")
    assert field(html, "title") == DRAFT.title


@pytest.mark.parametrize("who", ["signed-up", "member of another organisation", "expired guest"])
def test_readers_cannot_edit_or_share(world: World, who: str) -> None:
    intervention = shared(world, space=world.surgery)
    client = signed_in(world.people[who])
    for address in (
        f"{intervention.get_absolute_url()}/edit",
        f"{intervention.get_absolute_url()}/discuss/start",
        f"/s/{world.surgery.uid}/share",
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    assert client.get(intervention.get_absolute_url()).status_code == 200


def test_signed_out_readers_are_led_to_sign_in_and_back(client: Client, world: World) -> None:
    address = f"{shared(world, space=world.surgery).get_absolute_url()}/edit"
    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"
