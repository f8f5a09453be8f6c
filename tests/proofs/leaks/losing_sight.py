"""Each way of losing sight of a space, through the product's own actions."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.utils import timezone

from collab.base.accounts.actions import end_session
from collab.base.accounts.addresses import address_has_gone
from collab.base.accounts.models import Person, Session
from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope
from networks.actions.by_domain import join_by_domain, move_affiliation
from networks.actions.collaboratives import admit_organisation, end_membership
from networks.actions.domains import confirm_domain, list_domain, take_domain_away
from networks.actions.organisations import (
    add_organisation,
    close_organisation,
    end_affiliation,
)
from networks.actions.places import end_place, give_place
from networks.actions.spaces import describe_space
from networks.actions.suspending import suspend_person
from networks.jobs import look_after_proofs
from networks.ledger import head_of
from networks.models import Affiliation, EmailDomain, LedgerRow, Place, Space, StreamHead
from tests.live.servers import Visitor, as_a_page
from tests.world import World, again, join, sign_up

UNTIL_TIME_IS_UP = timedelta(seconds=4)


@dataclass
class LosingSight:
    """Somebody who sees a space, and will not.

    Args:
        how: in words.
        visitor: they, signed in.
        space: what they see.
        act: what takes their sight away, given a server's address.
        over_http: it is asked of a server, so that its transaction is the server's.
    """

    how: str
    visitor: Visitor
    space: Space
    act: Callable[[str], object]
    over_http: bool = False

    def happen(self, address: str) -> int:
        """Take it away; returns the last number of the space's stream that was committed before.

        Whoever writes meanwhile waits for the stream's head, and goes on the moment that it is so.
        """
        if self.over_http:
            self.act(address)
            return head_of(self.space.stream)[1]
        with transaction.atomic():
            StreamHead.objects.select_for_update().get(stream=self.space.stream)
            self.act(address)
            return head_of(self.space.stream)[1]


@dataclass
class TimeIsUp(LosingSight):
    """Somebody whose sight ends by the clock.

    Args:
        ends: when.
    """

    ends: datetime = field(kw_only=True)
    act: Callable[[str], object] = lambda _: None

    def happen(self, address: str) -> int:
        """Wait until it is; what was written at that moment or later counts as afterwards."""
        left = (self.ends - timezone.now()).total_seconds()
        time.sleep(max(0, left))  # it is by their own clocks that two servers must notice
        rows = LedgerRow.objects.filter(stream=self.space.stream, at__lt=self.ends)
        return max(rows.values_list("seq", flat=True))


def removed(world: World, name: str) -> LosingSight:
    person = invited(world, name)
    return LosingSight(name, Visitor(person), world.falls, lambda _: take_place(world, person))


def suspended(world: World, name: str) -> LosingSight:
    person = invited(world, name)
    act = lambda _: suspend_person(by=world.steward, person=person)  # noqa: E731
    return LosingSight(name, Visitor(person), world.falls, act)


def signed_out(world: World, name: str) -> LosingSight:
    visitor = Visitor(invited(world, name))
    return LosingSight(
        name, visitor, world.falls, lambda address: sign_out(visitor, address), over_http=True
    )


def password_changed(world: World, name: str) -> LosingSight:
    person = invited(world, name)
    act = lambda _: get_adapter().set_password(again(person), "another horse battery")  # noqa: E731
    return LosingSight(name, Visitor(person), world.falls, act)


def session_ended(world: World, name: str) -> LosingSight:
    person = invited(world, name)
    visitor = Visitor(person)

    def act(_: str) -> None:
        uid = Session.objects.of(person).get().uid
        assert end_session(by=person, uid=uid, address=None)

    return LosingSight(name, visitor, world.falls, act)


def made_private(world: World, name: str) -> LosingSight:
    describe_as(world, "network")
    person = sign_up(name)
    join(person, world.fenland, by=world.steward)
    act = lambda _: describe_as(world, "members")  # noqa: E731
    return LosingSight(name, Visitor(person), world.medicines, act)


def guest_expired(world: World, name: str) -> LosingSight:
    person = sign_up(name)
    until = timezone.now() + UNTIL_TIME_IS_UP
    place(world, person, guest_until=until)
    return TimeIsUp(name, Visitor(person), world.falls, ends=until)


def session_expired(world: World, name: str) -> LosingSight:
    person = invited(world, name)
    visitor = Visitor(person)
    ends = timezone.now() + UNTIL_TIME_IS_UP
    Session.objects.of(person).update(expire_date=ends)
    return TimeIsUp(name, visitor, world.falls, ends=ends)


def token_expired(world: World, name: str) -> LosingSight:
    person = invited(world, name)
    token, secret = make_token(
        by=person, name=name, scopes=[Scope.FOLLOW], lifetime=UNTIL_TIME_IS_UP
    )
    visitor = Visitor(person)
    visitor.listens_with = {"Authorization": f"Bearer {secret}"}
    return TimeIsUp(name, visitor, world.falls, ends=token.expiry)


def left_organisation(world: World, name: str) -> LosingSight:
    person = sign_up(name)
    affiliation = join(person, world.severnside, by=world.steward)
    act = lambda _: end_affiliation(by=person, affiliation=affiliation)  # noqa: E731
    return LosingSight(name, Visitor(person), world.falls, act)


def organisation_left(world: World, name: str) -> LosingSight:
    organisation = add_organisation(by=world.steward, name=name, kind="acute")
    membership = admit_organisation(
        by=world.steward, collaborative=world.west, organisation=organisation
    )
    person = sign_up(name)
    join(person, organisation, by=world.steward)
    act = lambda _: end_membership(by=world.steward, membership=membership)  # noqa: E731
    return LosingSight(name, Visitor(person), world.falls, act)


def by_address(world: World, name: str) -> tuple[Person, Affiliation, EmailDomain]:
    """Somebody who joined an organisation of the collaborative by an address at its domain."""
    organisation = add_organisation(by=world.steward, name=name, kind="acute")
    admit_organisation(by=world.steward, collaborative=world.west, organisation=organisation)
    domain = list_domain(
        by=world.steward, organisation=organisation, domain=f"{organisation.uid}.example"
    )
    confirm_domain(by=world.steward, domain=domain)
    person = sign_up(name)
    person.emailaddress_set.create(email=f"a@{domain.domain}", verified=True)
    affiliation = join_by_domain(by=person, organisation=organisation)
    assert affiliation
    return again(person), affiliation, domain


def address_removed(world: World, name: str) -> LosingSight:
    person, _affiliation, domain = by_address(world, name)

    def act(_: str) -> None:
        person.emailaddress_set.filter(email__endswith=domain.domain).delete()
        address_has_gone(person)

    return LosingSight(name, Visitor(person), world.falls, act)


def domain_taken_away(world: World, name: str) -> LosingSight:
    person, _affiliation, domain = by_address(world, name)
    act = lambda _: take_domain_away(by=world.steward, domain=domain)  # noqa: E731
    return LosingSight(name, Visitor(person), world.falls, act)


def proof_over(world: World, name: str) -> LosingSight:
    person, affiliation, _domain = by_address(world, name)

    def act(_: str) -> None:
        year_ago = timezone.now() - Affiliation.VERIFIED_FOR
        Affiliation.objects.filter(pk=affiliation.pk).update(verified_at=year_ago)
        look_after_proofs.func()

    return LosingSight(name, Visitor(person), world.falls, act)


def ended_by_organisation(world: World, name: str) -> LosingSight:
    person = sign_up(name)
    affiliation = join(person, world.kingsholm, by=world.steward)
    act = lambda _: end_affiliation(by=world.ben, affiliation=affiliation)  # noqa: E731
    return LosingSight(name, Visitor(person), world.falls, act)


def moved_away(world: World, name: str) -> LosingSight:
    person = sign_up(name)
    affiliation = join(person, world.severnside, by=world.steward)
    act = lambda _: move_affiliation(  # noqa: E731
        by=person, affiliation=affiliation, organisation=world.fenland
    )
    return LosingSight(name, Visitor(person), world.falls, act)


def organisation_closed(world: World, name: str) -> LosingSight:
    person, affiliation, _domain = by_address(world, name)
    act = lambda _: close_organisation(  # noqa: E731
        by=world.steward, organisation=affiliation.organisation
    )
    return LosingSight(name, Visitor(person), world.falls, act)


WAYS: dict[str, Callable[[World, str], LosingSight]] = {
    "Removed": removed,
    "Suspended": suspended,
    "Signed out": signed_out,
    "Password changed": password_changed,
    "Session ended": session_ended,
    "Space made private": made_private,
    "Organisation left by its person": left_organisation,
    "Ended by the organisation": ended_by_organisation,
    "Moved to another organisation": moved_away,
    "Organisation closed": organisation_closed,
    "Address removed": address_removed,
    "Domain taken away": domain_taken_away,
    "Address not proven for a year": proof_over,
    "Collaborative left by the organisation": organisation_left,
    "Guest expired": guest_expired,
    "Session expired": session_expired,
    "Token expired": token_expired,
}
BY_THE_CLOCK = {"Guest expired", "Session expired", "Token expired"}


def invited(world: World, name: str) -> Person:
    person = sign_up(name)
    place(world, person)
    return again(person)


def place(world: World, person: Person, **until: object) -> None:
    role = Place.Role.CONTRIBUTOR
    give_place(by=world.lead, space=world.falls, person=person, role=role, **until)  # type: ignore[arg-type]


def take_place(world: World, person: Person) -> None:
    held = Place.objects.current().get(space=world.falls, person=person)
    end_place(by=world.lead, place=held)


def describe_as(world: World, visible: str) -> None:
    space = Space.objects.get(pk=world.medicines.pk)
    describe_space(
        by=world.lead,
        space=space,
        name=space.name,
        purpose=space.purpose,
        visible_to_whom=visible,
        started_from=space.version,
    )


def sign_out(visitor: Visitor, address: str) -> None:
    """As the button in the header does."""
    server = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    head = as_a_page(visitor.cookie, address) | {"Accept": "text/html"}
    server.request("POST", "/accounts/logout/", headers=head)
    response = server.getresponse()
    response.read()
    server.close()
    assert response.status == 302, response.status
