"""Whoever changes who sees what takes the epoch's row first: of two who take it and another row in
different orders, each would wait for the other."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from discussions.actions import start_thread
from discussions.models import Thread
from networks.actions.by_domain import join_by_domain
from networks.actions.changing_roles import change_affiliation_role
from networks.actions.collaboratives import (
    admit_organisation,
    appoint,
    appoint_steward,
    close_collaborative,
    end_appointment,
    end_fellowship,
    end_membership,
    name_fellow,
    take_back_end_of_appointment,
    take_back_end_of_membership,
)
from networks.actions.domains import confirm_domain, list_domain, reconsider_domain
from networks.actions.importing import Report, import_organisations
from networks.actions.joining import accept_join, begin_join_request, decline_join
from networks.actions.joining import take_back_decision as take_back_joining
from networks.actions.opening import close_older, open_older
from networks.actions.organisations import (
    close_organisation,
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    reconsider_affiliation,
    request_affiliation,
)
from networks.actions.places import (
    change_place,
    end_naming,
    end_place,
    give_place,
    name_organisation,
    restore_naming,
    restore_place,
)
from networks.actions.registering import Facts, confirm_registration, register_organisation
from networks.actions.registering import take_back_decision as take_back_registering
from networks.actions.spaces import close_space, describe_space, reopen_space
from networks.actions.suspending import suspend_person
from networks.actions.visibility import change_visibility, take_back_visibility
from networks.jobs import look_after_proofs
from networks.models import (
    Affiliation,
    Appointment,
    Fellowship,
    JoinRequest,
    Membership,
    Place,
    Registration,
    Space,
    VisibilityChange,
)
from networks.ods.layout import Ods
from tests.world import World, again, join

HOLDS = re.compile(r"^(INSERT|UPDATE|DELETE)\b|\bFOR (NO KEY )?UPDATE\b", re.IGNORECASE)
KEY = "INSERT INTO live_keyedaction"
"""A repeat waits for its own key alone, holding nothing else."""
Act = Callable[[], Any]


def organisation_closes(world: World) -> Act:
    return partial(close_organisation, by=world.steward, organisation=world.kingsholm)


def file_says_that_it_closed(world: World) -> Act:
    row = Ods(
        line=1,
        code=world.kingsholm.ods_code,
        name=world.kingsholm.name,
        geography="",
        town="",
        postcode="",
        opened_on=None,
        closed_on=timezone.localdate(),
        is_closed=True,
        prescribes="",
    )
    return partial(import_organisations, by=world.steward, rows=[row], regions={}, report=Report())


def asked(world: World) -> Affiliation:
    return request_affiliation(by=world.signed_up, organisation=world.kingsholm)


def affiliation_is_confirmed(world: World) -> Act:
    return partial(confirm_affiliation, by=world.ben, affiliation=asked(world))


def confirming_is_taken_back(world: World) -> Act:
    held = confirm_affiliation(by=world.ben, affiliation=asked(world))
    return partial(reconsider_affiliation, by=world.ben, affiliation=held)


def declining_is_taken_back(world: World) -> Act:
    held = decline_affiliation(by=world.ben, affiliation=asked(world))
    return partial(reconsider_affiliation, by=world.ben, affiliation=held)


def affiliation_ends(world: World) -> Act:
    held = world.facilitator.affiliation_set.get()
    return partial(end_affiliation, by=world.steward, affiliation=held)


def role_changes(world: World) -> Act:
    held = world.facilitator.affiliation_set.get()
    return partial(change_affiliation_role, by=world.steward, affiliation=held, role="safety_lead")


def domain_is_reconsidered(world: World) -> Act:
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain="kingsholm.nhs.uk")
    confirmed = confirm_domain(by=world.steward, domain=listed)
    return partial(reconsider_domain, by=world.steward, domain=confirmed)


def somebody_is_suspended(world: World) -> Act:
    return partial(suspend_person, by=world.steward, person=world.amina)


def proofs_are_over(world: World) -> Act:
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain="kingsholm.nhs.uk")
    confirm_domain(by=world.steward, domain=listed)
    world.signed_up.emailaddress_set.create(email="nadia@kingsholm.nhs.uk", verified=True)
    join_by_domain(by=again(world.signed_up), organisation=world.kingsholm)
    later = time_machine.travel(timezone.now() + timedelta(days=400))

    def look() -> None:
        with later:
            look_after_proofs.func()

    return look


def steward_is_appointed(world: World) -> Act:
    return partial(appoint_steward, by=world.steward, person=world.amina)


def collaborative_closes(world: World) -> Act:
    return partial(close_collaborative, by=world.steward, collaborative=world.west)


def organisation_is_admitted(world: World) -> Act:
    return partial(
        admit_organisation, by=world.lead, collaborative=world.west, organisation=world.fenland
    )


def membership_ends(world: World) -> Act:
    held = Membership.objects.get(organisation=world.severnside)
    return partial(end_membership, by=world.lead, membership=held)


def that_is_taken_back(world: World) -> Act:
    held = membership_ends(world)()
    return partial(take_back_end_of_membership, by=world.lead, membership=held)


def coach_is_appointed(world: World) -> Act:
    return partial(
        appoint,
        by=world.lead,
        person=world.ben,
        collaborative=world.west,
        organisation=world.kingsholm,
        role="coach",
    )


def appointment_ends(world: World) -> Act:
    held = Appointment.objects.get(person=world.lead)
    return partial(end_appointment, by=world.steward, appointment=held)


def that_end_is_taken_back(world: World) -> Act:
    held = appointment_ends(world)()
    return partial(take_back_end_of_appointment, by=world.steward, appointment=held)


def fellow_is_named(world: World) -> Act:
    return partial(
        name_fellow,
        by=world.lead,
        person=world.ben,
        supported_by=world.kingsholm,
        collaborative=world.west,
        key="once",
    )


def fellowship_ends(world: World) -> Act:
    return partial(end_fellowship, by=world.lead, fellowship=Fellowship.objects.get())


def space_opens_to_more(world: World) -> Act:
    return partial(
        describe_space,
        by=world.lead,
        space=world.falls,
        name=world.falls.name,
        purpose=world.falls.purpose,
        visible_to_whom="network",
        started_from=world.falls.version,
    )


def space_closes(world: World) -> Act:
    return partial(close_space, by=world.lead, space=world.falls)


def space_opens_again(world: World) -> Act:
    return partial(reopen_space, by=world.lead, space=space_closes(world)())


def place_is_given(world: World) -> Act:
    return partial(
        give_place,
        by=world.lead,
        space=world.falls,
        person=world.signed_up,
        role=Place.Role.READER,
    )


def guests(world: World) -> Place:
    held: Place = Place.objects.current().get(space=world.falls, person=world.guest)
    return held


def place_ends(world: World) -> Act:
    return partial(end_place, by=world.lead, place=guests(world))


def place_changes(world: World) -> Act:
    held = guests(world)
    until = held.guest_until
    return partial(
        change_place, by=world.lead, place=held, role=Place.Role.READER, guest_until=until
    )


def place_comes_back(world: World) -> Act:
    return partial(restore_place, by=world.lead, place=place_ends(world)())


def organisation_is_named(world: World) -> Act:
    return partial(name_organisation, by=world.lead, space=world.falls, organisation=world.fenland)


def naming_ends(world: World) -> Act:
    return partial(end_naming, by=world.lead, naming=organisation_is_named(world)())


def naming_comes_back(world: World) -> Act:
    return partial(restore_naming, by=world.lead, naming=naming_ends(world)())


def a_thread(world: World) -> Thread:
    """One that was written for fewer than see its space now."""
    thread = start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which mats do you use?",
        text="Ours slip.",
    )
    space_opens_to_more(world)()
    return thread


def something_older_opens(world: World) -> Act:
    return partial(open_older, by=world.lead, thing=a_thread(world))


def that_is_closed(world: World) -> Act:
    return partial(close_older, by=world.lead, thing=something_older_opens(world)())


def visibility_changes(world: World) -> Act:
    return partial(
        change_visibility,
        by=world.lead,
        space=world.falls,
        visible_to_whom="network",
        started_from=world.falls.version,
    )


def that_change_is_taken_back(world: World) -> Act:
    visibility_changes(world)()
    change = VisibilityChange.objects.get()
    return partial(take_back_visibility, by=world.lead, change=change)


def a_request(world: World) -> JoinRequest:
    join(world.signed_up, world.fenland, by=world.steward, role="safety_lead")
    return begin_join_request(
        by=again(world.signed_up),
        organisation=world.fenland,
        collaborative=world.west,
        sponsor=None,
    )


def request_is_accepted(world: World) -> Act:
    return partial(accept_join, by=again(world.lead), request=a_request(world))


def request_is_declined(world: World) -> Act:
    return partial(decline_join, by=again(world.lead), request=a_request(world))


def that_decision_is_taken_back(world: World) -> Act:
    return partial(take_back_joining, by=again(world.lead), request=request_is_accepted(world)())


def registered(world: World) -> Registration:
    facts = Facts(name="Chalkfield Surgery", kind="primary_care")
    return register_organisation(by=world.signed_up, facts=facts)


def registration_is_confirmed(world: World) -> Act:
    return partial(confirm_registration, by=world.steward, registration=registered(world))


def that_confirming_is_taken_back(world: World) -> Act:
    held = registration_is_confirmed(world)()
    return partial(take_back_registering, by=world.steward, registration=held)


ACTS = [
    visibility_changes,
    that_change_is_taken_back,
    request_is_accepted,
    request_is_declined,
    that_decision_is_taken_back,
    registration_is_confirmed,
    that_confirming_is_taken_back,
    organisation_closes,
    file_says_that_it_closed,
    affiliation_is_confirmed,
    confirming_is_taken_back,
    domain_is_reconsidered,
    declining_is_taken_back,
    affiliation_ends,
    role_changes,
    somebody_is_suspended,
    proofs_are_over,
    steward_is_appointed,
    collaborative_closes,
    organisation_is_admitted,
    membership_ends,
    that_is_taken_back,
    coach_is_appointed,
    appointment_ends,
    that_end_is_taken_back,
    fellow_is_named,
    fellowship_ends,
    space_opens_to_more,
    something_older_opens,
    that_is_closed,
    space_closes,
    space_opens_again,
    place_is_given,
    place_ends,
    place_changes,
    place_comes_back,
    organisation_is_named,
    naming_ends,
    naming_comes_back,
]


@pytest.mark.parametrize("act", ACTS, ids=[act.__name__ for act in ACTS])
def test_the_epoch_is_held_before_anything_else(world: World, act: Callable[[World], Act]) -> None:
    """On SQLite nothing is held by reading; there this looks at what is written alone."""
    do = act(world)
    with CaptureQueriesContext(connection) as asked:
        do()
    held = [each["sql"] for each in asked if HOLDS.search(each["sql"]) and KEY not in each["sql"]]
    assert held[0].startswith("UPDATE access_accessepoch"), held[0]


def test_a_space_that_is_only_called_otherwise_raises_no_epoch(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        describe_space(
            by=world.lead,
            space=world.falls,
            name="Falls",
            purpose=world.falls.purpose,
            visible_to_whom=Space.Visibility.MEMBERS,
            started_from=world.falls.version,
        )
    assert not [each for each in asked if "UPDATE access_accessepoch" in each["sql"]]
