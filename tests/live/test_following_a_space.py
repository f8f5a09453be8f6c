"""A page follows a space of the real database: who may, from where, and until when."""

import asyncio
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from collab.base.accounts.models import Person, Session
from collab.base.accounts.sessions import SessionStore
from collab.base.live import hub as hubs
from collab.base.live.hub import SESSION_ENDED
from collab.base.live.source import FACILITATOR, MEMBER, PUBLIC
from collab.base.live.threads import in_thread
from networks.actions.organisations import end_affiliation
from networks.actions.places import end_place, give_place
from networks.ledger import head_of
from networks.live import LedgerSource
from networks.models import Affiliation, Place
from tests.world import World

from .browser import Browser, awrite
from .conftest import session_key

SEES = {
    "member of another organisation": {"surgery", "medicines", "fellows"},
    "ex-member": {"surgery"},
    "signed-up": {"surgery"},
    "guest": {"surgery", "falls", "group"},
    "expired guest": {"surgery"},
    "member": {"surgery", "medicines", "fellows", "falls", "ward"},
    "facilitator": {"surgery", "medicines", "fellows", "falls", "ward"},
    "lead": {"surgery", "medicines", "fellows", "falls"},
    "steward": {"surgery", "medicines", "fellows", "stewards", "group"},
}
NAMES = ["falls", "surgery", "medicines", "fellows", "stewards", "ward", "group"]


async def test_people_follow_exactly_the_spaces_that_they_see(world: World) -> None:
    people = await in_thread(lambda: world.people)
    for who, sees in SEES.items():
        browser = await Browser.of(people[who])
        for name in NAMES:
            space = getattr(world, name)
            _, head = await in_thread(head_of, space.stream)
            await browser.watch(space.stream, after=head)
            told = await browser.hear_any()
            assert told["type"] == ("watching" if name in sees else "closed"), (who, name)
        await browser.leave()


@pytest.mark.same_everywhere
async def test_nobody_follows_what_is_another_persons(world: World) -> None:
    ben = await Browser.of(world.ben)
    await ben.watch(f"p:{world.amina.uid}")
    await ben.hear("closed")
    await ben.leave()


async def test_what_is_written_is_heard_by_all_who_follow(world: World) -> None:
    _, head = await in_thread(head_of, world.falls.stream)
    browsers = [await Browser.of(each) for each in (world.amina, world.ben, world.lead)]
    for browser in browsers:
        await browser.watch(world.falls.stream, after=head)
        await browser.hear("watching")
    seqs = [await awrite(world.falls, world.amina) for _ in range(3)]
    for browser in browsers:
        assert await browser.hear_up_to(seqs[-1]) == seqs
        await browser.leave()


async def test_one_event_costs_the_same_queries_however_many_follow(world: World) -> None:
    """Counted over every thread by the source that reads; the hub asks nobody else."""
    _, head = await in_thread(head_of, world.falls.stream)
    costs = []
    for count in (1, 12):
        browsers = [await Browser.of(world.amina) for _ in range(count)]
        for browser in browsers:
            await browser.watch(world.falls.stream, after=head)
            await browser.hear("watching")
        asked = Counting(hubs._hub._source)
        hubs._hub._source = asked
        head = await awrite(world.falls, world.amina)
        for browser in browsers:
            await browser.hear_up_to(head)
        costs.append(asked.queries)
        hubs._hub._source = asked.source
        for browser in browsers:
            await browser.leave()
    assert costs[0] >= costs[1] >= 1


class Counting:
    """A source that counts the queries of another."""

    def __init__(self, source: LedgerSource) -> None:
        self.source = source
        self.queries = 0

    def __getattr__(self, name: str):
        ask = getattr(self.source, name)

        def counted(*args):
            with CaptureQueriesContext(connection) as captured:
                answer = ask(*args)
            self.queries += len(captured)
            return answer

        return counted


async def test_who_is_put_out_of_a_space_hears_nothing_written_after(world: World) -> None:
    _, head = await in_thread(head_of, world.falls.stream)
    guest, amina = await Browser.of(world.guest), await Browser.of(world.amina)
    for browser in (guest, amina):
        await browser.watch(world.falls.stream, after=head)
        await browser.hear("watching")
    place = await in_thread(Place.objects.current().get, space=world.falls, person=world.guest)
    await in_thread(end_place, by=world.lead, place=place)
    last = await awrite(world.falls, world.amina)
    await guest.hear("closed")
    assert await guest.hears_nothing()
    await amina.hear_up_to(last)
    for browser in (guest, amina):
        await browser.leave()


async def test_who_leaves_an_organisation_is_closed_within_two_seconds(world: World) -> None:
    ben = await Browser.of(world.ben)
    _, head = await in_thread(head_of, world.falls.stream)
    await ben.watch(world.falls.stream, after=head)
    await ben.hear("watching")
    affiliation = await in_thread(Affiliation.objects.confirmed().get, person=world.ben)
    await in_thread(end_affiliation, by=world.steward, affiliation=affiliation)
    await ben.hear("closed", seconds=2)
    await ben.leave()


@pytest.mark.same_everywhere
async def test_signing_out_closes_the_socket_at_the_next_look(world: World) -> None:
    ben = await Browser.of(world.ben)
    _, head = await in_thread(head_of, world.falls.stream)
    await ben.watch(world.falls.stream, after=head)
    await ben.hear("watching")
    await in_thread(Session.objects.all().delete)
    hubs.hear(hubs.ACCESS, 0)
    assert await ben.is_closed_with(2) == SESSION_ENDED


def nearly_expired(person: Person) -> str:
    """Sign somebody in who then leaves their browser alone until two seconds are left."""
    key = session_key(person)
    ends = timezone.now() + timedelta(seconds=2)
    Session.objects.filter(pk=key).update(seen_at=ends - Session.IDLE, expire_date=ends)
    return key


def use(key: str) -> None:
    """As a request in the session does."""
    session = SessionStore(key)
    session.load()
    session.used(timezone.now())


@pytest.mark.same_everywhere
async def test_an_idle_session_that_expires_closes_its_socket_long_before_the_heartbeat(
    world: World, settings: Settings
) -> None:
    settings.LIVE_HEARTBEAT_SECONDS = 60
    ben = Browser(await in_thread(nearly_expired, world.ben))
    assert await ben.opens()
    _, head = await in_thread(head_of, world.falls.stream)
    await ben.watch(world.falls.stream, after=head)
    await ben.hear("watching")
    assert await ben.is_closed_with(4) == SESSION_ENDED


@pytest.mark.same_everywhere
async def test_nothing_written_after_a_session_expired_reaches_its_page(
    world: World, settings: Settings
) -> None:
    settings.LIVE_HEARTBEAT_SECONDS = 60
    key = await in_thread(nearly_expired, world.ben)
    ben, amina = Browser(key), await Browser.of(world.amina)
    assert await ben.opens()
    _, head = await in_thread(head_of, world.falls.stream)
    for browser in (ben, amina):
        await browser.watch(world.falls.stream, after=head)
        await browser.hear("watching")
    session = await in_thread(Session.objects.get, pk=key)
    await asyncio.sleep((session.expire_date - timezone.now()).total_seconds())
    last = await awrite(world.falls, world.amina)
    await amina.hear_up_to(last)
    assert await ben.is_closed_with(4) == SESSION_ENDED
    await amina.leave()


@pytest.mark.same_everywhere
async def test_a_page_whose_person_put_off_the_end_of_their_session_misses_nothing(
    world: World, settings: Settings
) -> None:
    settings.LIVE_HEARTBEAT_SECONDS = 60
    key = await in_thread(nearly_expired, world.ben)
    ben = Browser(key)
    assert await ben.opens()
    _, head = await in_thread(head_of, world.falls.stream)
    await ben.watch(world.falls.stream, after=head)
    await ben.hear("watching")
    session = await in_thread(Session.objects.get, pk=key)
    await in_thread(use, key)
    seqs = []
    while timezone.now() < session.expire_date + timedelta(seconds=0.3):
        seqs.append(await awrite(world.falls, world.amina))
        await asyncio.sleep(0.02)
    assert await ben.hear_up_to(seqs[-1]) == seqs
    assert await ben.hears_nothing()
    await ben.leave()


def test_a_seat_says_the_role_and_when_a_guest_has_to_leave(world: World) -> None:
    people = {
        name: getattr(world, name)
        for name in ("amina", "facilitator", "lead", "guest", "outsider", "expired_guest")
    }
    seats = LedgerSource().audience(world.falls.stream, [each.pk for each in people.values()])
    roles = {name: seats[each.pk].role for name, each in people.items() if each.pk in seats}
    assert roles == {
        "amina": MEMBER,
        "facilitator": FACILITATOR,
        "lead": FACILITATOR,
        "guest": MEMBER,
    }
    until = Place.objects.current().get(space=world.falls, person=world.guest).guest_until
    assert seats[world.guest.pk].until == until > timezone.now()
    assert seats[world.amina.pk].until is None


def test_a_guest_of_what_everybody_sees_does_not_have_to_leave(world: World) -> None:
    give_place(
        by=world.lead,
        space=world.surgery,
        person=world.guest,
        role=Place.Role.CONTRIBUTOR,
        guest_until=timezone.now() + timezone.timedelta(days=1),
    )
    seat = LedgerSource().audience(world.surgery.stream, [world.guest.pk])[world.guest.pk]
    assert (seat.role, seat.until is None, seat.then) == (MEMBER, False, PUBLIC)


@pytest.mark.parametrize("count", [1, 8])
def test_an_audience_takes_the_same_queries_whatever_its_size(
    world: World, count: int, django_assert_max_num_queries
) -> None:
    people = [person.pk for person in world.people.values() if person.pk][:count]
    with django_assert_max_num_queries(10):
        LedgerSource().audience(world.falls.stream, people)


def test_rows_head_and_access_epoch_come_in_one_statement(
    world: World, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        pulled = LedgerSource().pull(world.falls.stream, 0, 100)
    assert pulled.events
    assert [event.seq for event in pulled.events] == list(range(1, pulled.head + 1))
    with django_assert_num_queries(1):
        heads = LedgerSource().heads([space.stream for space in world.spaces])
    assert heads.streams[world.falls.stream] == (pulled.stream_epoch, pulled.head)
    assert heads.access_epoch == pulled.access_epoch > 0
