"""Two who accept at the same moment, in one browser and another."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, transaction

from collab.base.accounts.models import Person
from networks.actions.beginning import AlreadyThere, Closed
from networks.actions.by_domain import NoAddressThere, join_by_domain
from networks.actions.domains import confirm_domain, list_domain, take_domain_away
from networks.actions.invitation_batches import Wanted, invite_many, send_batch
from networks.actions.invitations import invite, withdraw_invitation
from networks.actions.organisations import close_organisation, request_affiliation
from networks.actions.taking_up import NotValidAnyMore, take_up_invitation
from networks.models import Affiliation, Invitation
from tests.world import a_world, again, sign_up

AT_ONCE = 4
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def all_at_once(acts: Sequence[Callable[[], object]]) -> list[object]:
    """What each gave, or the refusal that it met."""
    together = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        try:
            together.wait(timeout=10)
            return act()
        except (NotValidAnyMore, AlreadyThere, NoAddressThere) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(do, acts))


def accepts(person: Person, invitation: Invitation) -> Callable[[], object]:
    return lambda: take_up_invitation(by=again(person), invitation=invitation)


def test_of_many_who_accept_one_link_at_once_one_wins_and_the_others_are_told() -> None:
    world, ada = a_world(), sign_up("Ada Mensah")
    invitation = invite(by=world.ben, to=ada.email, organisation=world.kingsholm, role="member")
    met = all_at_once([accepts(ada, invitation)] * AT_ONCE)
    assert sum(isinstance(each, Affiliation) for each in met) == 1
    assert sum(isinstance(each, NotValidAnyMore) for each in met) == AT_ONCE - 1
    assert Affiliation.objects.filter(person=ada).count() == 1


def test_of_many_first_safety_leads_at_once_one_belongs_and_answers_the_others() -> None:
    world = a_world()
    people = [sign_up(f"Nurse {number}") for number in range(AT_ONCE)]
    through = {"by": world.lead, "collaborative": world.west, "organisation": world.severnside}
    met = all_at_once(
        [
            accepts(each, invite(**through, to=each.email.lower(), role="safety_lead"))
            for each in people
        ]
    )
    assert sum(each.confirmed_at is not None for each in met) == 1  # type: ignore[attr-defined]


def test_withdrawing_and_accepting_at_once_ends_in_one_of_the_two() -> None:
    world, ada = a_world(), sign_up("Ada Mensah")
    invitation = invite(by=world.ben, to=ada.email, organisation=world.kingsholm, role="member")

    def withdraws() -> object:
        return withdraw_invitation(by=again(world.ben), invitation=invitation)

    met = all_at_once([accepts(ada, invitation), withdraws])
    assert sum(not isinstance(each, Exception) for each in met) == 1
    invitation.refresh_from_db()
    assert (invitation.taken_up_at is None) != (invitation.revoked_at is None)


def test_many_sent_while_they_accept_wait_for_no_deadlock() -> None:
    world = a_world()
    people = [sign_up(f"Nurse {number}") for number in range(12)]
    sent = [
        invite(by=world.ben, to=each.email.lower(), organisation=world.kingsholm, role="member")
        for each in people
    ]
    Invitation.objects.update(sent_at="2026-01-01T00:00Z")
    batches = []
    for order in (1, -1):
        with transaction.atomic():
            rows = [
                Wanted(n, each.email.lower(), "", world.kingsholm, "member")
                for n, each in enumerate(people[::order], 1)
            ]
            batches.append(invite_many(by=world.ben, rows=rows, organisation=world.kingsholm))

    def accept_all() -> None:
        for person, invitation in zip(people[::-1], sent[::-1], strict=True):
            take_up_invitation(by=again(person), invitation=invitation)

    all_at_once(
        [
            lambda: send_batch.func(uid=batches[0].uid),
            lambda: send_batch.func(uid=batches[1].uid),
            accept_all,
        ]
    )
    assert Affiliation.objects.confirmed().filter(person__in=people).count() == len(people)
    for batch in batches:
        assert batch.counts()["pending"] == 0


@pytest.mark.parametrize("ends", ["domain", "organisation"])
def test_who_joins_while_the_domain_or_the_organisation_goes_is_let_in_no_more(ends: str) -> None:
    world = a_world()
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain="kingsholm.nhs.uk")
    domain = confirm_domain(by=world.steward, domain=listed)
    nadia = world.signed_up
    nadia.emailaddress_set.create(email="nadia@kingsholm.nhs.uk", verified=True)
    gone = Event()

    def goes() -> object:
        with transaction.atomic():
            if ends == "domain":
                take_domain_away(by=again(world.ben), domain=domain)
            else:
                close_organisation(by=again(world.steward), organisation=world.kingsholm)
            gone.set()
            sleep(1)  # nobody can see it yet, and whoever joins waits
        return None

    def joins() -> object:
        assert gone.wait(timeout=10)
        return join_by_domain(by=again(nadia), organisation=world.kingsholm)

    met = all_at_once([goes, joins])
    assert isinstance(met[1], NoAddressThere | Closed)
    assert not Affiliation.objects.current().filter(person=nadia).exists()


def test_who_asks_to_join_in_another_window_while_they_accept_belongs() -> None:
    world, ada = a_world(), sign_up("Ada Mensah")
    invitation = invite(by=world.ben, to=ada.email, organisation=world.kingsholm, role="sponsor")
    asked = Event()

    def asks() -> object:
        with transaction.atomic():
            request_affiliation(by=again(ada), organisation=world.kingsholm)
            asked.set()
            sleep(1)  # nobody can see it yet
        return None

    def accepted() -> object:
        assert asked.wait(timeout=10)
        return accepts(ada, invitation)()

    all_at_once([asks, accepted])
    affiliation = Affiliation.objects.confirmed().get(person=ada)
    assert (affiliation.role, affiliation.how) == ("sponsor", "invitation")
