"""Access tokens: made and revoked by their person, good for what they are for, until a date."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from collab.base.access.models import access_epoch
from collab.base.accounts.models import Person
from collab.base.api.actions import make_token, revoke_token
from collab.base.api.models import Token
from collab.base.api.scopes import Scope
from collab.base.api.sockets import _session_of
from collab.base.live.sessions import AUTHORIZATION
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from tests.unit.api.client import problem
from tests.world import PASSWORD, World

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered

WEEK = timedelta(days=7)


def ask(secret: str, path: str = "me") -> object:
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def confirm(client: Client, person: Person) -> None:
    """Signed in, and the password given again just now."""
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_a_token_tells_whose_it_is(world: World) -> None:
    _token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    told = ask(secret).json()
    assert told["person"] == {"uid": world.ben.uid, "name": "Ben Hughes"}
    assert told["token"]["scopes"] == ["read"]
    assert told["stream"] == f"p:{world.ben.uid}"


def test_its_secret_is_kept_nowhere(world: World) -> None:
    _token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM api_token")
        assert secret not in str(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("secret", ["", "nonsense", "\xff", "two words", "0" * 5000])
def test_what_is_no_token_is_refused_in_words(secret: str) -> None:
    refused = ask(secret)
    assert "token" in problem(refused, 401)["title"]
    assert refused["WWW-Authenticate"] == "Bearer"


def test_a_token_works_until_its_date(world: World) -> None:
    _token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    with time_machine.travel(timezone.now() + WEEK - timedelta(minutes=1)):
        assert ask(secret).status_code == 200
    with time_machine.travel(timezone.now() + WEEK + timedelta(minutes=1)):
        assert problem(ask(secret), 401)


def test_a_closed_account_has_no_token_that_works(world: World) -> None:
    _token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    world.ben.is_active = False
    world.ben.save()
    assert problem(ask(secret), 401)


def test_a_session_counts_for_nothing_here(world: World, client: Client) -> None:
    client.force_login(world.amina)
    assert problem(client.get("/api/v1/me"), 401)
    assert problem(client.get(f"/api/v1/spaces/{world.falls.uid}"), 404)


def test_making_and_revoking_are_noted_and_open_sockets_asked_again(world: World) -> None:
    token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    before = access_epoch()
    revoke_token(by=world.ben, token=token)
    assert access_epoch() > before
    assert problem(ask(secret), 401)
    kinds = SecurityEntry.objects.filter(about=f"token:{token.uid}").values_list("kind", flat=True)
    assert set(kinds) == {Kind.TOKEN_MADE, Kind.TOKEN_REVOKED}


def test_nobody_revokes_somebody_elses_token(world: World, client: Client) -> None:
    token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    client.force_login(world.amina)
    assert client.post(f"/me/tokens/{token.uid}/revoke").status_code == 404
    revoke_token(by=world.amina, token=token)
    assert ask(secret).status_code == 200


def test_a_token_is_made_on_a_page_and_shown_once(world: World, client: Client) -> None:
    confirm(client, world.ben)
    form = {"name": "Ward 7", "scopes": ["read", "follow"], "days": "90"}
    page = client.post("/me/tokens/new", form).text
    secret = page.partition("<code>")[2].partition("</code>")[0]
    assert ask(secret).json()["token"]["scopes"] == ["read", "follow"]
    assert "<li>Read what I can read</li><li>Follow spaces live</li>" in page
    listed = client.get("/me/tokens").text
    assert "Ward 7" in listed
    assert secret not in listed
    client.post(f"/me/tokens/{Token.objects.get().uid}/revoke")
    assert "You have no token" in client.get("/me/tokens").text
    assert problem(ask(secret), 401)


def test_whoever_makes_one_is_told_what_their_password_is_asked_for(
    world: World, client: Client
) -> None:
    client.force_login(world.ben)
    page = client.get("/me/tokens/new", follow=True).text
    assert "Enter your password once more before you go on." in page


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"name": ""}, "Enter a name by which you will know it"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["everything"]}, "from the list"),
        ({"days": "4000"}, "from the list"),
    ],
)
def test_a_form_that_asks_for_too_much_says_so(
    world: World, client: Client, sent: dict[str, object], says: str
) -> None:
    confirm(client, world.ben)
    form = {"name": "Ward 7", "scopes": ["read"], "days": "30"}
    assert says in client.post("/me/tokens/new", form | sent).text
    assert not Token.objects.exists()


def test_it_waits_for_an_owner_who_must_add_a_second_factor(
    world: World, settings: Settings
) -> None:
    _token, secret = make_token(by=world.lead, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    _token, of_ben = make_token(by=world.ben, name="Ward 8", scopes=[Scope.READ], lifetime=WEEK)
    settings.SECOND_FACTOR_REQUIRED = True
    assert "second step" in problem(ask(secret), 401)["detail"]
    assert _session_of({AUTHORIZATION: f"Bearer {secret}".encode()}) is None
    assert ask(of_ben).status_code == 200


def test_a_new_password_ends_it(world: World) -> None:
    _token, secret = make_token(by=world.ben, name="Ward 7", scopes=[Scope.READ], lifetime=WEEK)
    _token, of_amina = make_token(by=world.amina, name="7", scopes=[Scope.READ], lifetime=WEEK)
    ben = Client()
    confirm(ben, world.ben)
    before = access_epoch()
    ben.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": "three other words of his"},
    )
    assert problem(ask(secret), 401)
    assert access_epoch() > before, "its sockets close"
    assert SecurityEntry.objects.filter(kind=Kind.TOKEN_REVOKED, by=world.ben.uid).exists()
    assert ask(of_amina).status_code == 200
