"""The pages on which an organisation is registered and decided about."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from networks.actions.registering import (
    Facts,
    confirm_registration,
    decline_registration,
    register_organisation,
)
from networks.models import Affiliation, Organisation, Registration
from tests.unit.interventions.pages import errors, field, get, links, says, signed_in
from tests.world import World, sign_up

SURGERY = {"name": "Chalkfield Surgery", "kind": "primary_care", "ods_code": "l81002"}
WAITING = "/organisations/waiting"


@pytest.fixture
def nadia(world: World) -> Client:
    return signed_in(world.signed_up)


@pytest.fixture
def steward(world: World) -> Client:
    return signed_in(world.steward)


@pytest.fixture
def registered(world: World) -> Registration:
    return register_organisation(
        by=world.signed_up,
        facts=Facts(name="Chalkfield Surgery", kind="primary_care", ods_code="L81002"),
    )


def send(client: Client, address: str, **said: str) -> str:
    response = client.post(address, said, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


# Registering


def test_what_was_looked_for_in_vain_is_registered(nadia: Client, world: World) -> None:
    html = get(nadia, "/organisations?q=chalkfield")
    assert links(html, "Register an organisation") == ["/organisations/register?q=chalkfield"]
    html = get(nadia, "/organisations/register?q=chalkfield")
    assert field(html, "name") == "chalkfield"
    html = send(nadia, "/organisations/register", **SURGERY, postcode="bs105nb")
    assert "You have registered Chalkfield Surgery." in html
    assert "Waiting for a national steward to confirm it" in html
    assert "ODS code L81002" in html
    assert "Ask to join" in html
    kept = Organisation.objects.get(listed=False)
    assert (kept.ods_code, kept.postcode, kept.postcode_area) == (None, "BS10 5NB", "BS")


def test_signed_out_one_signs_in_first(client: Client, world: World) -> None:
    response = client.get("/organisations/register")
    assert response.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": " "}, "Enter the organisation’s name"),
        ({"name": "🙂"}, "Enter the organisation’s name in letters"),
        ({"kind": ""}, "Choose what kind of organisation it is"),
        ({"ods_code": "L8!"}, "An ODS code has 3 to 10 letters and digits, like L81002"),
        ({"postcode": "BS10"}, "Enter a whole postcode, like BS10 5NB"),
        ({"ods_code": "RZ0"}, "There is an organisation with the ODS code RZ0 already."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    nadia: Client, world: World, said: dict[str, str], error: str
) -> None:
    typed = SURGERY | said | {"town": "Bristol", "none_of_these": "on"}
    html = send(nadia, "/organisations/register", **typed)
    assert errors(html) == [error]
    assert field(html, "town") == "Bristol"
    assert not Registration.objects.exists()


@pytest.mark.parametrize("key", ["!!", "x" * 65])
def test_a_key_that_is_none_registers_nothing_and_a_fresh_one_comes_back(
    nadia: Client, world: World, key: str
) -> None:
    html = send(nadia, "/organisations/register", **SURGERY, key=key)
    assert errors(html) == ["Send this form again from its page."]
    assert field(html, "name") == "Chalkfield Surgery"
    assert field(html, "key") not in ("", key)
    assert not Registration.objects.exists()


def test_those_that_it_may_be_are_shown_first(nadia: Client, world: World) -> None:
    html = send(nadia, "/organisations/register", name="Severnside Hospital", kind="acute")
    assert "Is it one of these?" in says(html, "app-h2")
    assert links(html, "Severnside Hospitals") == ["/o/RZ0"]
    assert 'action="/o/RZ0/join"' in html
    assert field(html, "name") == "Severnside Hospital"
    assert not Registration.objects.exists()
    html = send(
        nadia,
        "/organisations/register",
        name="Severnside Hospital",
        kind="acute",
        none_of_these="on",
    )
    assert "You have registered Severnside Hospital." in html


def test_nobody_else_meets_it(client: Client, world: World, registered: Registration) -> None:
    address = registered.organisation.get_absolute_url()
    for other in (client, signed_in(world.ben), signed_in(world.lead)):
        assert other.get(address).status_code == 404
        assert other.get("/o/L81002").status_code == 404
        html = get(other, "/organisations?q=chalkfield")
        assert says(html, "app-h2") == ["0 organisations found for “chalkfield”"]
        assert "Register an organisation" in html
    assert says(get(client, "/organisations"), "app-h2") == ["All 5 organisations"]


def test_who_registered_it_and_stewards_find_it(
    nadia: Client, steward: Client, registered: Registration
) -> None:
    for client in (nadia, steward):
        html = get(client, "/organisations?q=chalkfield")
        assert says(html, "app-row__title") == ["Chalkfield Surgery"]
        assert says(html, "app-meta")[0].startswith("Waiting for a national steward")
    assert links(get(steward, "/organisations"), "1 organisation waits.*") == [WAITING]
    assert not links(get(nadia, "/organisations"), ".*waits for you.*")


# Deciding


def test_a_steward_confirms_in_place_and_takes_it_back(
    steward: Client, nadia: Client, registered: Registration
) -> None:
    html = get(steward, WAITING)
    assert "1 waits" in says(html, "app-h2")
    assert "Nadia Rahman, nadia.rahman@people.example, registered it" in html
    html = send(steward, f"{WAITING}/{registered.uid}/confirm")
    assert "Chalkfield Surgery is in the directory." in html
    assert get(Client(), "/o/L81002")
    assert "In the directory" in get(nadia, "/me/organisations")
    html = send(steward, f"{WAITING}/{registered.uid}/undo")
    assert "Chalkfield Surgery waits again." in html
    assert Client().get("/o/L81002").status_code == 404


def test_a_steward_corrects_and_confirms(steward: Client, registered: Registration) -> None:
    address = f"{WAITING}/{registered.uid}/confirm"
    html = send(steward, address, name="Chalkfield Surgery", kind="", ods_code="L81003")
    assert "Choose what kind of organisation it is" in html
    assert field(html, "ods_code") == "L81003"
    send(steward, address, name="Chalkfield Surgery", kind="primary_care", ods_code="L81003")
    assert get(Client(), "/o/L81003")


def test_a_steward_says_which_one_it_is(
    steward: Client, nadia: Client, world: World, registered: Registration
) -> None:
    Organisation.objects.create(name="The Chalkfield Surgery", kind="primary_care", ods_code="A1B2")
    nadia.post(f"/o/{registered.organisation.identifier}/join")
    html = get(steward, WAITING)
    assert links(html, "The Chalkfield Surgery") == ["/o/A1B2"]
    html = send(steward, f"{WAITING}/{registered.uid}/merge", into="A1B2")
    assert "Chalkfield Surgery is The Chalkfield Surgery." in html
    [waits] = Affiliation.objects.waiting().filter(person=world.signed_up)
    assert waits.organisation.ods_code == "A1B2"
    html = get(nadia, "/me/organisations")
    assert "In the directory already, as" in html
    html = send(steward, f"{WAITING}/{registered.uid}/merge", into="NONE")
    assert "Choose an organisation of the directory." in html


def test_a_steward_declines_with_a_reason(
    steward: Client, nadia: Client, registered: Registration
) -> None:
    html = send(steward, f"{WAITING}/{registered.uid}/decline", reason="")
    assert "Enter the reason, so that they know what to do next" in html
    send(steward, f"{WAITING}/{registered.uid}/decline", reason="It closed in 2024.")
    assert "Not taken into the directory: It closed in 2024." in get(nadia, "/me/organisations")
    assert nadia.get(registered.organisation.get_absolute_url()).status_code == 404


def test_nothing_waits(steward: Client, world: World) -> None:
    assert says(get(steward, WAITING), "app-empty")[0].startswith("Nothing waits.")


@pytest.mark.parametrize("verb", ["confirm", "merge", "decline", "undo"])
def test_who_registered_it_does_not_decide(
    nadia: Client, registered: Registration, verb: str
) -> None:
    assert nadia.post(f"{WAITING}/{registered.uid}/{verb}").status_code == 403
    assert nadia.get(WAITING).status_code == 404


def test_the_list_asks_as_much_for_one_as_for_a_full_page(
    world: World, steward: Client, registered: Registration
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            get(steward, WAITING)
        return len(queries)

    one = asked()
    for number in range(8):
        somebody = sign_up(f"Sam {number}")
        for name in ("Fern Lodge", "Yew House"):
            made = register_organisation(by=somebody, facts=Facts(name=name, kind="care_home"))
        if number % 2:
            confirm_registration(by=world.steward, registration=made)
        else:
            decline_registration(by=world.steward, registration=made, reason="It closed.")
    assert asked() == one
