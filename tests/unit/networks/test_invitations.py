"""Inviting somebody, and what becomes of an invitation."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.mail.models import Mail
from collab.base.security.models import SecurityEntry
from networks.actions.beginning import AlreadyThere
from networks.actions.by_domain import join_by_domain
from networks.actions.collaboratives import end_appointment, end_membership
from networks.actions.domains import confirm_domain, list_domain
from networks.actions.invitations import (
    MayNotInvite,
    invite,
    restore_invitation,
    send_invitation_again,
    withdraw_invitation,
)
from networks.actions.organisations import close_organisation, end_affiliation, request_affiliation
from networks.actions.taking_up import (
    InviterLostTheRight,
    NotValidAnyMore,
    SentToAnother,
    take_up_invitation,
)
from networks.invited import not_taken_up
from networks.models import Affiliation, Appointment, Invitation, LedgerRow, Membership
from networks.models.invitations import hash_of
from tests.jobs import run_due_jobs, sent
from tests.world import World, again, join, sign_up

ADA = "ada.mensah@people.example"


def invited(world: World, **other: object) -> Invitation:
    asked = {"by": world.ben, "to": ADA, "organisation": world.kingsholm, "role": "member"}
    return invite(**asked | other)


def through_the_lead(world: World, **other: object) -> Invitation:
    asked = {"by": world.lead, "organisation": world.severnside, "collaborative": world.west}
    return invited(world, **asked | other)


def ada() -> Person:
    return sign_up("Ada Mensah")


def tokens_mailed() -> list[str]:
    texts = [each.body for each in sent() if ADA in each.to]
    return [re.search(r"/invitations/([\w-]+)", str(text)).group(1) for text in texts]


def later(invitation: Invitation, by: timedelta) -> None:
    """As if so much time had passed since it was sent."""
    Invitation.objects.filter(pk=invitation.pk).update(
        sent_at=invitation.sent_at - by, expires_at=invitation.expires_at - by
    )
    invitation.refresh_from_db()


# Who may


def test_whoever_looks_after_an_organisation_invites_to_it(world):
    invitation = invited(world, to=ADA.upper(), role="administrator", name="Ada Mensah")
    assert (invitation.to, invitation.state) == (ADA, "waiting")
    assert timedelta(days=13) < invitation.expires_at - timezone.now() <= timedelta(days=14)
    assert invited(world, by=world.steward, to="x@people.example")


@pytest.mark.parametrize("who", ["amina", "outsider", "guest", "signed_up"])
def test_nobody_else_does(world, who):
    for asked in ({}, {"collaborative": world.west}):
        with pytest.raises(NotPermitted):
            invited(world, by=getattr(world, who), **asked)
    assert not Invitation.objects.exists()


def test_a_lead_invites_to_what_takes_part_and_to_nothing_else(world):
    assert through_the_lead(world)
    with pytest.raises(MayNotInvite, match="does not take part in"):
        through_the_lead(world, organisation=world.fenland)
    with pytest.raises(NotPermitted):
        invited(world, by=world.lead)  # not through the collaborative
    end_membership(by=world.lead, membership=Membership.objects.get(organisation=world.kingsholm))
    with pytest.raises(MayNotInvite, match="does not take part in"):
        through_the_lead(world, organisation=world.kingsholm)


def test_a_lead_invites_no_administrator(world):
    with pytest.raises(MayNotInvite, match="Only Severnside Hospitals itself"):
        through_the_lead(world, role="administrator")


def test_nobody_is_invited_to_what_is_closed_or_where_they_belong(world):
    with pytest.raises(AlreadyThere, match="belongs to Kingsholm"):
        invited(world, to=world.ben.email)
    closed = close_organisation(by=world.steward, organisation=world.kingsholm)
    with pytest.raises(MayNotInvite, match="closed"):
        invited(world, by=world.steward, organisation=closed)


# The token


def test_the_token_is_in_the_mail_alone(world):
    invitation = invited(world)
    [token] = tokens_mailed()
    assert len(token) >= 43
    assert invitation.token_hash == hash_of(token) != token
    run_due_jobs()
    [row] = Mail.objects.filter(about=invitation.ref)
    assert (row.text, row.to, row.state) == ("", "", Mail.State.HANDED_OVER)


def test_sending_again_makes_a_new_token_and_the_former_dies(world):
    invitation = invited(world)
    [first] = tokens_mailed()
    later(invitation, timedelta(days=15))
    assert invitation.state == "expired"
    sent_again = send_invitation_again(by=world.ben, invitation=invitation)
    assert (sent_again.state, sent_again.sent) == ("waiting", 2)
    _, second = tokens_mailed()
    assert first != second
    assert not Invitation.objects.with_token(first).exists()
    assert Invitation.objects.with_token(second).get() == invitation


def test_inviting_again_is_sending_again(world):
    invitation = invited(world)
    later(invitation, timedelta(days=2))
    assert invited(world) == invitation
    assert Invitation.objects.get().sent == 2
    with pytest.raises(MayNotInvite, match="Invited already, as: member"):
        invited(world, role="safety_lead")


def test_a_button_pressed_twice_sends_one_mail(world):
    invitation = invited(world, key="k")
    assert invited(world, key="k") == invitation
    send_invitation_again(by=world.ben, invitation=invitation)
    assert len(tokens_mailed()) == 1
    with pytest.raises(KeyUsedForOtherText):
        invited(world, key="k", role="sponsor")


def test_a_lead_who_sends_what_an_organisation_sent_changes_nothing_else(world):
    invitation = invited(world)
    later(invitation, timedelta(days=2))
    through_the_lead(world, organisation=world.kingsholm)
    invitation.refresh_from_db()
    assert (invitation.by, invitation.collaborative, invitation.sent) == (world.ben, None, 2)


def test_what_is_withdrawn_is_neither_sent_nor_valid_until_that_is_undone(world):
    invitation = invited(world)
    withdraw_invitation(by=world.ben, invitation=invitation)
    assert tokens_mailed() == []
    with pytest.raises(AlreadyThere, match="withdrawn already"):
        withdraw_invitation(by=world.ben, invitation=invitation)
    person = ada()
    with pytest.raises(NotValidAnyMore):
        take_up_invitation(by=person, invitation=invitation)
    restore_invitation(by=world.ben, invitation=invitation)
    assert len(tokens_mailed()) == 1  # the first mail never left
    take_up_invitation(by=person, invitation=invitation)
    with pytest.raises(AlreadyThere):
        restore_invitation(by=world.ben, invitation=invitation)
    with pytest.raises(AlreadyThere, match="accepted already"):
        send_invitation_again(by=world.ben, invitation=invitation)


def test_undoing_leaves_the_link_that_was_mailed_as_it_was(world):
    invitation = invited(world)
    [token] = tokens_mailed()
    withdraw_invitation(by=world.ben, invitation=invitation)
    restore_invitation(by=world.ben, invitation=invitation)
    assert tokens_mailed() == [token]
    assert Invitation.objects.with_token(token).get().state == "waiting"


def test_undoing_comes_too_late_where_there_is_another(world):
    invitation = invited(world)
    withdraw_invitation(by=world.ben, invitation=invitation)
    invited(world)
    with pytest.raises(AlreadyThere, match="invited again since"):
        restore_invitation(by=world.ben, invitation=invitation)


def test_whoever_does_not_look_after_it_changes_nothing(world):
    invitation = invited(world)
    for action in (send_invitation_again, withdraw_invitation, restore_invitation):
        for person in (world.amina, world.lead, world.signed_up):
            with pytest.raises(NotPermitted):
                action(by=person, invitation=invitation)
    for person, sees in ((world.ben, True), (world.steward, True), (world.lead, False)):
        assert Invitation.objects.visible_to(again(person)).exists() is sees


def test_a_mail_that_is_not_wanted_any_more_does_not_leave(world):
    through_the_lead(world)
    end_appointment(by=world.steward, appointment=Appointment.objects.get(person=world.lead))
    run_due_jobs()
    assert mail.outbox == []


# Accepting


def test_accepting_gives_the_place_once(world):
    invitation, person = invited(world, role="safety_lead"), ada()
    affiliation = take_up_invitation(by=person, invitation=invitation)
    assert (affiliation.role, affiliation.how) == ("safety_lead", "invitation")
    assert affiliation.confirmed_by == world.ben
    invitation.refresh_from_db()
    assert (invitation.state, invitation.taken_up_by) == ("taken_up", person)
    assert invitation.affiliation == affiliation
    with pytest.raises(NotValidAnyMore):
        take_up_invitation(by=person, invitation=invitation)
    assert Affiliation.objects.filter(person=person).count() == 1
    given = SecurityEntry.objects.filter(kind="role_given", about=f"person:{person.uid}").get()
    assert given.details["role"] == "safety_lead"
    told = LedgerRow.objects.filter(subject=f"invitation:{invitation.uid}").order_by("pk")
    assert [row.kind for row in told] == ["invitation.sent", "invitation.taken_up"]


def test_a_lead_plants_nobody_into_an_organisation_that_looks_after_itself(world):
    invitation, person = through_the_lead(world, organisation=world.kingsholm), ada()
    affiliation = take_up_invitation(by=person, invitation=invitation)
    assert (affiliation.confirmed_at, affiliation.role) == (None, "member")
    assert affiliation.how == "invitation"


def test_where_nobody_decides_yet_a_leads_first_safety_lead_belongs_at_once(world):
    first = through_the_lead(world, role="safety_lead")
    second = through_the_lead(world, to="ruby.cole@people.example", role="safety_lead")
    assert take_up_invitation(by=ada(), invitation=first).confirmed_at
    assert not take_up_invitation(by=sign_up("Ruby Cole"), invitation=second).confirmed_at


def test_what_was_asked_for_before_is_answered_by_an_invitation(world):
    person = ada()
    asked = request_affiliation(by=person, organisation=world.kingsholm)
    affiliation = take_up_invitation(by=person, invitation=invited(world, role="sponsor"))
    assert (affiliation.pk, affiliation.role) == (asked.pk, "sponsor")
    assert affiliation.confirmed_at


def by_an_address(world: World, person: Person) -> Affiliation:
    listed = list_domain(by=world.ben, organisation=world.kingsholm, domain="kingsholm.nhs.uk")
    confirm_domain(by=world.steward, domain=listed)
    person.emailaddress_set.create(email="ada@kingsholm.nhs.uk", verified=True)
    joined = join_by_domain(by=again(person), organisation=world.kingsholm)
    assert joined and joined.role == "member"
    return joined


def test_who_joined_by_an_address_meanwhile_becomes_what_they_were_invited_as(world):
    invitation, person = invited(world, role="safety_lead"), ada()
    joined = by_an_address(world, person)
    affiliation = take_up_invitation(by=person, invitation=invitation)
    assert (affiliation.pk, affiliation.role) == (joined.pk, "safety_lead")
    joined.refresh_from_db()
    assert joined.role == "safety_lead"
    told = LedgerRow.objects.filter(subject=f"affiliation:{joined.uid}")
    assert told.filter(kind="affiliation.role_changed", actor=world.ben).exists()
    given = SecurityEntry.objects.filter(kind="role_given", about=f"person:{person.uid}")
    assert "safety_lead" in [each.details["role"] for each in given]


def test_a_lead_makes_nobody_more_than_a_member_where_others_decide(world):
    invitation = through_the_lead(world, organisation=world.kingsholm, role="safety_lead")
    person = ada()
    by_an_address(world, person)
    assert take_up_invitation(by=person, invitation=invitation).role == "member"


def test_who_belongs_by_then_keeps_what_they_are(world):
    invitation, person = invited(world, role="administrator"), ada()
    join(person, world.kingsholm, by=world.ben)
    assert take_up_invitation(by=person, invitation=invitation).role == "member"
    invitation.refresh_from_db()
    assert invitation.state == "taken_up"


def test_a_forwarded_link_gives_nothing_to_another(world):
    invitation = invited(world)
    with pytest.raises(SentToAnother):
        take_up_invitation(by=world.signed_up, invitation=invitation)
    person = world.signed_up
    person.emailaddress_set.create(email=ADA, verified=False)
    with pytest.raises(SentToAnother):
        take_up_invitation(by=person, invitation=invitation)
    person.emailaddress_set.filter(email=ADA).update(verified=True)
    assert take_up_invitation(by=person, invitation=invitation).confirmed_at


def test_what_has_expired_is_not_accepted(world):
    invitation = invited(world)
    later(invitation, timedelta(days=14, seconds=1))
    with pytest.raises(NotValidAnyMore):
        take_up_invitation(by=ada(), invitation=invitation)


def test_whoever_invited_must_still_have_the_right(world):
    of_ben, of_lead = invited(world), through_the_lead(world)
    own = Affiliation.objects.get(person=world.ben)
    end_affiliation(by=world.ben, affiliation=own)
    end_membership(by=world.lead, membership=Membership.objects.get(organisation=world.severnside))
    person = ada()
    for invitation in (of_ben, of_lead):
        with pytest.raises(InviterLostTheRight):
            take_up_invitation(by=person, invitation=invitation)
        invitation.refresh_from_db()
        assert invitation.state == "waiting"
    assert not Affiliation.objects.filter(person=person).exists()


def test_a_suspended_inviter_invites_nobody(world):
    invitation = invited(world)
    Person.objects.filter(pk=world.ben.pk).update(is_active=False)
    with pytest.raises(InviterLostTheRight):
        take_up_invitation(by=ada(), invitation=invitation)


# Afterwards


def test_those_that_nobody_takes_up_are_told_to_whom_they_concern(world):
    fresh, old = invited(world), through_the_lead(world)
    expired = through_the_lead(world, to="x@people.example")
    later(old, timedelta(days=8))
    later(expired, timedelta(days=20))
    assert list(not_taken_up(again(world.lead))) == [expired, old]
    assert list(not_taken_up(again(world.ben))) == []
    later(fresh, timedelta(days=8))
    assert list(not_taken_up(again(world.ben))) == [fresh]
    assert list(not_taken_up(again(world.amina))) == []
