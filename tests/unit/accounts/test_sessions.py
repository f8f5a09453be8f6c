"""How long somebody stays signed in, and where."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.accounts.models import Person, Session
from collab.base.security.models import SecurityEntry
from tests.unit.ui.markup import elements, words
from tests.world import again, sign_up

from .test_signing_in import is_signed_in, sign_in

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Clock:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = timezone.now()
        monkeypatch.setattr(timezone, "now", lambda: self.now)

    def goes_on(self, by: timedelta) -> datetime:
        self.now += by
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    return Clock(monkeypatch)


def test_who_does_nothing_for_thirty_minutes_is_signed_out(
    client: Client, amina: Person, clock: Clock
) -> None:
    sign_in(client, amina.email)
    clock.goes_on(29 * MINUTE)
    assert is_signed_in(client)
    clock.goes_on(29 * MINUTE)
    assert is_signed_in(client)
    clock.goes_on(31 * MINUTE)
    assert not is_signed_in(client)


def test_after_twelve_hours_even_who_is_busy_signs_in_again(
    client: Client, amina: Person, clock: Clock
) -> None:
    sign_in(client, amina.email)
    for _turn in range(35):
        clock.goes_on(20 * MINUTE)
        assert is_signed_in(client)
    clock.goes_on(21 * MINUTE)
    assert not is_signed_in(client)


def test_on_ones_own_device_both_are_longer(client: Client, amina: Person, clock: Clock) -> None:
    sign_in(client, amina.email, own_device="on")
    clock.goes_on(13 * DAY)
    assert is_signed_in(client)
    clock.goes_on(13 * DAY)
    assert is_signed_in(client)
    clock.goes_on(5 * DAY)
    assert not is_signed_in(client)


def test_only_ones_own_device_remembers_one_when_its_browser_is_closed(
    client: Client, amina: Person
) -> None:
    sign_in(client, amina.email)
    assert not client.cookies["sessionid"]["max-age"]
    own = Client()
    sign_in(own, amina.email, own_device="on")
    assert own.cookies["sessionid"]["max-age"] == pytest.approx(30 * DAY.total_seconds(), abs=60)


def test_reading_on_costs_one_write_a_minute_at_most(
    client: Client, amina: Person, clock: Clock
) -> None:
    sign_in(client, amina.email)
    seen = Session.objects.get(person=amina).seen_at
    clock.goes_on(59 * timedelta(seconds=1))
    is_signed_in(client)
    assert Session.objects.get(person=amina).seen_at == seen
    later = clock.goes_on(2 * timedelta(seconds=1))
    is_signed_in(client)
    assert Session.objects.get(person=amina).seen_at == later


def test_one_sees_where_one_is_signed_in_and_ends_one(amina: Person) -> None:
    here, there = Client(), Client(headers={"user-agent": FIREFOX})
    for each in (here, there):
        sign_in(each, amina.email)
    page = here.get("/me/sign-in").content.decode()
    assert "Firefox on Windows" in words(page)
    assert "this browser" in words(page)
    (end,) = [form for form in elements(page, "form") if form["action"].endswith("/end")]

    before = access_epoch()
    answer = here.post(end["action"], follow=True)
    assert "That browser is signed out." in words(answer.content.decode())
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert access_epoch() > before
    assert SecurityEntry.objects.filter(kind="session_ended", by=amina.uid).count() == 1


def test_one_ends_all_others_at_once(amina: Person) -> None:
    here, *others = (Client() for _ in range(3))
    for each in (here, *others):
        sign_in(each, amina.email)
    here.post("/me/sessions/end-others")
    assert is_signed_in(here)
    assert not any(is_signed_in(each) for each in others)


def test_nobody_ends_a_session_of_somebody_else(client: Client, amina: Person) -> None:
    sign_in(client, amina.email)
    ben = Person.objects.create_user("ben@kingsholm.example", "a password", name="Ben Hughes")
    thief = Client()
    thief.force_login(ben)
    uid = Session.objects.get(person=amina).uid
    assert thief.post(f"/me/sessions/{uid}/end").status_code == 404
    assert is_signed_in(client)


def test_signing_in_takes_a_new_key_so_that_a_planted_one_is_worth_nothing(
    client: Client, amina: Person
) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client, amina.email)
    assert client.cookies["sessionid"].value != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert not is_signed_in(thief)


def test_the_day_on_which_somebody_was_here_last_is_known(client: Client) -> None:
    nadia = sign_up("Nadia Rahman")
    with time_machine.travel("2026-11-03 23:50Z", tick=False) as clock:
        client.force_login(nadia)
        clock.move_to("2026-11-03 23:55Z")
        client.get("/")
        assert again(nadia).active_on == date(2026, 11, 3)
        clock.move_to("2026-11-04 00:02Z")
        client.get("/")
    assert again(nadia).active_on == date(2026, 11, 4)
