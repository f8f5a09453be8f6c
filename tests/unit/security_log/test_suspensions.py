"""Stewards suspend people and let them in again, once they have shown that it is still them."""

from urllib.parse import quote

import pytest
from django.test import Client

from collab.base.forgetting.actions import forget
from networks.actions.suspending import suspend_person
from tests.unit.interventions.pages import get, links, says
from tests.world import PASSWORD, World, again

pytestmark = pytest.mark.same_everywhere  # what pages show and take


@pytest.fixture
def steward(client: Client, world: World) -> Client:
    """Signed in, but not just now."""
    client.force_login(world.steward)
    return client


def shows_who_it_is(client: Client) -> None:
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_a_steward_reads_who_it_is_and_what_it_means_then_suspends(
    steward: Client, world: World
) -> None:
    ben = Client()
    ben.force_login(world.ben)
    page = f"/suspended/{world.ben.uid}"
    asked = steward.post("/suspended", {"email": world.ben.email.upper()})
    assert asked.url == page
    shows_who_it_is(steward)
    means = get(steward, page)
    assert "Suspend Ben Hughes" in means
    assert world.ben.email in means
    assert "signed out at once on every device" in means
    assert again(world.ben).is_active, "reading it changes nothing"
    done = steward.post(page, follow=True)
    assert "Ben Hughes is suspended." in done.text
    assert f'action="/suspended/{world.ben.uid}/end"' in done.text
    assert ben.get("/me").status_code == 302
    log = get(steward, f"/security-log?about=person:{world.ben.uid}")
    assert "Suspended: cannot sign in" in log
    assert says(log, "app-row__title")[0].startswith(world.steward.name)


def test_and_lets_them_in_again(steward: Client, world: World) -> None:
    suspend_person(by=None, person=world.ben)
    shows_who_it_is(steward)
    done = steward.post(f"/suspended/{world.ben.uid}/end", follow=True)
    assert "Ben Hughes can sign in again." in done.text
    assert "Nobody is suspended." in done.text
    assert again(world.ben).is_active
    log = get(steward, f"/security-log?about=person:{world.ben.uid}")
    assert "Not suspended any more: can sign in again" in log
    assert (
        "That is so already." in steward.post(f"/suspended/{world.ben.uid}/end", follow=True).text
    )


@pytest.mark.parametrize("end", ["", "/end"])
def test_whoever_sits_down_at_a_stewards_screen_is_asked_who_they_are(
    steward: Client, world: World, end: str
) -> None:
    if end:
        suspend_person(by=None, person=world.ben)
    address = f"/suspended/{world.ben.uid}{end}"
    asked = steward.post(address)
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert again(world.ben).is_active is not bool(end)


def test_whoever_was_asked_comes_back_to_that_page(steward: Client, world: World) -> None:
    page = f"/suspended/{world.ben.uid}"
    asked = steward.get(page)
    assert asked.url == f"/accounts/reauthenticate/?next={quote(page, safe='')}"


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("", "Enter an email address"),
        ("nobody@example.org", "Nobody signs in with this address"),
        ("ben", "Enter an email address"),
    ],
)
def test_an_address_that_nobody_has_is_asked_for_again(
    steward: Client, email: str, told: str
) -> None:
    page = steward.post("/suspended", {"email": email})
    assert page.status_code == 200
    assert told in page.text
    assert f'value="{email}"' in page.text or not email


def test_who_is_suspended_is_listed_and_who_left_is_not(steward: Client, world: World) -> None:
    suspend_person(by=None, person=world.ben)
    forget(by=world.signed_up)
    page = get(steward, "/suspended")
    assert page.count("app-ask__do") == 1
    assert world.ben.email in page
    told = steward.post("/suspended", {"email": world.ben.email})
    assert "They are suspended already" in told.text


def test_no_steward_locks_themselves_out(steward: Client, world: World) -> None:
    shows_who_it_is(steward)
    told = steward.post(f"/suspended/{world.steward.uid}", follow=True)
    assert "Ask another steward" in told.text
    assert again(world.steward).is_active


def test_stewards_find_it_on_their_front_page(steward: Client) -> None:
    assert links(get(steward, "/"), "Suspended people") == ["/suspended"]
