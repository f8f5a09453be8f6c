"""An organisation that the directory misses is registered, and a steward decides about it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.mail.models import Mail
from collab.notifications.telling import tell_what_happened
from networks.actions.beginning import AlreadyThere, Closed
from networks.actions.collaboratives import admit_organisation
from networks.actions.domains import list_domain
from networks.actions.invitations import invite
from networks.actions.organisations import (
    close_organisation,
    confirm_affiliation,
    request_affiliation,
)
from networks.actions.registering import (
    MOST_WAITING,
    Facts,
    TooLate,
    TooManyWaiting,
    confirm_registration,
    decline_registration,
    merge_registration,
    register_organisation,
    take_back_decision,
)
from networks.models import (
    Affiliation,
    JoinRequest,
    Organisation,
    Registration,
    SpaceOrganisation,
)
from networks.waiting import registrations_waiting, waiting_for
from tests.world import World, again, sign_up

SURGERY = Facts(
    name="Chalkfield Surgery", kind="primary_care", ods_code="L81002", postcode="BS10 5NB"
)


@pytest.fixture
def registered(world: World) -> Registration:
    return register_organisation(by=world.signed_up, facts=SURGERY)


def sees(person: Person, registration: Registration) -> bool:
    rows = Organisation.objects.visible_to(again(person))
    return rows.filter(pk=registration.organisation_id).exists()


def asked(person: Person) -> list[str]:
    """Where somebody has asked to join and waits."""
    rows = Affiliation.objects.waiting().filter(person=person)
    return sorted(rows.values_list("organisation__name", flat=True))


def mails_to(person: Person) -> list[str]:
    tell_what_happened()
    return list(Mail.objects.filter(to=person.email).exclude(subject="").values_list("subject"))


def test_only_who_registered_it_and_stewards_see_it(world: World, registered: Registration) -> None:
    assert sees(world.signed_up, registered)
    assert sees(world.steward, registered)
    for other in (world.amina, world.ben, world.lead, world.outsider):
        assert not sees(other, registered)
    assert not Organisation.objects.visible_to(None).matching("chalkfield").exists()
    assert list(registrations_waiting(world.steward)) == [registered]
    assert not registrations_waiting(world.amina).exists()


def test_two_who_register_the_same_do_not_hear_of_each_other(
    world: World, registered: Registration
) -> None:
    other = register_organisation(by=world.ben, facts=SURGERY)
    assert other.organisation != registered.organisation
    assert not sees(world.ben, registered)


def test_a_code_that_the_directory_has_is_refused(world: World) -> None:
    taken = Facts(name="Severnside", kind="acute", ods_code="RZ0")
    with pytest.raises(AlreadyThere, match="ODS code RZ0"):
        register_organisation(by=world.signed_up, facts=taken)
    assert not Registration.objects.exists()


def test_what_one_has_registered_is_not_registered_again(
    world: World, registered: Registration
) -> None:
    with pytest.raises(AlreadyThere, match="You have registered it already"):
        register_organisation(by=world.signed_up, facts=SURGERY)


def test_a_repeated_request_registers_once(world: World) -> None:
    first = register_organisation(by=world.signed_up, facts=SURGERY, key="k")
    assert register_organisation(by=world.signed_up, facts=SURGERY, key="k") == first
    other = Facts(name="Fern Lodge", kind="care_home")
    with pytest.raises(KeyUsedForOtherText):
        register_organisation(by=world.signed_up, facts=other, key="k")
    assert Organisation.objects.filter(listed=False).count() == 1


def test_only_so_many_of_one_person_wait_at_once(world: World) -> None:
    for number in range(MOST_WAITING):
        register_organisation(
            by=world.signed_up, facts=Facts(name=f"Home {number}", kind="care_home")
        )
    with pytest.raises(TooManyWaiting, match="5 that you registered wait"):
        register_organisation(by=world.signed_up, facts=SURGERY)
    register_organisation(by=world.ben, facts=SURGERY)


def test_who_registered_it_can_ask_to_join_and_waits_with_it(
    world: World, registered: Registration
) -> None:
    request = request_affiliation(by=world.signed_up, organisation=registered.organisation)
    with pytest.raises(Closed, match="waits for a national steward"):
        request_affiliation(by=world.steward, organisation=registered.organisation)
    with pytest.raises(Closed, match="waits for a national steward"):
        confirm_affiliation(by=world.steward, affiliation=request)
    assert request not in waiting_for(world.steward)
    with pytest.raises(Closed, match="waits for a national steward"):
        admit_organisation(
            by=world.steward, collaborative=world.west, organisation=registered.organisation
        )
    confirm_registration(by=world.steward, registration=registered)
    assert request in waiting_for(again(world.steward))
    request.refresh_from_db()
    confirm_affiliation(by=world.steward, affiliation=Affiliation.objects.get(pk=request.pk))


def test_a_steward_confirms_it_and_everybody_finds_it(
    world: World, registered: Registration
) -> None:
    confirm_registration(by=world.steward, registration=registered)
    found = Organisation.objects.visible_to(None).get(ods_code="L81002")
    assert (found.name, found.postcode_area, found.version) == ("Chalkfield Surgery", "BS", 2)
    says = "confirmed Chalkfield Surgery, which you registered"
    assert mails_to(world.signed_up) == [(f"{world.steward.name} {says}",)]
    with pytest.raises(AlreadyThere, match="was decided already"):
        confirm_registration(by=world.steward, registration=registered)


def test_a_steward_corrects_it_while_confirming(world: World, registered: Registration) -> None:
    corrected = Facts(name="The Chalkfield Surgery", kind="primary_care", region=world.west)
    confirm_registration(by=world.steward, registration=registered, corrected=corrected)
    found = Organisation.objects.get(pk=registered.organisation_id)
    assert (found.name, found.ods_code, found.region) == (corrected.name, None, world.west)


def test_it_is_not_confirmed_with_a_code_that_another_has_by_now(
    world: World, registered: Registration
) -> None:
    Organisation.objects.create(name="Chalkfield", kind="primary_care", ods_code="L81002")
    with pytest.raises(AlreadyThere, match="ODS code L81002"):
        confirm_registration(by=world.steward, registration=registered)
    registered.refresh_from_db()
    assert registered.outcome == ""


def test_it_is_one_of_the_directory_and_the_request_moves_along(
    world: World, registered: Registration
) -> None:
    request = request_affiliation(by=world.signed_up, organisation=registered.organisation)
    merge_registration(by=world.steward, registration=registered, into=world.kingsholm)
    assert asked(world.signed_up) == ["Kingsholm Infirmary"]
    moved = Affiliation.objects.waiting().get(person=world.signed_up)
    assert moved.since == request.since
    assert not sees(world.signed_up, registered)
    assert not sees(world.steward, registered)
    says = "found Chalkfield Surgery, which you registered, in the directory"
    assert mails_to(world.signed_up) == [(f"{world.steward.name} {says}",)]


def test_whoever_asked_to_join_the_other_too_has_one_request_left(
    world: World, registered: Registration
) -> None:
    for organisation in (world.kingsholm, registered.organisation):
        request_affiliation(by=world.signed_up, organisation=organisation)
    merge_registration(by=world.steward, registration=registered, into=world.kingsholm)
    assert asked(world.signed_up) == ["Kingsholm Infirmary"]
    take_back_decision(by=world.steward, registration=registered)
    assert asked(world.signed_up) == ["Chalkfield Surgery", "Kingsholm Infirmary"]


def test_it_is_not_one_that_is_closed_or_waits(world: World, registered: Registration) -> None:
    close_organisation(by=world.steward, organisation=world.fenland)
    world.fenland.refresh_from_db()
    waiting = register_organisation(by=world.ben, facts=SURGERY).organisation
    for into in (world.fenland, waiting):
        with pytest.raises(Closed):
            merge_registration(by=world.steward, registration=registered, into=into)


def test_it_is_declined_with_a_reason(world: World, registered: Registration) -> None:
    request_affiliation(by=world.signed_up, organisation=registered.organisation)
    decline_registration(by=world.steward, registration=registered, reason="It closed in 2024.")
    assert asked(world.signed_up) == []
    assert not sees(world.signed_up, registered)
    tell_what_happened()
    [mail] = Mail.objects.filter(to=world.signed_up.email)
    assert "It closed in 2024." in mail.text


@pytest.mark.parametrize("decided", ["confirmed", "merged", "declined"])
def test_a_decision_is_taken_back_and_all_is_as_before(
    world: World, registered: Registration, decided: str
) -> None:
    request_affiliation(by=world.signed_up, organisation=registered.organisation)
    decide(world, registered, decided)
    take_back_decision(by=world.steward, registration=registered)
    registered.refresh_from_db()
    assert (registered.outcome, registered.decided_by, registered.ods_code) == ("", None, "L81002")
    assert sees(world.signed_up, registered)
    assert not sees(world.ben, registered)
    assert asked(world.signed_up) == ["Chalkfield Surgery"]
    assert mails_to(world.signed_up) == []
    decide(world, registered, decided)


def decide(world: World, registration: Registration, outcome: str) -> None:
    how = {"by": world.steward, "registration": registration}
    match outcome:
        case "confirmed":
            confirm_registration(**how)
        case "merged":
            merge_registration(**how, into=world.kingsholm)
        case "declined":
            decline_registration(**how, reason="It closed.")


def test_a_decision_is_taken_back_by_whoever_made_it_for_ten_minutes(
    world: World, registered: Registration
) -> None:
    confirm_registration(by=world.steward, registration=registered)
    with pytest.raises(TooLate, match="for ten minutes"):
        take_back_decision(
            by=world.steward,
            registration=registered,
            at=timezone.now() + timedelta(minutes=11),
        )
    with pytest.raises(NotPermitted):
        take_back_decision(by=world.signed_up, registration=registered)


def test_what_is_in_use_stays(world: World, registered: Registration) -> None:
    confirm_registration(by=world.steward, registration=registered)
    registered.organisation.refresh_from_db()
    request_affiliation(by=sign_up("Ada Mensah"), organisation=registered.organisation)
    with pytest.raises(TooLate, match="in use already"):
        take_back_decision(by=world.steward, registration=registered)


@pytest.mark.parametrize("use", ["domain", "invitation", "naming", "join request"])
def test_what_points_at_it_is_use_too(world: World, registered: Registration, use: str) -> None:
    confirm_registration(by=world.steward, registration=registered)
    organisation = registered.organisation
    organisation.refresh_from_db()
    match use:
        case "domain":
            list_domain(by=world.steward, organisation=organisation, domain="chalkfield.nhs.uk")
        case "invitation":
            invite(by=world.steward, to="a@x.example", organisation=organisation, role="member")
        case "naming":
            SpaceOrganisation.objects.create(
                space=world.group, organisation=organisation, by=world.steward
            )
        case "join request":
            JoinRequest.objects.create(
                organisation=organisation,
                collaborative=world.west,
                space=world.ward,
                by=world.steward,
            )
    with pytest.raises(TooLate, match="in use already"):
        take_back_decision(by=world.steward, registration=registered)


@pytest.mark.parametrize("outcome", ["confirmed", "merged", "declined"])
def test_who_is_no_steward_decides_nothing(
    world: World, registered: Registration, outcome: str
) -> None:
    world.steward = world.lead
    with pytest.raises(NotPermitted):
        decide(world, registered, outcome)
