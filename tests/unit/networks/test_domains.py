"""Which email domains an organisation can list, and what a steward's decision does."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.security.models import SecurityEntry
from collab.notifications.telling import tell_what_happened
from networks.actions.beginning import AlreadyThere, Closed
from networks.actions.domains import (
    BelongsElsewhere,
    confirm_domain,
    decline_domain,
    give_domain_back,
    list_domain,
    take_domain_away,
)
from networks.actions.organisations import close_organisation
from networks.domains import (
    NotADomain,
    SharedDomain,
    domain_of,
    must_be_ones_own,
    normal,
    shared_domains,
)
from networks.models import EmailDomain, TooLateToUndo
from networks.overlapping import overlapping
from tests.jobs import sent
from tests.world import World

# What a domain is


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("severnside.nhs.uk", "severnside.nhs.uk"),
        ("  SevernSide.NHS.uk. ", "severnside.nhs.uk"),
        ("@severnside.nhs.uk", "severnside.nhs.uk"),
        ("amina@severnside.nhs.uk", "severnside.nhs.uk"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
    ],
)
def test_a_domain_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert normal(typed) == kept
    assert domain_of(f"a@{kept}") == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        " ",
        "severnside nhs.uk",
        "severnside..uk",
        "-severnside.nhs.uk",
        "severnside-.nhs.uk",
        "severn_side.nhs.uk",
        "https://severnside.nhs.uk/",
        "192.0.2.1",
        "[192.0.2.1]",
        "*.nhs.uk",
        f"{'a' * 64}.uk",
        ".".join(["a" * 60] * 5),
        "a\x00.uk",
        "severnside.nhs.uk\nother.uk",
    ],
)
def test_what_is_none_is_told_how_one_looks(typed: str) -> None:
    with pytest.raises(NotADomain, match="such as severnside"):
        normal(typed)


@pytest.mark.parametrize(
    ("domain", "says"),
    [
        ("nhs.net", "shared by many organisations"),
        ("severnside.nhs.net", "nhs.net is shared"),
        ("nhs.uk", "Many organisations have their addresses beneath nhs.uk"),
        ("uk", "beneath uk"),
        ("com", "beneath com"),
        ("localhost", "beneath localhost"),
        ("ac.uk", "beneath ac.uk"),
        ("gov.uk", "beneath gov.uk"),
        ("org.uk", "beneath org.uk"),
        ("co.uk", "beneath co.uk"),
        ("gmail.com", "Anybody can open an address at gmail.com"),
        ("mail.gmail.com", "at gmail.com"),
        ("btinternet.com", "Anybody can open"),
        ("proton.me", "Anybody can open"),
        ("hotmail.ie", "Anybody can open"),
        ("live.ie", "Anybody can open"),
        ("outlook.ie", "Anybody can open"),
        ("yahoo.com.hk", "Anybody can open"),
        ("mail.gmx.co.at", "at gmx.co.at"),
        ("com.br", "beneath com.br"),
        ("gov.je", "beneath gov.je"),
        ("gov.gg", "beneath gov.gg"),
        ("mailinator.com", "Anybody can open"),
        ("larkrise.onmicrosoft.com", "at onmicrosoft.com"),
    ],
)
def test_a_shared_domain_can_be_listed_by_nobody(domain: str, says: str) -> None:
    with pytest.raises(SharedDomain, match=says):
        must_be_ones_own(domain)


@pytest.mark.parametrize(
    "domain",
    [
        *("severnside.nhs.uk", "wards.severnside.nhs.uk", "larkrise.co.uk", "bath.ac.uk"),
        *("a.example", "live.nhs.uk", "outlook.org.uk", "aol.example", "gmx.health.example"),
    ],
)
def test_ones_own_can_be(domain: str) -> None:
    must_be_ones_own(domain)


def test_the_kept_list_is_written_as_domains_are_kept() -> None:
    listed = shared_domains()
    assert len(listed) > 200
    assert {each: normal(each) for each in listed} == {each: each for each in listed}
    assert set(listed.values()) == {"shared", "parents", "anybody", "brands"}


# Listing one


def listed(world: World, domain: str = "kingsholm.nhs.uk") -> EmailDomain:
    return list_domain(by=world.ben, organisation=world.kingsholm, domain=domain)


def test_a_practice_that_lists_nhs_net_is_refused_with_a_reason(world: World) -> None:
    with pytest.raises(SharedDomain, match="does not say where somebody works"):
        listed(world, "NHS.net")
    assert not EmailDomain.objects.exists()


def test_those_who_look_after_it_list_a_domain_and_nobody_else(world: World) -> None:
    for person in (world.amina, world.lead, world.outsider, world.signed_up):
        with pytest.raises(NotPermitted):
            list_domain(by=person, organisation=world.kingsholm, domain="kingsholm.nhs.uk")
    domain = listed(world)
    assert domain.domain == "kingsholm.nhs.uk"
    assert domain.confirmed_at is None
    assert list_domain(by=world.steward, organisation=world.severnside, domain="severnside.nhs.uk")


def test_listed_twice_it_stays_one(world: World) -> None:
    listed(world)
    with pytest.raises(AlreadyThere, match="is listed already"):
        listed(world, "KINGSHOLM.nhs.uk")
    one, again = (
        list_domain(by=world.ben, organisation=world.kingsholm, domain="k.nhs.uk", key="k")
        for _ in range(2)
    )
    assert one == again


def test_one_domain_is_one_organisations(world: World) -> None:
    confirm_domain(by=world.steward, domain=listed(world))
    severnside = {"by": world.steward, "organisation": world.severnside}
    with pytest.raises(BelongsElsewhere, match="ask a national steward to move it"):
        list_domain(**severnside, domain="kingsholm.nhs.uk")
    moved = EmailDomain.objects.get(domain="kingsholm.nhs.uk")
    take_domain_away(by=world.steward, domain=moved)
    assert list_domain(**severnside, domain="kingsholm.nhs.uk")


def test_what_others_only_list_blocks_nobody_and_a_steward_decides(world: World) -> None:
    beneath, same = (
        list_domain(by=world.steward, organisation=world.fenland, domain=each)
        for each in ("x.kingsholm.nhs.uk", "kingsholm.nhs.uk")
    )
    mine = listed(world)
    apart = list_domain(by=world.steward, organisation=world.severnside, domain="holm.nhs.uk")
    assert overlapping([mine, beneath, same, apart]) == {
        mine.pk: [same, beneath],
        beneath.pk: [mine],
        same.pk: [mine],
        apart.pk: [],
    }
    confirm_domain(by=world.steward, domain=mine)
    with pytest.raises(AlreadyThere, match="confirmed for another organisation"):
        confirm_domain(by=world.steward, domain=same)
    same.refresh_from_db()
    assert same.confirmed_at is None
    decline_domain(by=world.steward, domain=same, reason="It is Kingsholm’s.")
    confirm_domain(by=world.steward, domain=beneath)


def test_a_domain_that_went_comes_back_unless_another_organisation_has_it(world: World) -> None:
    mine = confirm_domain(by=world.steward, domain=listed(world))
    for confirmed in (False, True):
        take_domain_away(by=world.ben, domain=mine)
        theirs = list_domain(
            by=world.steward, organisation=world.fenland, domain="kingsholm.nhs.uk"
        )
        if confirmed:
            confirm_domain(by=world.steward, domain=theirs)
            with pytest.raises(AlreadyThere):
                give_domain_back(by=world.ben, domain=mine)
        else:
            give_domain_back(by=world.ben, domain=mine)
            take_domain_away(by=world.steward, domain=theirs)


def test_nothing_is_listed_for_what_is_closed(world: World) -> None:
    domain = listed(world)
    close_organisation(by=world.steward, organisation=world.kingsholm)
    domain.refresh_from_db()
    assert domain.ended_at, "its domains end with it"
    world.kingsholm.refresh_from_db()
    with pytest.raises(Closed):
        list_domain(by=world.steward, organisation=world.kingsholm, domain="k.nhs.uk")


# A steward decides


def decisions_told() -> list[EmailMultiAlternatives]:
    """The mails about domains, once everybody was told."""
    tell_what_happened()
    return [each for each in sent() if "kingsholm.nhs.uk" in each.subject]


def test_only_a_steward_confirms_and_whoever_listed_it_is_told(world: World) -> None:
    domain = listed(world)
    for person in (world.ben, world.lead, world.amina):
        with pytest.raises(NotPermitted):
            confirm_domain(by=person, domain=domain)
        with pytest.raises(NotPermitted):
            decline_domain(by=person, domain=domain, reason="No")
    confirm_domain(by=world.steward, domain=domain)
    [mail] = decisions_told()
    assert mail.to == [world.ben.email]
    assert mail.subject.endswith("confirmed kingsholm.nhs.uk for your organisation")
    assert "whoever proves an address there can join Kingsholm Infirmary" in mail.body
    assert SecurityEntry.objects.filter(
        kind="role_given", about=f"organisation:{world.kingsholm.uid}", by=world.steward.uid
    ).exists()
    with pytest.raises(AlreadyThere, match="answered already"):
        decline_domain(by=world.steward, domain=domain, reason="No")


def test_a_declined_one_says_why_and_may_be_listed_again(world: World) -> None:
    domain = decline_domain(
        by=world.steward, domain=listed(world), reason="Larkrise & sons use it too."
    )
    assert domain.ended_at
    [mail] = decisions_told()
    assert "Larkrise & sons use it too." in mail.body
    with pytest.raises(TooLateToUndo):
        give_domain_back(by=world.steward, domain=domain)
    assert listed(world)


def test_taking_away_is_taken_back_for_ten_minutes_by_whoever_did_it(world: World) -> None:
    domain = confirm_domain(by=world.steward, domain=listed(world))
    domain, people = take_domain_away(by=world.ben, domain=domain)
    assert people == 0
    with pytest.raises(AlreadyThere):
        take_domain_away(by=world.ben, domain=domain)
    with pytest.raises(TooLateToUndo):
        give_domain_back(by=world.steward, domain=domain)
    with pytest.raises(TooLateToUndo):
        late = timezone.now() + timedelta(minutes=11)
        give_domain_back(by=world.ben, domain=domain, at=late)
    domain, _people = give_domain_back(by=world.ben, domain=domain)
    assert domain.ended_at is None and domain.confirmed_at
    with pytest.raises(AlreadyThere):
        give_domain_back(by=world.ben, domain=domain)
