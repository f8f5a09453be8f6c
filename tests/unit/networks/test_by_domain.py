"""Belonging by an address: joining, proving it anew, and every way in which it ends."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.accounts.addresses import address_has_gone
from collab.base.accounts.models import Person
from collab.base.mail.models import Mail
from collab.base.security.models import SecurityEntry
from collab.notifications.telling import tell_what_happened
from networks.actions.beginning import AlreadyThere, Closed
from networks.actions.by_domain import (
    LinkOver,
    NoAddressThere,
    ask_for_proof,
    join_by_domain,
    move_affiliation,
    prove_address,
)
from networks.actions.changing_roles import change_affiliation_role
from networks.actions.collaboratives import appoint
from networks.actions.domains import (
    confirm_domain,
    give_domain_back,
    list_domain,
    take_domain_away,
)
from networks.actions.organisations import (
    close_organisation,
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    request_affiliation,
)
from networks.actions.places import give_place
from networks.by_domain import as_asked, ways_in
from networks.finding_people import find_people
from networks.jobs import look_after_proofs
from networks.members import people_in
from networks.models import (
    Affiliation,
    Appointment,
    EmailDomain,
    LedgerRow,
    Organisation,
    Place,
    Space,
)
from networks.seen_people import seen_people
from networks.sight import onlookers
from networks.standing import standing_of
from tests.jobs import let_pass, run_due_jobs, sent
from tests.world import World, again, join

DOMAIN = "kingsholm.nhs.uk"


@pytest.fixture
def domain(world: World) -> EmailDomain:
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain=DOMAIN)
    return confirm_domain(by=world.steward, domain=listed)


@pytest.fixture
def nadia(world: World) -> Person:
    """She belongs nowhere, and has an address at Kingsholm beside her own."""
    world.signed_up.emailaddress_set.create(email=f"nadia@{DOMAIN}", verified=True)
    return again(world.signed_up)


def joins(world: World, person: Person) -> Affiliation:
    affiliation = join_by_domain(by=person, organisation=world.kingsholm)
    assert affiliation
    return affiliation


def sees(person: Person, space: Space) -> bool:
    return space in Space.objects.visible_to(again(person))


def last_link() -> str:
    """The key of the link that was sent last."""
    return key_in([each.body for each in sent() if "/prove/" in each.body][-1])


def key_in(body: str) -> str:
    return body.split("/me/organisations/prove/")[1].split()[0]


def is_over(affiliation: Affiliation) -> bool:
    affiliation.refresh_from_db()
    return affiliation.ended_at is not None


# Joining


def test_an_address_at_a_confirmed_domain_opens_the_organisation_at_once(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    assert [(way.organisation, way.email) for way in ways_in(nadia)] == [
        (world.kingsholm, f"nadia@{DOMAIN}")
    ]
    assert not sees(nadia, world.falls)
    before = access_epoch()
    affiliation = joins(world, nadia)
    assert (affiliation.role, affiliation.how) == ("member", "domain")
    assert affiliation.address and affiliation.address.email == f"nadia@{DOMAIN}"
    assert affiliation.verified_at == nadia.date_joined
    assert affiliation.confirmed_at and affiliation.confirmed_by is None
    assert access_epoch() > before
    assert sees(nadia, world.falls)
    assert ways_in(nadia) == []
    given = SecurityEntry.objects.filter(kind="role_given", about=f"person:{nadia.uid}")
    assert given.get().details["organisation"] == world.kingsholm.uid
    told = LedgerRow.objects.filter(stream=f"p:{nadia.uid}").values_list("kind", flat=True)
    assert list(told) == ["affiliation.confirmed"]
    with pytest.raises(AlreadyThere, match="belong to Kingsholm Infirmary already"):
        joins(world, nadia)


def test_a_request_that_waits_is_answered_by_the_address(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    request = request_affiliation(by=nadia, organisation=world.kingsholm)
    affiliation = joins(world, nadia)
    assert affiliation == request
    assert affiliation.how == "domain" and affiliation.confirmed_at


@pytest.mark.parametrize(
    "email",
    [
        "nadia@wards.kingsholm.nhs.uk",  # a domain stands for its own addresses alone
        "nadia@xkingsholm.nhs.uk",
        "nadia@nhs.uk",
        "kingsholm.nhs.uk@people.example",
    ],
)
def test_another_address_joins_nothing(world: World, domain: EmailDomain, email: str) -> None:
    world.signed_up.emailaddress_set.create(email=email, verified=True)
    assert ways_in(again(world.signed_up)) == []
    with pytest.raises(NoAddressThere, match="Ask to join it"):
        joins(world, world.signed_up)


def test_an_address_that_was_never_proven_joins_nothing(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    nadia.emailaddress_set.filter(email__endswith=DOMAIN).update(verified=False)
    assert ways_in(nadia) == []
    with pytest.raises(NoAddressThere):
        joins(world, nadia)


def test_a_domain_that_waits_or_is_gone_joins_nobody(world: World, nadia: Person) -> None:
    waiting = list_domain(by=world.ben, organisation=world.kingsholm, domain=DOMAIN)
    with pytest.raises(NoAddressThere):
        joins(world, nadia)
    confirm_domain(by=world.steward, domain=waiting)
    take_domain_away(by=world.ben, domain=waiting)
    with pytest.raises(NoAddressThere):
        joins(world, nadia)


def test_a_closed_organisation_is_joined_by_nobody(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    close_organisation(by=world.steward, organisation=world.kingsholm)
    world.kingsholm.refresh_from_db()
    assert ways_in(nadia) == []
    with pytest.raises(Closed):
        joins(world, nadia)


def test_who_opened_their_account_long_ago_follows_a_link_first(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    Person.objects.filter(pk=nadia.pk).update(date_joined=timezone.now() - timedelta(days=340))
    nadia = again(nadia)
    assert join_by_domain(by=nadia, organisation=world.kingsholm) is None
    assert join_by_domain(by=nadia, organisation=world.kingsholm) is None, "no second mail"
    assert not sees(nadia, world.falls)
    mails = [each for each in sent() if each.to == [f"nadia@{DOMAIN}"]]
    assert len(mails) == 1
    key = key_in(mails[0].body)
    affiliation = prove_address(by=nadia, key=key)
    assert affiliation.verified_at and timezone.now() - affiliation.verified_at < timedelta(hours=1)
    assert sees(nadia, world.falls)
    end_affiliation(by=nadia, affiliation=affiliation)
    with pytest.raises(LinkOver):
        prove_address(by=nadia, key=key)


@pytest.mark.parametrize("how", ["ended", "declined"])
def test_whom_the_organisation_put_out_can_only_ask_again(
    world: World, domain: EmailDomain, nadia: Person, how: str
) -> None:
    if how == "ended":
        end_affiliation(by=world.ben, affiliation=joins(world, nadia))
    else:
        request = request_affiliation(by=nadia, organisation=world.kingsholm)
        decline_affiliation(by=world.ben, affiliation=request)
    [way] = ways_in(nadia)
    assert way.only_asks
    asked = joins(world, nadia)
    assert (asked.confirmed_at, asked.how) == (None, "request")
    assert not sees(nadia, world.falls)
    with pytest.raises(AlreadyThere, match="already asked"):
        joins(world, nadia)
    end_affiliation(by=nadia, affiliation=asked)
    again_asked = joins(world, nadia)
    assert again_asked.confirmed_at is None, "taking back a request changes nothing"
    confirmed = confirm_affiliation(by=world.ben, affiliation=again_asked)
    end_affiliation(by=nadia, affiliation=confirmed)
    assert joins(world, nadia).confirmed_at, "who was confirmed and left by themselves is back"


def test_whose_domain_went_and_came_again_joins_as_before(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    joins(world, nadia)
    take_domain_away(by=world.ben, domain=domain)
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain=DOMAIN)
    confirm_domain(by=world.steward, domain=listed)
    assert joins(world, nadia).confirmed_at


def test_an_organisation_that_is_not_listed_is_named_to_nobody_by_its_domain(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    Organisation.objects.filter(pk=world.kingsholm.pk).update(listed=False)
    assert ways_in(nadia) == []
    with pytest.raises(Closed):
        joins(world, nadia)


# Proving anew


@pytest.mark.parametrize("another", ["address", "domain"])
def test_a_link_renews_whatever_else_they_have_there(
    world: World, domain: EmailDomain, nadia: Person, another: str
) -> None:
    affiliation = joins(world, nadia)
    if another == "address":
        more = nadia.emailaddress_set.create(email=f"n.haddad@{DOMAIN}", verified=True)
        nadia.emailaddress_set.update(primary=False)
        nadia.emailaddress_set.filter(pk=more.pk).update(primary=True)
    else:
        listed = list_domain(by=world.ben, organisation=world.kingsholm, domain="a.nhs.uk")
        confirm_domain(by=world.steward, domain=listed)
        nadia.emailaddress_set.create(email="nadia@a.nhs.uk", verified=True)
    ask_for_proof(by=again(nadia), affiliation=affiliation)
    renewed = prove_address(by=again(nadia), key=last_link())
    assert renewed == affiliation and renewed.verified_at != affiliation.verified_at
    assert renewed.address and renewed.address.email == f"nadia@{DOMAIN}"


def test_a_link_that_is_worth_nothing_any_more_is_followed_by_another(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    Person.objects.filter(pk=nadia.pk).update(date_joined=timezone.now() - timedelta(days=340))
    nadia = again(nadia)
    join_by_domain(by=nadia, organisation=world.kingsholm)
    affiliation = prove_address(by=nadia, key=last_link())
    ask_for_proof(by=nadia, affiliation=affiliation)
    ask_for_proof(by=nadia, affiliation=affiliation)
    assert Mail.objects.filter(kind="prove_address").count() == 2, "the same twice is one"
    end_affiliation(by=nadia, affiliation=affiliation)
    assert join_by_domain(by=nadia, organisation=world.kingsholm) is None
    assert Mail.objects.filter(kind="prove_address").count() == 3
    assert prove_address(by=nadia, key=last_link()).confirmed_at


def test_it_is_asked_for_twice_and_ends_after_a_year(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    start = affiliation.verified_at
    assert start
    sent().clear()
    for days, mails, over in [(334, 0, False), (336, 1, False), (359, 2, False), (366, 3, True)]:
        with time_machine.travel(start + timedelta(days=days), tick=False):
            look_after_proofs.func()
            look_after_proofs.func()
            told = [each for each in sent() if "Kingsholm" in each.subject]
        assert is_over(affiliation) == over, days
        assert len(told) == mails, days
    first, second, last = told
    assert first.to == second.to == [f"nadia@{DOMAIN}"]
    assert "Stay with Kingsholm Infirmary" in first.subject
    assert last.subject == "You no longer belong to Kingsholm Infirmary"
    assert affiliation.ended_by is None
    assert not sees(nadia, world.falls)
    ended = SecurityEntry.objects.filter(kind="role_ended", about=f"person:{nadia.uid}").get()
    assert ended.by == ""
    with time_machine.travel(start + timedelta(days=367)), pytest.raises(LinkOver):
        prove_address(by=nadia, key=key_in(second.body))


def test_the_link_of_a_reminder_renews_once(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    start = affiliation.verified_at
    assert start
    with time_machine.travel(start + timedelta(days=340), tick=False):
        look_after_proofs.func()
        key = last_link()
        renewed = prove_address(by=nadia, key=key)
        assert renewed.verified_at == start + timedelta(days=340)
        with pytest.raises(LinkOver, match="was used"):
            prove_address(by=nadia, key=key)
    with time_machine.travel(start + timedelta(days=366), tick=False):
        look_after_proofs.func()
        assert not is_over(affiliation)
    with time_machine.travel(start + timedelta(days=340 + 340), tick=False):
        look_after_proofs.func()
        asked = [each for each in sent() if "Stay with" in each.subject]
        assert len(asked) == 2, "a year later it is asked for again"


def test_a_link_is_worth_nothing_to_somebody_else_or_when_old_or_made_up(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    assert ask_for_proof(by=nadia, affiliation=affiliation) == f"nadia@{DOMAIN}"
    key = last_link()
    assert as_asked(key, world.amina) is None
    with pytest.raises(LinkOver):
        prove_address(by=world.amina, key=key)
    with pytest.raises(LinkOver):
        prove_address(by=nadia, key="x" * 100)
    with time_machine.travel(timezone.now() + timedelta(days=32)), pytest.raises(LinkOver):
        prove_address(by=nadia, key=key)


def test_nobody_asks_for_somebody_elses_proof_and_a_request_needs_none(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    with pytest.raises(AlreadyThere):
        ask_for_proof(by=world.amina, affiliation=affiliation)
    with pytest.raises(AlreadyThere):
        ask_for_proof(
            by=world.ben, affiliation=Affiliation.objects.confirmed().get(person=world.ben)
        )
    assert not Mail.objects.filter(kind="prove_address").exists()


def test_a_year_after_the_proof_it_holds_no_more_whether_or_not_a_job_has_run(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    start = affiliation.verified_at
    assert start
    for days, holds_still in [(364, True), (366, False)]:
        with time_machine.travel(start + timedelta(days=days), tick=False):
            found = (
                sees(nadia, world.falls),
                standing_of(again(nadia)).in_network,
                nadia in people_in(world.falls),
                nadia in find_people("Nadia Rahman", by=world.steward),
                Person.objects.filter(pk=nadia.pk, pk__in=seen_people(again(world.amina))).exists(),
                affiliation in Affiliation.objects.confirmed(),
                nadia in onlookers(world.ward),
            )
            assert found == (holds_still,) * 7, days
            assert not is_over(affiliation)
    with time_machine.travel(start + timedelta(days=366), tick=False):
        join_by_domain(by=again(nadia), organisation=world.kingsholm)
        assert prove_address(by=again(nadia), key=last_link()) == affiliation
        assert sees(nadia, world.falls), "until the job has run, the link renews it"


# Every end


def give_what_ends_with_it(world: World, person: Person) -> None:
    give_place(
        by=world.steward,
        space=world.group,
        person=person,
        role="contributor",
        organisation=world.kingsholm,
    )
    appoint(
        by=world.lead,
        person=person,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="coach",
    )


def holds(person: Person) -> tuple[bool, bool]:
    return tuple(
        kind.objects.current().filter(person=person).exists() for kind in (Place, Appointment)
    )  # type: ignore[return-value]


def test_when_the_address_goes_everything_goes_with_it(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    give_what_ends_with_it(world, nadia)
    before = access_epoch()
    nadia.emailaddress_set.filter(email__endswith=DOMAIN).delete()
    address_has_gone(nadia)
    assert is_over(affiliation) and affiliation.ended_by == nadia
    assert access_epoch() > before
    assert holds(nadia) == (False, False)
    for space in (world.falls, world.group):
        assert not sees(nadia, space)


def test_another_address_that_goes_ends_nothing(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    nadia.emailaddress_set.create(email="n@elsewhere.example", verified=True).delete()
    address_has_gone(nadia)
    assert not is_over(affiliation)


@pytest.mark.parametrize("lost", ["gone", "not verified", "somebody else's"])
def test_what_was_lost_elsewhere_is_found_the_next_day(
    world: World, domain: EmailDomain, nadia: Person, lost: str
) -> None:
    affiliation = joins(world, nadia)
    address = nadia.emailaddress_set.filter(email__endswith=DOMAIN)
    if lost == "gone":
        address.delete()
    elif lost == "not verified":
        address.update(verified=False)
    else:
        address.update(user=world.amina)
    look_after_proofs.func()
    assert is_over(affiliation)


def test_when_the_domain_goes_those_who_joined_by_it_go_and_nobody_else(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    give_what_ends_with_it(world, nadia)
    asked = join(world.outsider, world.kingsholm, by=world.ben)
    before = access_epoch()
    _domain, people = take_domain_away(by=world.ben, domain=domain)
    assert people == 1
    assert access_epoch() > before
    assert is_over(affiliation) and not is_over(asked)
    assert holds(nadia) == (False, False)
    assert not sees(nadia, world.falls)
    tell_what_happened()
    sent().clear()
    let_pass(timedelta(minutes=11))
    run_due_jobs()
    told = LedgerRow.objects.filter(stream=f"p:{nadia.uid}").order_by("-seq")
    assert told[0].kind == "affiliation.ended"
    tell_what_happened()
    [mail] = sent()
    assert mail.to == [nadia.email]
    assert mail.subject == "Ben Hughes ended that you belong to Kingsholm Infirmary"
    assert "at a domain that was taken away from it" in mail.body


def test_undoing_brings_back_all_that_ended_and_tells_nobody(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    give_what_ends_with_it(world, nadia)
    let_pass(timedelta(minutes=11))
    sent()
    take_domain_away(by=world.ben, domain=domain)
    _domain, people = give_domain_back(by=world.ben, domain=domain)
    assert people == 1
    assert not is_over(affiliation)
    assert holds(nadia) == (True, True)
    assert sees(nadia, world.falls)
    sent().clear()
    let_pass(timedelta(minutes=11))
    assert sent() == []


def test_undoing_brings_back_nobody_who_came_back_otherwise_or_lost_the_address(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    joins(world, nadia)
    give_what_ends_with_it(world, nadia)
    take_domain_away(by=world.ben, domain=domain)
    join(nadia, world.kingsholm, by=world.ben)
    assert give_domain_back(by=world.ben, domain=domain)[1] == 0
    assert Affiliation.objects.current().filter(person=nadia).count() == 1
    assert holds(nadia) == (False, False)


def test_a_safety_lead_who_takes_away_the_domain_that_they_joined_by_can_undo_it(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = joins(world, nadia)
    change_affiliation_role(by=world.ben, affiliation=affiliation, role="safety_lead")
    take_domain_away(by=again(nadia), domain=domain)
    look_after_proofs.func()
    assert not is_over(affiliation)
    give_domain_back(by=again(nadia), domain=domain)
    let_pass(timedelta(minutes=11))
    run_due_jobs()
    assert not is_over(affiliation)
    take_domain_away(by=again(nadia), domain=domain)
    let_pass(timedelta(minutes=11))
    run_due_jobs()
    assert is_over(affiliation), "nobody stays by a domain that went"
    assert not sees(nadia, world.falls)


# Moving


def test_moving_leaves_one_and_asks_the_other(world: World) -> None:
    affiliation = Affiliation.objects.confirmed().get(person=world.amina)
    new = move_affiliation(by=world.amina, affiliation=affiliation, organisation=world.fenland)
    assert new and new.confirmed_at is None and new.organisation == world.fenland
    assert is_over(affiliation)
    assert not sees(world.amina, world.ward)


def test_moving_where_one_has_an_address_joins(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    affiliation = join(nadia, world.severnside, by=world.steward)
    new = move_affiliation(by=nadia, affiliation=affiliation, organisation=world.kingsholm)
    assert new and new.confirmed_at and new.how == "domain"
    assert is_over(affiliation)


def test_a_move_that_cannot_be_leaves_everything_as_it_was(world: World) -> None:
    here = join(world.signed_up, world.kingsholm, by=world.ben)
    join(world.signed_up, world.severnside, by=world.steward)
    with pytest.raises(AlreadyThere):
        move_affiliation(by=world.signed_up, affiliation=here, organisation=world.severnside)
    assert not is_over(here)


def test_leaving_and_joining_again_keeps_both_times(
    world: World, domain: EmailDomain, nadia: Person
) -> None:
    first = joins(world, nadia)
    end_affiliation(by=nadia, affiliation=first)
    second = joins(world, nadia)
    assert second != first
    assert Affiliation.objects.filter(person=nadia, organisation=world.kingsholm).count() == 2
