"""An organisation asks to join a collaborative: who may, what both sides see, what follows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.mail.models import Mail
from collab.base.markup import TextRefused
from collab.desk.actions.joining import (
    ReasonMissing,
    SponsorMissing,
    ask_to_join,
    decline_with_reason,
    discussion_of,
    reconsider,
)
from collab.desk.members import former_memberships, organisation_rows
from collab.notifications.telling import tell_what_happened
from discussions.actions import move_thread, post_message, start_thread
from discussions.models import Message, Thread
from discussions.moves import where_to
from networks.actions.beginning import AlreadyThere, Closed, DoesNotBelong
from networks.actions.collaboratives import (
    admit_organisation,
    close_collaborative,
    end_membership,
    take_back_end_of_membership,
)
from networks.actions.joining import FollowedAlready, accept_join, decline_join, withdraw_join
from networks.actions.organisations import close_organisation, end_affiliation
from networks.actions.places import give_place, name_organisation
from networks.actions.request_spaces import BelongsToRequest
from networks.actions.spaces import close_space, describe_space, open_space, reopen_space
from networks.actions.visibility import change_visibility
from networks.models import (
    Collaborative,
    JoinRequest,
    LedgerRow,
    Membership,
    Place,
    Space,
    TooLateToUndo,
)
from networks.waiting import join_requests_for, own_join_requests
from tests.unit.api.client import Program, problem
from tests.unit.interventions.pages import get, signed_in
from tests.world import World, again, join, sign_up

WHY = "We had four falls with harm this year, and want to learn from those who had fewer."


@pytest.fixture
def olu(world: World) -> Person:
    """Olu of Fenland, as its safety lead."""
    held = world.outsider.affiliation_set.get()
    held.role = "safety_lead"
    held.save()
    return again(world.outsider)


@pytest.fixture
def sponsor(world: World) -> Person:
    return again(_of_fenland(world, "Helen Frost", "sponsor"))


def _of_fenland(world: World, name: str, role: str = "member") -> Person:
    person = sign_up(name)
    join(person, world.fenland, by=world.steward, role=role)
    return person


def asked(world: World, by: Person, **how: object) -> JoinRequest:
    said = {
        "organisation": world.fenland,
        "collaborative": world.west,
        "sponsor_name": "Helen Frost",
        "sponsor_job_title": "Chief nurse",
        "reason": WHY,
    }
    return ask_to_join(by=by, **(said | how))


def sees(person: Person, space: Space) -> bool:
    return Space.objects.visible_to(again(person)).filter(pk=space.pk).exists()


def kinds_of(stream: str) -> list[str]:
    rows = LedgerRow.objects.filter(stream=stream).order_by("seq")
    return [kind for kind in rows.values_list("kind", flat=True) if kind.startswith("join.")]


def test_a_request_opens_a_space_that_both_sides_see_and_nobody_else(
    world: World, olu: Person, sponsor: Person
) -> None:
    request = asked(world, olu, sponsor=sponsor)
    colleague = _of_fenland(world, "Cora Colleague")
    for person in (olu, sponsor, world.lead):
        assert sees(person, request.space), person.name
    for person in (colleague, world.amina, world.ben, world.facilitator, world.steward):
        assert not sees(person, request.space), person.name
        assert not JoinRequest.objects.visible_to(again(person)).exists()
    thread = discussion_of(request)
    first = Message.objects.get(thread=thread, n=1)
    assert "Executive sponsor: Helen Frost, Nurse" in first.body
    assert WHY in first.body
    assert first.for_organisation == world.fenland


def test_the_lead_asks_and_they_answer(world: World, olu: Person) -> None:
    request = asked(world, olu)
    thread = discussion_of(request)
    said = {"thread": thread, "text": "Who measures?"}
    post_message(by=again(world.lead), for_organisation=world.lead_body, **said)
    post_message(by=again(olu), for_organisation=world.fenland, **said)
    assert Message.objects.filter(thread=thread).count() == 3


@pytest.mark.parametrize("role", ["safety_lead", "administrator", "sponsor"])
def test_those_who_look_after_the_organisation_and_its_sponsor_may_ask(
    world: World, role: str
) -> None:
    assert asked(world, again(_of_fenland(world, "Rita Role", role))).waits


def test_a_steward_asks_for_an_organisation_and_speaks_for_none(world: World) -> None:
    request = asked(world, world.steward)
    assert Message.objects.get(thread=discussion_of(request)).for_organisation is None
    assert sees(world.steward, request.space)


def test_nobody_else_may_ask(world: World) -> None:
    for person in (world.outsider, world.amina, world.lead, world.signed_up):
        with pytest.raises(NotPermitted):
            asked(world, again(person))
    assert not JoinRequest.objects.exists()
    assert not Thread.objects.exists()


def test_a_request_names_a_sponsor_of_the_organisation_and_gives_a_reason(
    world: World, olu: Person
) -> None:
    with pytest.raises(SponsorMissing):
        asked(world, olu, sponsor_name=" ")
    with pytest.raises(ReasonMissing):
        asked(world, olu, reason=" \n")
    with pytest.raises(DoesNotBelong):
        asked(world, olu, sponsor=world.amina)
    assert not JoinRequest.objects.exists()


def test_an_organisation_that_takes_part_or_has_asked_is_told_so(world: World, olu: Person) -> None:
    with pytest.raises(AlreadyThere, match="takes part"):
        asked(world, olu, collaborative=world.east)
    asked(world, olu)
    with pytest.raises(AlreadyThere, match="has asked"):
        asked(world, olu)
    assert JoinRequest.objects.count() == 1
    assert Space.objects.filter(name__startswith="Join request").count() == 1


def test_a_repeated_request_asks_once(world: World, olu: Person) -> None:
    first = asked(world, olu, key="k")
    assert asked(world, olu, key="k") == first
    with pytest.raises(KeyUsedForOtherText):
        asked(world, olu, key="k", reason="Another reason")


def test_nothing_is_asked_of_what_is_closed(world: World, olu: Person) -> None:
    close_collaborative(by=world.steward, collaborative=world.west)
    with pytest.raises(Closed):
        asked(world, olu, collaborative=Collaborative.objects.get(pk=world.west.pk))


def test_accepting_opens_the_collaboratives_spaces_to_all_its_people_at_once(
    world: World, olu: Person
) -> None:
    request = asked(world, olu)
    colleague = _of_fenland(world, "Cora Colleague")
    assert not sees(colleague, world.falls)
    before = access_epoch()
    accepted = accept_join(by=world.lead, request=request)
    assert access_epoch() > before
    assert sees(colleague, world.falls)
    assert accepted.state == JoinRequest.State.ACCEPTED
    assert accepted.outcome.startswith("Accepted by Priya Nair")
    assert accepted.space.closed_at
    assert sees(olu, accepted.space), "what was said and decided can still be read"
    assert kinds_of(f"p:{olu.uid}") == ["join.requested", "join.accepted"]
    assert kinds_of(request.space.stream) == ["join.requested", "join.accepted"]
    tell_what_happened()
    mail = Mail.objects.filter(reader=f"person:{olu.uid}").latest("pk")
    assert "Priya Nair accepted" in mail.subject
    assert request.space.uid in mail.text


def test_declining_says_why_in_the_discussion_and_in_a_mail(world: World, olu: Person) -> None:
    request = asked(world, olu)
    with pytest.raises(ReasonMissing):
        decline_with_reason(by=world.lead, request=request, reason="  ")
    declined = decline_with_reason(by=world.lead, request=request, reason="You are in the East.")
    assert declined.state == JoinRequest.State.DECLINED
    said = Message.objects.get(thread=discussion_of(request), n=2)
    assert (said.body, said.by) == ("You are in the East.", world.lead)
    tell_what_happened()
    mail = Mail.objects.filter(reader=f"person:{olu.uid}").latest("pk")
    assert "You are in the East." in mail.text
    assert mail.about == str(said.ref)
    assert not sees(olu, world.falls)
    assert asked(world, again(olu)).waits, "who was declined may ask again"


def test_only_a_lead_decides_and_only_once(world: World, olu: Person) -> None:
    request = asked(world, olu)
    for person in (olu, world.amina, world.facilitator):
        with pytest.raises(NotPermitted):
            accept_join(by=again(person), request=request)
        with pytest.raises(NotPermitted):
            decline_with_reason(by=again(person), request=request, reason="No")
    accept_join(by=world.lead, request=request)
    for late in (
        lambda: accept_join(by=world.lead, request=request),
        lambda: decline_with_reason(by=world.lead, request=request, reason="No"),
        lambda: withdraw_join(by=olu, request=request),
    ):
        with pytest.raises(AlreadyThere):
            late()
    assert Membership.objects.current().filter(organisation=world.fenland).count() == 2


def test_a_request_can_be_taken_back_by_the_organisation_alone(world: World, olu: Person) -> None:
    request = asked(world, olu)
    with pytest.raises(NotPermitted):
        withdraw_join(by=world.lead, request=request)
    withdraw_join(by=olu, request=request)
    request.refresh_from_db()
    assert request.state == JoinRequest.State.WITHDRAWN
    assert request.space.closed_at
    assert kinds_of(f"p:{olu.uid}")[-1] == "join.withdrawn"


def test_accepting_can_be_undone_for_ten_minutes(world: World, olu: Person) -> None:
    accepted = accept_join(by=world.lead, request=asked(world, olu))
    again_waiting = reconsider(by=world.lead, request=accepted)
    assert again_waiting.waits
    assert again_waiting.space.closed_at is None
    assert not sees(olu, world.falls)
    kept = Membership.objects.get(organisation=world.fenland, collaborative=world.west)
    assert kept.ended_by == world.lead
    assert kinds_of(f"p:{olu.uid}")[-1] == "join.reopened"
    late = accept_join(by=world.lead, request=again_waiting)
    with pytest.raises(TooLateToUndo):
        reconsider(by=world.lead, request=late, at=timezone.now() + timedelta(minutes=11))


def test_an_undone_acceptance_never_counts_as_having_taken_part(world: World, olu: Person) -> None:
    request = asked(world, olu)
    for _twice in range(2):
        reconsider(by=world.lead, request=accept_join(by=world.lead, request=request))
    lead, theirs = signed_in(world.lead), signed_in(olu)
    html = get(lead, f"/c/{world.west.uid}/members")
    assert "Took part before" not in html
    assert "takes part no longer" not in html
    assert "Took part before" not in get(theirs, f"/o/{world.fenland.identifier}/collaboratives")
    assert not former_memberships(world.west).exists()
    address = f"/c/{world.west.uid}/members/{world.fenland.identifier}"
    assert lead.post(f"{address}/keep").status_code == 404
    given = Membership.objects.filter(organisation=world.fenland, collaborative=world.west)
    for kept in given:
        with pytest.raises(TooLateToUndo):
            take_back_end_of_membership(by=world.lead, membership=kept)
    assert request.membership is None
    accepted = accept_join(by=world.lead, request=request)
    [row] = organisation_rows(world.west, [world.fenland])
    assert (row.membership, row.earlier) == (accepted.membership, [])


def test_taking_part_again_answers_what_was_asked_meanwhile(world: World, olu: Person) -> None:
    membership = accept_join(by=world.lead, request=asked(world, olu)).membership
    assert membership
    end_membership(by=world.lead, membership=membership)
    request = asked(world, again(olu))
    take_back_end_of_membership(by=world.lead, membership=membership)
    request.refresh_from_db()
    assert (request.state, request.membership) == (JoinRequest.State.ACCEPTED, membership)


@pytest.mark.parametrize("decide", [accept_join, decline_join])
def test_its_space_is_not_restored_while_the_decision_can_be_taken_back(
    world: World, olu: Person, decide: Callable[..., JoinRequest]
) -> None:
    decided = decide(by=world.lead, request=asked(world, olu))
    lead = signed_in(world.lead)
    assert "Restore space" not in get(lead, decided.space.get_absolute_url())
    address = f"/s/{decided.space.uid}/restore"
    html = lead.post(address, follow=True).content.decode()
    assert "This request to join has just been decided." in html
    assert reconsider(by=world.lead, request=decided).space.closed_at is None


def test_its_space_is_restored_once_the_decision_stays(world: World, olu: Person) -> None:
    decided = accept_join(
        by=world.lead, request=asked(world, olu), at=timezone.now() - timedelta(minutes=10)
    )
    assert reopen_space(by=world.lead, space=decided.space).closed_at is None


def test_nobody_undoes_what_another_lead_decided(world: World, olu: Person) -> None:
    accepted = accept_join(by=world.steward, request=asked(world, olu))
    with pytest.raises(TooLateToUndo):
        reconsider(by=world.lead, request=accepted)


def test_accepting_is_not_undone_once_its_people_take_part(world: World, olu: Person) -> None:
    accepted = accept_join(by=world.lead, request=asked(world, olu))
    start_thread(
        by=again(olu),
        for_organisation=world.fenland,
        space=world.falls,
        title="Hello",
        text="We are new here.",
    )
    with pytest.raises(FollowedAlready):
        reconsider(by=world.lead, request=accepted)
    assert sees(olu, world.falls)


def test_undoing_a_decline_removes_the_reason_and_its_mail(world: World, olu: Person) -> None:
    request = asked(world, olu)
    declined = decline_with_reason(by=world.lead, request=request, reason="Not for you.")
    tell_what_happened()
    assert Mail.objects.filter(text__contains="Not for you").exists()
    assert reconsider(by=world.lead, request=declined).waits
    assert Message.objects.get(thread=discussion_of(request), n=2).removed
    assert not Mail.objects.filter(text__contains="Not for you").exists()


def test_admitting_the_organisation_answers_its_request(world: World, olu: Person) -> None:
    request = asked(world, olu)
    admit_organisation(by=world.steward, collaborative=world.west, organisation=world.fenland)
    request.refresh_from_db()
    assert request.state == JoinRequest.State.ACCEPTED
    assert request.membership
    assert not join_requests_for(again(world.lead)).exists()


@pytest.mark.parametrize("closed", ["organisation", "collaborative"])
def test_a_request_ends_with_the_organisation_or_the_collaborative(
    world: World, olu: Person, closed: str
) -> None:
    request = asked(world, olu)
    if closed == "organisation":
        close_organisation(by=world.steward, organisation=world.fenland)
    else:
        close_collaborative(by=world.steward, collaborative=world.west)
    request = JoinRequest.objects.for_rows().get(pk=request.pk)
    assert request.state == JoinRequest.State.CLOSED
    assert request.space.closed_at


def test_what_waits_is_found_by_the_lead_and_by_who_asked(world: World, olu: Person) -> None:
    request = asked(world, olu)
    assert list(join_requests_for(again(world.lead))) == [request]
    assert list(own_join_requests(again(olu))) == [request]
    for person in (world.amina, world.ben, world.steward):
        assert not join_requests_for(again(person)).exists()
        assert not own_join_requests(again(person)).exists()


def test_leaving_and_joining_again_keep_history(world: World, olu: Person) -> None:
    accepted = accept_join(by=world.lead, request=asked(world, olu))
    start_thread(
        by=again(olu),
        for_organisation=world.fenland,
        space=world.falls,
        title="Hello",
        text="We are new here.",
    )
    end_membership(by=olu, membership=accepted.membership)
    assert not sees(olu, world.falls)
    assert Thread.objects.get(title="Hello").for_organisation == world.fenland
    accept_join(by=world.lead, request=asked(world, again(olu)))
    assert sees(olu, world.falls)
    held = Membership.objects.filter(organisation=world.fenland, collaborative=world.west)
    assert [each.ended_by for each in held.order_by("since")] == [olu, None]


def test_a_member_without_the_role_does_not_take_the_organisation_out(world: World) -> None:
    membership = Membership.objects.get(organisation=world.kingsholm)
    for person in (world.amina, world.facilitator, world.outsider):
        with pytest.raises(NotPermitted):
            end_membership(by=again(person), membership=membership)


def test_the_organisation_is_told_when_the_lead_takes_it_out(world: World) -> None:
    membership = Membership.objects.get(organisation=world.kingsholm)
    end_membership(by=world.lead, membership=membership)
    mail = Mail.objects.get()
    assert mail.to == world.ben.email
    assert "Priya Nair has ended the part of Kingsholm Infirmary" in mail.text


def test_places_held_on_its_behalf_end_with_its_part_and_come_back_with_it(world: World) -> None:
    membership = Membership.objects.get(organisation=world.severnside)
    owens = Place.objects.filter(person=world.facilitator, space=world.falls)
    end_membership(by=world.lead, membership=membership)
    assert not owens.current().exists()
    assert not sees(world.facilitator, world.falls)
    take_back_end_of_membership(by=world.lead, membership=membership)
    assert owens.current().exists()
    assert sees(world.facilitator, world.falls)


def test_whoever_left_the_organisation_meanwhile_does_not_come_back_with_it(world: World) -> None:
    membership = Membership.objects.get(organisation=world.severnside)
    end_membership(by=world.lead, membership=membership)
    end_affiliation(by=world.steward, affiliation=world.facilitator.affiliation_set.get())
    take_back_end_of_membership(by=world.lead, membership=membership)
    assert not Place.objects.current().filter(person=world.facilitator).exists()
    assert not sees(world.facilitator, world.falls)
    assert sees(world.amina, world.falls)


def test_it_loses_the_spaces_in_which_it_or_its_people_were_named_too(world: World) -> None:
    rooms = [
        open_space(
            by=world.lead,
            name=name,
            purpose="What we plan.",
            members_by=Space.MembersBy.NAMED,
            collaborative=world.west,
        )
        for name in ("Whom we name", "Which organisations we name")
    ]
    give_place(
        by=world.lead,
        space=rooms[0],
        person=world.facilitator,
        role=Place.Role.CONTRIBUTOR,
        organisation=world.severnside,
    )
    name_organisation(by=world.lead, space=rooms[1], organisation=world.severnside)
    membership = Membership.objects.get(organisation=world.severnside)
    end_membership(by=world.lead, membership=membership)
    assert not any(sees(world.facilitator, room) for room in rooms)
    assert not sees(world.amina, rooms[1])
    take_back_end_of_membership(by=world.lead, membership=membership)
    assert all(sees(world.facilitator, room) for room in rooms)
    assert sees(world.amina, rooms[1])


def test_it_keeps_the_space_of_its_own_request(world: World, olu: Person) -> None:
    accepted = accept_join(by=world.lead, request=asked(world, olu))
    end_membership(by=olu, membership=accepted.membership)
    assert sees(olu, accepted.space)


def test_what_began_anew_is_not_taken_back(world: World) -> None:
    membership = Membership.objects.get(organisation=world.severnside)
    end_membership(by=world.lead, membership=membership)
    admit_organisation(by=world.lead, collaborative=world.west, organisation=world.severnside)
    with pytest.raises(AlreadyThere):
        take_back_end_of_membership(by=world.lead, membership=membership)
    with pytest.raises(TooLateToUndo):
        later = timezone.now() + timedelta(minutes=11)
        take_back_end_of_membership(by=world.lead, membership=membership, at=later)


def test_a_lead_names_a_colleague_in_the_requests_space(world: World, olu: Person) -> None:
    request = asked(world, olu)
    colleague = _of_fenland(world, "Cora Colleague")
    give_place(by=world.lead, space=request.space, person=colleague, role=Place.Role.READER)
    assert sees(colleague, request.space)


def test_a_refused_text_asks_nothing(world: World, olu: Person) -> None:
    with pytest.raises(TextRefused):
        asked(world, olu, reason="> " * 200 + "deep")
    assert not JoinRequest.objects.exists()


# What both sides write stays between them


@pytest.fixture
def elsewhere(world: World) -> Space:
    """A space of the collaborative that its lead facilitates."""
    return open_space(
        by=world.lead,
        name="Leads and coaches",
        purpose="Among ourselves",
        members_by=Space.MembersBy.NAMED,
        collaborative=world.west,
    )


def test_what_is_said_about_a_request_stays_where_both_sides_read_it(
    world: World, olu: Person, elsewhere: Space
) -> None:
    request, lead = asked(world, olu), again(world.lead)
    first = discussion_of(request)
    said = {"for_organisation": world.lead_body, "text": "Who measures?"}
    second = start_thread(by=lead, space=request.space, title="Measuring", **said)
    about = _about_elsewhere(request, start_thread(by=lead, space=elsewhere, title="No", **said))
    for thread, into in ((first, elsewhere), (second, elsewhere), (about, world.falls)):
        with pytest.raises(BelongsToRequest, match="stays where it is"):
            move_thread(by=lead, thread=thread, out_of=thread.space, into=into)
    declined = decline_with_reason(by=lead, request=request, reason="You are in the East.")
    said_in = Message.objects.get(thread__space=request.space, body="You are in the East.")
    assert declined.said_in == str(said_in.ref)
    assert Message.objects.visible_to(again(olu)).filter(pk=said_in.pk).exists()


def test_a_discussion_about_a_request_elsewhere_is_not_where_its_answer_is_given(
    world: World, olu: Person
) -> None:
    request = asked(world, olu)
    own = discussion_of(request)
    said = {"for_organisation": world.lead_body, "text": "I doubt it."}
    older = request.at - timedelta(days=1)
    thread = start_thread(by=again(world.lead), space=world.falls, title="No", at=older, **said)
    _about_elsewhere(request, thread)
    assert discussion_of(request) == own


def _about_elsewhere(request: JoinRequest, thread: Thread) -> Thread:
    """As one that was moved out of the request's space before that was refused."""
    Thread.objects.filter(pk=thread.pk).update(about=str(request.ref))
    return Thread.objects.select_related("space").get(pk=thread.pk)


def test_no_discussion_is_moved_in_front_of_whoever_asks(
    world: World, olu: Person, elsewhere: Space
) -> None:
    request, lead = asked(world, olu), again(world.lead)
    said = {"for_organisation": world.lead_body, "text": "I doubt it."}
    ours = start_thread(by=lead, space=elsewhere, title="Do we want them?", **said)
    offered = where_to(ours, lead)
    assert world.falls in offered
    assert request.space not in offered
    with pytest.raises(BelongsToRequest):
        move_thread(by=lead, thread=ours, out_of=elsewhere, into=request.space)
    assert not Thread.objects.visible_to(again(olu)).filter(pk=ours.pk).exists()


@pytest.mark.parametrize("to", ["network", "public"])
def test_a_requests_space_is_not_opened_to_others(world: World, olu: Person, to: str) -> None:
    space, lead = asked(world, olu).space, again(world.lead)
    with pytest.raises(BelongsToRequest, match="Only the two sides see it"):
        change_visibility(by=lead, space=space, visible_to_whom=to, started_from=space.version)
    with pytest.raises(BelongsToRequest):
        describe_space(
            by=lead,
            space=space,
            name="Fenland",
            purpose="Whether it joins",
            visible_to_whom=to,
            started_from=space.version,
        )
    assert Space.objects.get(pk=space.pk).visible_to_whom == "members"


def test_a_requests_space_is_not_opened_to_others_once_it_is_decided(
    world: World, olu: Person
) -> None:
    space = accept_join(by=world.lead, request=asked(world, olu)).space
    with pytest.raises(BelongsToRequest):
        change_visibility(
            by=again(world.lead),
            space=space,
            visible_to_whom="network",
            started_from=space.version,
        )


def test_a_requests_space_is_not_archived_before_the_decision(world: World, olu: Person) -> None:
    request = asked(world, olu)
    with pytest.raises(BelongsToRequest, match="Accept or decline it"):
        close_space(by=again(world.lead), space=request.space)
    decline_with_reason(by=again(world.lead), request=request, reason="You are in the East.")
    assert Space.objects.get(pk=request.space.pk).closed_at


def test_the_pages_of_a_request_offer_none_of_that_and_say_why(
    world: World, olu: Person, elsewhere: Space
) -> None:
    request, lead = asked(world, olu), signed_in(world.lead)
    space, thread = request.space, discussion_of(request)
    here, there = space.get_absolute_url(), thread.get_absolute_url()
    assert "Change who sees it" not in get(lead, here)
    assert "Archive space" not in get(lead, f"{here}/settings")
    assert f"{there}/move" not in get(lead, there)
    for page in (
        lead.get(f"{here}/visibility", {"to": "network"}, follow=True),
        lead.post(f"{here}/visibility", {"to": "network", "started_from": 1}, follow=True),
    ):
        assert "Only the two sides see it." in page.text
    page = lead.post(f"{here}/archive", follow=True)
    assert "Accept or decline it" in page.text
    sent = {"out_of": space.uid, "into": elsewhere.uid}
    for page in (lead.get(f"{there}/move", follow=True), lead.post(f"{there}/move", sent)):
        assert page.status_code in (200, 302)
    assert "and stays where it is" in lead.get(f"{there}/move", follow=True).text
    kept = Space.objects.get(pk=space.pk)
    assert (kept.visible_to_whom, kept.closed_at) == ("members", None)
    assert Thread.objects.get(pk=thread.pk).space == space


def test_a_program_is_refused_the_same(world: World, olu: Person, elsewhere: Space) -> None:
    request, lead = asked(world, olu), Program(world.lead)
    space, thread = f"spaces/{request.space.uid}", f"threads/{discussion_of(request).uid}"
    version = request.space.version
    wider = {"visible_to_whom": "network"}
    moved = {"out_of": request.space.uid, "into": elsewhere.uid}
    for answer in (
        lead.post(f"{space}/visibility", wider, version=version),
        lead.patch(space, wider, version=version),
        lead.delete(space),
        lead.post(f"{thread}/move", moved, version=1),
    ):
        assert "request to join" in problem(answer, 409)["detail"].lower()


@pytest.mark.usefixtures("contexts")
def test_the_network_counts_the_spaces_that_a_regions_page_lists(world: World, olu: Person) -> None:
    asked(world, olu)
    lead = signed_in(world.lead)
    counted = {each.pk: spaces for each, spaces in lead.get("/network").context["rows"]}
    listed = lead.get(world.west.get_absolute_url()).context["spaces"]
    assert counted[world.west.pk] == len(listed) > 0


def test_the_desk_names_a_sponsor_who_has_no_account(world: World, olu: Person) -> None:
    asked(world, olu)
    html = get(signed_in(world.lead), f"/c/{world.west.uid}/desk")
    assert "sponsor Helen Frost, Chief nurse" in html


def test_a_declined_request_says_why_and_of_nobody_that_they_write_there(
    world: World, olu: Person
) -> None:
    request = asked(world, olu)
    decline_with_reason(by=world.lead, request=request, reason="Ask us again in spring.")
    html = get(signed_in(olu), request.get_absolute_url())
    assert "The reason: Ask us again in spring." in html
    assert "nobody writes in it any more" in html
    assert "Writing here" not in html
    html = get(signed_in(olu), discussion_of(request).get_absolute_url())
    assert "People named in this space write here." not in html
