"""Several addresses of one account, each proven, and the one that mail goes to."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from collab.base.accounts import actions
from collab.base.accounts.adapter import AccountAdapter
from collab.base.accounts.further import key_for
from collab.base.accounts.models import Person
from collab.base.security.models import SecurityEntry
from tests.jobs import sent
from tests.unit.ui.markup import words

from .conftest import PASSWORD
from .test_signing_in import is_signed_in, sign_in

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]

OLD, NEW = "amina@severnside.example", "amina@fenland.example"
ADDRESSES = "/accounts/email/"


def add(client: Client, email: str) -> None:
    """As a browser does it: the password is asked for once more, then the change goes on."""
    asked = client.post(ADDRESSES, {"action_add": "", "email": email})
    assert asked.url == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    client.post(asked.url, {"password": PASSWORD, "next": ADDRESSES})


def page_of(client: Client) -> str:
    return words(client.get(ADDRESSES).content.decode())


@pytest.fixture
def amina_with_two(client: Client, amina: Person, link: Callable[[], str]) -> Person:
    sign_in(client, amina.email)
    add(client, NEW)
    client.post(link())
    return amina


def test_an_address_counts_once_its_link_is_followed(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    sign_in(client, amina.email)
    add(client, NEW)
    page = page_of(client)
    assert f"We have sent a mail to {NEW}. It says how to go on." in page
    assert OLD in sent()[-1].body, "whose account asks"
    elsewhere = Client()
    sign_in(elsewhere, NEW)
    assert not is_signed_in(elsewhere)

    answer = client.post(link(), follow=True)
    assert f"You can sign in with {NEW}, too" in words(answer.content.decode())
    sign_in(elsewhere, NEW)
    assert is_signed_in(elsewhere)
    amina.refresh_from_db()
    assert amina.email == OLD


def test_another_main_address_is_told_to_the_one_before(
    client: Client, amina_with_two: Person
) -> None:
    answer = client.post(ADDRESSES, {"action_primary": "", "email": NEW}, follow=True)
    assert "Your mail goes to the new main address" in words(answer.content.decode())
    amina_with_two.refresh_from_db()
    assert amina_with_two.email == NEW
    warned = sent()[-1]
    assert warned.to == [OLD]
    assert "Tell the lead of your collaborative at once" in warned.body


def test_a_further_address_resets_a_forgotten_password(
    client: Client, amina_with_two: Person, link: Callable[[], str]
) -> None:
    Client().post("/accounts/password/reset/", {"email": NEW})
    assert sent()[-1].to == [NEW]
    assert "/accounts/password/reset/key/" in link()


def test_an_address_can_be_removed_but_not_the_main_one(
    client: Client, amina_with_two: Person
) -> None:
    client.post(ADDRESSES, {"action_remove": "", "email": NEW})
    assert {mail.to[0]: mail.subject for mail in sent()[-2:]} == {
        OLD: "An email address has been removed",
        NEW: "An email address has been removed",
    }
    assert not EmailAddress.objects.filter(email=NEW).exists()
    answer = client.post(ADDRESSES, {"action_remove": "", "email": OLD}, follow=True)
    assert "Make another one that first." in words(answer.content.decode())


def test_no_address_is_main_before_it_is_proven(client: Client, amina: Person) -> None:
    sign_in(client, amina.email)
    add(client, NEW)
    client.post(ADDRESSES, {"action_primary": "", "email": NEW})
    amina.refresh_from_db()
    assert amina.email == OLD


def test_whoever_swaps_the_addresses_is_noticed_by_the_owner(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    """A thief who knows the password puts an address of theirs in the place of hers."""
    sign_in(client, amina.email)
    add(client, "thief@fenland.example")
    client.post(link())
    client.post(ADDRESSES, {"action_primary": "", "email": "thief@fenland.example"})
    client.post(ADDRESSES, {"action_remove": "", "email": OLD})
    to_her = [(mail.subject, mail.body) for mail in sent() if mail.to == [OLD]]
    assert [subject for subject, _body in to_her] == [
        "An email address has been added",
        "Your email address has been changed",
        "An email address has been removed",
    ]
    assert "thief@fenland.example has been added" in to_her[0][1]
    assert "Tell the lead of your collaborative at once" in to_her[-1][1]
    noted = SecurityEntry.objects.filter(kind="credentials_changed", by=amina.uid).order_by("id")
    changes = ["email_added", "email_changed", "email_deleted"]
    assert [each.details["what"] for each in noted] == changes


@pytest.mark.parametrize("change", ["added", "removed"])
def test_a_change_that_cannot_be_told_is_not_made(
    client: Client,
    amina_with_two: Person,
    link: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
    change: str,
) -> None:
    client.post(ADDRESSES, {"action_add": "", "email": "amina@kingsholm.example"})
    before = set(EmailAddress.objects.values_list("email", flat=True))
    entries = SecurityEntry.objects.count()
    confirm = link()

    def fail(*args: object, **kwargs: object) -> None:
        raise OSError("cut off")

    monkeypatch.setattr(AccountAdapter, "send_mail", fail)
    client.raise_request_exception = False
    if change == "added":
        answer = client.post(confirm)
    else:
        answer = client.post(ADDRESSES, {"action_remove": "", "email": NEW})
    assert answer.status_code == 500
    assert set(EmailAddress.objects.values_list("email", flat=True)) == before
    assert SecurityEntry.objects.count() == entries


def test_five_are_enough(client: Client, amina: Person) -> None:
    for number in range(4):
        email = f"amina{number}@fenland.example"
        EmailAddress.objects.create(user=amina, email=email, verified=True)
    sign_in(client, amina.email)
    answer = client.post(ADDRESSES, {"action_add": "", "email": NEW})
    assert "Remove one before you add another" in words(answer.content.decode())
    answer = client.post(f"{ADDRESSES}add/{key_for(amina, NEW)}/", follow=True)
    assert "Remove one before you add another" in words(answer.content.decode())
    assert EmailAddress.objects.count() == 5


def test_who_left_the_computer_alone_is_asked_before_an_address_is_added(
    client: Client, amina: Person
) -> None:
    """Whoever adds an address can take over the account."""
    client.force_login(amina)
    data = {"action_add": "", "email": "thief@example.org"}
    answer = client.post(ADDRESSES, data, follow=True)
    assert "Is it still you?" in words(answer.content.decode())
    assert EmailAddress.objects.count() == 1
    wrong = client.post("/accounts/reauthenticate/", {"password": "not the password"})
    assert "This is not your password" in words(wrong.content.decode())


@pytest.fixture(params=["main", "not yet confirmed", "further"])
def bens(request: pytest.FixtureRequest, db: None) -> str:
    """An address of Ben's account."""
    email = "ben@kingsholm.example"
    first = "ben@fenland.example" if request.param == "further" else email
    ben = Person.objects.create_user(first, PASSWORD, name="Ben")
    proven = request.param != "not yet confirmed"
    EmailAddress.objects.create(user=ben, email=email, verified=proven, primary=first == email)
    return email


def test_who_asks_for_somebody_elses_address_learns_nothing_and_its_owner_does(
    client: Client, amina: Person, bens: str
) -> None:
    other = Client()
    for each, email in ((client, bens), (other, NEW)):
        sign_in(each, amina.email)
        add(each, email)
    pages = [page_of(each).replace(email, "…") for each, email in ((client, bens), (other, NEW))]
    assert pages[0] == pages[1]
    assert "We have sent a mail to …." in pages[0]

    told, _asked = sent()
    assert told.to == [bens]
    assert told.subject == "Somebody tried to add your address to another account"
    assert "nothing has changed" in told.body
    assert "/accounts/email/add/" not in told.body
    assert amina.email not in told.body
    assert not EmailAddress.objects.filter(user=amina, email=bens).exists()


def test_a_link_says_so_if_another_account_has_the_address_meanwhile(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    sign_in(client, amina.email)
    add(client, NEW)
    ben = Person.objects.create_user("ben@kingsholm.example", PASSWORD, name="Ben")
    EmailAddress.objects.create(user=ben, email=NEW, verified=True)
    for answer in (client.get(link()), client.post(link())):
        assert f"Another account has begun to use {NEW}" in words(answer.content.decode())
    assert EmailAddress.objects.get(email=NEW).user == ben


def test_of_two_who_prove_an_address_at_the_same_moment_one_has_it(
    client: Client, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later one passed the look for another account before the earlier one was saved."""
    ben = Person.objects.create_user("ben@kingsholm.example", PASSWORD, name="Ben")
    EmailAddress.objects.create(user=ben, email=NEW, verified=True)
    monkeypatch.setattr(actions, "people_of_address", lambda email: Person.objects.none())
    with pytest.raises(actions.AddressTaken):
        actions.add_address(by=amina, email=NEW)
    assert EmailAddress.objects.get(email=NEW).user == ben


def test_a_link_that_is_old_or_changed_says_so(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    sign_in(client, amina.email)
    add(client, NEW)
    changed = link().replace("add/", "add/x")
    assert "a part of it is missing" in words(client.post(changed).content.decode())
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        sign_in(client, amina.email)
        assert "older than three days" in words(client.post(link()).content.decode())
    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_a_link_followed_twice_says_that_the_address_is_theirs(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    sign_in(client, amina.email)
    add(client, NEW)
    confirm = link()
    client.post(confirm)
    answer = client.get(confirm, follow=True)
    assert f"{NEW} is one of your addresses." in words(answer.content.decode())


def test_a_link_that_is_followed_later_asks_once_more_who_it_is(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    """What its owner removed is not put back by whoever finds the browser open."""
    sign_in(client, amina.email)
    add(client, NEW)
    confirm = link()
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        asked = client.post(confirm)
        assert asked.url == f"/accounts/reauthenticate/?next={quote(confirm, safe='')}"
        assert not EmailAddress.objects.filter(email=NEW).exists()
        client.post(asked.url, {"password": PASSWORD, "next": confirm})
        assert EmailAddress.objects.get(email=NEW).verified


def test_a_second_mail_waits_a_few_minutes(client: Client, amina: Person) -> None:
    sign_in(client, amina.email)
    add(client, NEW)
    answer = client.post(ADDRESSES, {"action_add": "", "email": NEW}, follow=True)
    assert "Wait a few minutes, then try again" in words(answer.content.decode())
    assert len(sent()) == 1


def test_an_address_with_which_an_account_was_opened_meanwhile_cannot_be_main(
    client: Client, amina_with_two: Person
) -> None:
    """By somebody who never follows the link that we send them."""
    Person.objects.create_user(NEW, PASSWORD, name="Mallory")
    answer = client.post(ADDRESSES, {"action_primary": "", "email": NEW}, follow=True)
    assert f"{NEW} belongs to another account" in words(answer.content.decode())
    main = EmailAddress.objects.get(user=amina_with_two, primary=True)
    amina_with_two.refresh_from_db()
    assert main.email == amina_with_two.email == OLD


def test_signing_up_with_an_address_that_is_somebodys_further_one_makes_no_account(
    client: Client, amina_with_two: Person
) -> None:
    caches["default"].clear()
    data = {"name": "Mallory", "email": NEW, "password1": PASSWORD}
    Client().post("/accounts/signup/", data)
    assert Person.objects.count() == 1
    assert sent()[-1].subject == "You have an account already"


def test_a_mistyped_new_address_gives_its_owner_no_account(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    """Who has the mailbox has the link, but not Amina's password, and gets none."""
    sign_in(client, amina.email)
    add(client, "stranger@fenland.example")
    confirm = link()
    stranger = Client()

    stranger.post("/accounts/password/reset/", {"email": "stranger@fenland.example"})
    assert "password/reset/key" not in sent()[-1].body
    answer = stranger.get(confirm)
    assert answer.url == f"/accounts/login/?next={quote(confirm)}"
    assert stranger.post(confirm).url.startswith("/accounts/login/")
    Person.objects.create_user("mallory@fenland.example", PASSWORD, name="Mallory")
    stranger.force_login(Person.objects.get(name="Mallory"))
    answer = stranger.post(confirm)
    assert "asked for by another account" in words(answer.content.decode())
    assert not EmailAddress.objects.filter(email="stranger@fenland.example").exists()

    elsewhere = Client()
    sign_in(elsewhere, amina.email, next=confirm)
    elsewhere.post(elsewhere.post(confirm).url, {"password": PASSWORD, "next": confirm})
    assert EmailAddress.objects.get(email="stranger@fenland.example").verified


def test_an_address_that_somebody_only_asked_to_add_is_free(
    client: Client, amina: Person, link: Callable[[], str]
) -> None:
    sign_in(client, amina.email)
    add(client, "ben@kingsholm.example")
    mistaken = link()
    caches["default"].clear()
    ben = {"name": "Ben Hughes", "email": "ben@kingsholm.example", "password1": PASSWORD}
    Client().post("/accounts/signup/", ben)
    assert sent()[-1].subject == "Confirm your email address"
    Client().post(link())
    answer = client.post(mistaken)
    assert "Another account has begun to use" in words(answer.content.decode())
    owner = EmailAddress.objects.get(email="ben@kingsholm.example", verified=True).user
    assert owner.name == "Ben Hughes"
