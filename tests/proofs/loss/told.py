"""Every action that tells the ledger something, each with a thing to do it to."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.files.actions import remove_file
from collab.base.forgetting.reasons import PurgeReason
from collab.desk.actions.joining import ask_to_join, decline_with_reason, reconsider
from collab.desk.actions.steps import take_step, undo_step
from collab.desk.actions.writing_to import write_to
from collab.interventions import actions as interventions
from collab.interventions.models import Version
from discussions import actions as discussions
from discussions.actions.moving import move_thread
from discussions.models import Message
from networks.actions import (
    by_domain,
    changing_roles,
    collaboratives,
    domains,
    invitations,
    joining,
    opening,
    organisations,
    places,
    registering,
    spaces,
    taking_up,
    visibility,
)
from networks.actions.joining import accept_join
from networks.by_domain import key_to_prove
from networks.models import Affiliation, Invitation, Membership, Place, VisibilityChange
from tests.files import attached
from tests.unit.access.scene import Scene, draft
from tests.world import again

Act = Callable[[], object]


def what_people_write(scene: Scene) -> Iterator[Act]:
    world, thread, message = scene.world, scene.thread["falls"], scene.message["falls"]
    amina = {"by": world.amina, "for_organisation": world.severnside}
    writing = {**amina, "text": "Ours slip.", "key": "k"}
    yield partial(
        discussions.start_thread,
        **writing,
        space=world.falls,
        title="Mats",
        about=Ref("intervention", scene.intervention["falls"].uid),
    )
    yield partial(discussions.post_message, **writing, thread=thread, quotes=message)
    yield partial(discussions.edit_message, **writing, message=message, started_from=1)
    yield partial(
        discussions.retitle_thread, **amina, thread=thread, title="Mats", started_from=1, key="k"
    )
    yield partial(discussions.remove_message, by=world.amina, message=message, reason="Mistaken")
    removed = discussions.post_message(**amina, thread=thread, text="Wrong ward")
    discussions.remove_message(by=world.amina, message=removed)
    yield partial(discussions.restore_message, by=world.amina, message=removed)
    yield partial(
        discussions.purge_message, by=world.amina, message=message, reason=PurgeReason.PATIENT
    )
    yield partial(remove_file, by=world.amina, file=scene.file["falls"])


def documents(scene: Scene) -> Iterator[Act]:
    world, shared = scene.world, scene.intervention["falls"]
    amina = {"by": world.amina, "for_organisation": world.severnside, "key": "k"}
    of_it = {"by": world.amina, "intervention": shared}
    content = draft("Mats", "- [ ] The mat is flat\n")
    yield partial(interventions.share_intervention, **amina, space=world.falls, content=content)
    yield partial(
        interventions.save_version, **amina, intervention=shared, started_from=2, content=content
    )
    yield partial(interventions.remove_intervention, **of_it, reason="Mistaken")
    yield partial(
        interventions.restore_intervention, by=world.amina, intervention=scene.removed["falls"]
    )
    yield partial(interventions.purge_intervention, **of_it, reason=PurgeReason.PATIENT)
    yield partial(interventions.purge_former_versions, **of_it, reason=PurgeReason.PATIENT)
    poster = attached(shared.ref, by=world.amina, name="bell.txt", content=b"The bell")
    yield partial(remove_file, by=world.amina, file=poster)


def spaces_and_places(scene: Scene) -> Iterator[Act]:
    world = scene.world
    falls = {"by": world.lead, "space": world.falls}
    yield partial(
        spaces.open_space,
        by=world.steward,
        name="Pressure ulcers",
        purpose="Skin, together.",
        members_by="named",
        key="k",
    )
    yield partial(
        spaces.describe_space,
        **falls,
        name="Falls",
        purpose="Fewer falls.",
        visible_to_whom="network",
        started_from=1,
    )
    yield from who_sees_it(scene)
    yield partial(spaces.close_space, **falls)
    closed = spaces.close_space(by=world.lead, space=world.medicines)
    yield partial(spaces.reopen_space, by=world.lead, space=closed)
    yield partial(places.give_place, **falls, person=world.outsider, role="reader")
    held = Place.objects.current().get(space=world.falls, person=world.guest)
    yield partial(places.end_place, by=world.lead, place=held)
    yield partial(
        places.name_organisation,
        by=world.steward,
        space=world.group,
        organisation=world.fenland,
    )
    naming = places.name_organisation(
        by=world.steward, space=world.group, organisation=world.kingsholm
    )
    yield partial(places.end_naming, by=world.steward, naming=naming)


def who_sees_it(scene: Scene) -> Iterator[Act]:
    world = scene.world
    yield partial(
        visibility.change_visibility,
        by=world.lead,
        space=world.falls,
        visible_to_whom="network",
        started_from=1,
    )
    visibility.change_visibility(
        by=world.lead, space=world.medicines, visible_to_whom="public", started_from=1
    )
    change = VisibilityChange.objects.get(space=world.medicines)
    yield partial(visibility.take_back_visibility, by=world.lead, change=change)
    for kind in (scene.thread, scene.intervention):
        older, opened = kind["surgery"], kind["falls"]
        type(older).objects.filter(pk=older.pk).update(reach="members")
        type(opened).objects.filter(pk=opened.pk).update(reach="network", opened_from="members")
        yield partial(opening.open_older, by=world.lead, thing=older, stated=lambda said: True)
        yield partial(opening.close_older, by=world.lead, thing=opened)


def belonging(scene: Scene) -> Iterator[Act]:
    world = scene.world
    waiting = {"by": world.ben, "affiliation": scene.waiting}
    yield partial(
        organisations.request_affiliation, by=world.signed_up, organisation=world.severnside
    )
    yield partial(organisations.confirm_affiliation, **waiting, role="member")
    yield partial(organisations.decline_affiliation, **waiting)
    current = Affiliation.objects.current().get(person=world.outsider)
    yield partial(organisations.end_affiliation, by=world.outsider, affiliation=current)
    yield partial(
        changing_roles.change_affiliation_role,
        by=world.steward,
        affiliation=current,
        role="safety_lead",
    )
    moving = {"affiliation": current, "organisation": world.kingsholm}
    yield partial(by_domain.move_affiliation, by=world.outsider, **moving)
    yield from by_an_address(scene)
    asked = {"request": scene.asked}
    yield partial(
        joining.begin_join_request,
        by=world.steward,
        organisation=world.severnside,
        collaborative=world.east,
        sponsor=None,
    )
    yield partial(joining.accept_join, by=world.lead, **asked)
    yield partial(joining.decline_join, by=world.lead, **asked)
    yield partial(joining.withdraw_join, by=world.steward, **asked)
    other = joining.begin_join_request(
        by=world.steward, organisation=world.kingsholm, collaborative=world.east, sponsor=None
    )
    declined = joining.decline_join(by=world.steward, request=other)
    yield partial(joining.take_back_decision, by=world.steward, request=declined)
    yield partial(organisations.close_organisation, by=world.steward, organisation=world.severnside)
    yield partial(collaboratives.close_collaborative, by=world.steward, collaborative=world.west)


def by_an_address(scene: Scene) -> Iterator[Act]:
    world, nadia = scene.world, scene.world.signed_up
    domains.confirm_domain(by=world.steward, domain=scene.domain)
    other = domains.list_domain(
        by=world.ben, organisation=world.kingsholm, domain="kingsholm.example"
    )
    yield partial(domains.confirm_domain, by=world.steward, domain=other)
    yield partial(domains.decline_domain, by=world.steward, domain=other, reason="Shared.")
    third = domains.list_domain(
        by=world.ben, organisation=world.kingsholm, domain="kingsholm.org.example"
    )
    third = domains.confirm_domain(by=world.steward, domain=third)
    yield partial(domains.reconsider_domain, by=world.steward, domain=third)
    address = f"nadia@{scene.domain.domain}"
    nadia.emailaddress_set.create(email=address, verified=True)
    kingsholm = {"by": nadia, "organisation": world.kingsholm}
    yield partial(by_domain.join_by_domain, **kingsholm)
    key = key_to_prove(nadia, world.kingsholm, address)
    yield partial(by_domain.prove_address, by=nadia, key=key)


def inviting(scene: Scene) -> Iterator[Act]:
    world = scene.world
    lead = {"by": world.lead, "invitation": scene.invitation}
    asked = {"organisation": world.kingsholm, "role": "member"}
    yield partial(invitations.invite, by=world.ben, to="x@people.example", **asked)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=1))
    yield partial(invitations.send_invitation_again, **lead)
    yield partial(invitations.withdraw_invitation, **lead)
    mistaken = invitations.invite(by=world.ben, to="y@people.example", **asked)
    withdrawn = invitations.withdraw_invitation(by=world.ben, invitation=mistaken)
    yield partial(invitations.restore_invitation, by=world.ben, invitation=withdrawn)
    for_nadia = invitations.invite(by=world.ben, to=world.signed_up.email, **asked)
    yield partial(taking_up.take_up_invitation, by=world.signed_up, invitation=for_nadia)
    yield partial(taking_up.decline_invitation, by=world.signed_up, invitation=for_nadia)
    other = invitations.invite(
        by=world.steward,
        to=world.signed_up.email,
        organisation=world.severnside,
        role="member",
    )
    declined = taking_up.decline_invitation(by=world.signed_up, invitation=other)
    yield partial(taking_up.reconsider_invitation, by=world.signed_up, invitation=declined)


def registrations(scene: Scene) -> Iterator[Act]:
    world, registered = scene.world, scene.registered
    organisations.request_affiliation(by=scene.stranger, organisation=registered.organisation)
    fern_lodge = registering.Facts(name="Fern Lodge", kind="care_home")
    mine = {"by": world.signed_up, "facts": fern_lodge}
    decided = registering.register_organisation(**mine)
    decided = registering.confirm_registration(by=world.steward, registration=decided)
    yield partial(registering.register_organisation, **mine, key="k")
    waiting = {"by": world.steward, "registration": registered}
    yield partial(registering.confirm_registration, **waiting)
    yield partial(registering.merge_registration, **waiting, into=world.kingsholm)
    yield partial(registering.decline_registration, **waiting, reason="It closed.")
    yield partial(registering.take_back_decision, by=world.steward, registration=decided)


def at_the_desk(scene: Scene) -> Iterator[Act]:
    world, lead = scene.world, again(scene.world.lead)
    Membership.objects.update(since=timezone.now() - timedelta(days=400))
    work = {"by": lead, "collaborative": world.west, "source": "quiet", "what": "remind"}
    yield partial(take_step, **work, about=world.kingsholm.uid)
    organisations.confirm_affiliation(
        by=world.steward,
        role="safety_lead",
        affiliation=organisations.request_affiliation(
            by=scene.stranger, organisation=world.severnside
        ),
    )
    quiet = {"active_on": timezone.localdate() - timedelta(days=99)}
    Person.objects.filter(affiliation__organisation=world.severnside).update(**quiet)
    Message.objects.update(at=timezone.now() - timedelta(days=99))
    Version.objects.update(at=timezone.now() - timedelta(days=99))
    yield partial(undo_step, by=lead, step=take_step(**work, about=world.severnside.uid))
    decided = organisations.decline_affiliation(
        by=world.steward,
        affiliation=organisations.request_affiliation(
            by=world.outsider, organisation=world.severnside
        ),
    )
    yield partial(organisations.reconsider_affiliation, by=world.steward, affiliation=decided)


def moving_and_changing_places(scene: Scene) -> Iterator[Act]:
    world, lead = scene.world, again(scene.world.lead)
    guest = Place.objects.current().get(space=world.falls, person=world.guest)
    yield partial(places.change_place, by=lead, place=guest, role="reader", guest_until=None)
    held = Place.objects.current().get(space=world.surgery, person=world.facilitator)
    ended = places.end_place(by=lead, place=held)
    yield partial(places.restore_place, by=lead, place=ended)
    group = {"by": world.steward, "space": world.group}
    naming = places.name_organisation(**group, organisation=world.severnside)
    ended_naming = places.end_naming(by=world.steward, naming=naming)
    yield partial(places.restore_naming, by=world.steward, naming=ended_naming)
    moved = {"thread": scene.thread["surgery"], "out_of": world.surgery, "into": world.falls}
    yield partial(move_thread, by=lead, **moved)
    mats = discussions.start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Mats",
        text="Ours slip.",
    )
    move_thread(by=lead, thread=mats, out_of=world.falls, into=world.surgery)
    yield partial(move_thread, by=lead, thread=mats, out_of=world.surgery, into=world.falls)


def asking_to_join(scene: Scene) -> Iterator[Act]:
    world, lead = scene.world, again(scene.world.lead)
    said = {"collaborative": world.east, "sponsor_name": "Helen Frost", "reason": "To learn."}
    yield partial(ask_to_join, by=again(world.ben), organisation=world.kingsholm, **said)
    yield partial(decline_with_reason, by=lead, request=scene.asked, reason="Not yet.")
    steward = again(world.steward)
    lodge = organisations.add_organisation(by=steward, name="Fern House", kind="care_home")
    accepted = ask_to_join(by=steward, organisation=lodge, **said)
    accepted = accept_join(by=steward, request=accepted)
    yield partial(reconsider, by=steward, request=accepted)
    written = {"title": "A day together", "text": "Who comes?"}
    everyone = {"collaborative": world.west, "people": [world.amina]}
    yield partial(write_to, by=lead, **everyone, **written)


def all_that_is_told(scene: Scene) -> list[Act]:
    """What each action that tells something would do in this scene, one of them and not two."""
    quoted = scene.message["falls"]
    discussions.post_message(
        by=scene.world.ben,
        for_organisation=scene.world.kingsholm,
        thread=quoted.thread,
        text="So did ours.",
        quotes=quoted,
    )
    kinds = [
        what_people_write,
        documents,
        spaces_and_places,
        belonging,
        inviting,
        registrations,
        at_the_desk,
        moving_and_changing_places,
        asking_to_join,
    ]
    return [act for kind in kinds for act in kind(scene)]
