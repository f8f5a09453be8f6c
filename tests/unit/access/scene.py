"""What the sweep opens: one of each thing, in a space of members and in a public one."""

from copy import deepcopy
from dataclasses import dataclass
from functools import cache

import pytest
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.files.models import File
from collab.desk.actions.joining import ask_to_join
from collab.desk.models import Step
from collab.interventions.actions import remove_intervention, save_version, share_intervention
from collab.interventions.drafts import Draft
from collab.interventions.models import Intervention
from discussions.actions import start_thread
from discussions.models import Message, Thread
from networks.actions.domains import list_domain
from networks.actions.invitation_batches import Wanted, invite_many
from networks.actions.invitations import invite
from networks.actions.organisations import request_affiliation
from networks.actions.places import give_place, name_organisation
from networks.actions.registering import Facts, register_organisation
from networks.models import (
    Affiliation,
    EmailDomain,
    Invitation,
    InvitationBatch,
    JoinRequest,
    Place,
    Registration,
    Space,
)
from tests.files import attached, picture
from tests.kept_rows import KeptRows
from tests.world import World, a_world, again, join, sign_up

CHECKLIST = "## Before\n\n- [ ] Call bell in reach\n- [ ] Bed at its lowest\n"


@dataclass
class Scene:
    world: World
    intervention: dict[str, Intervention]
    thread: dict[str, Thread]
    message: dict[str, Message]
    removed: dict[str, Intervention]
    file: dict[str, File]
    """Attached to the message."""
    waiting: Affiliation
    """Somebody who has asked to join Kingsholm, whose safety lead nobody of the sweep is."""
    stranger: Person
    domain: EmailDomain
    """Kingsholm's, which waits for a steward."""
    invitation: Invitation
    """To Severnside, which nobody looks after; the lead has sent it, and so the batch."""
    batch: InvitationBatch
    registered: Registration
    """An organisation that the stranger misses in the directory."""
    asked: JoinRequest
    """Fenland, by a safety lead whom nobody of the sweep is, asks to join the West of England's."""
    step: Step
    """Of the lead, at her desk."""


def draft(title: str = "Falls checklist", body: str = CHECKLIST) -> Draft:
    return Draft(
        title=title,
        kind="checklist",
        summary="Four checks in the first hour.",
        setting="Wards",
        problem="Falls at night",
        evidence="tested",
        licence="ogl-3.0",
        taken_by="network",
        body=body,
    )


def build_scene(world: World) -> Scene:
    interventions, threads, removed = {}, {}, {}
    stranger = sign_up("Sam Stranger")
    for name in ("falls", "surgery"):
        space: Space = getattr(world, name)
        intervention = share_intervention(
            by=world.amina, for_organisation=world.severnside, space=space, content=draft()
        )
        interventions[name] = save_version(
            by=world.amina,
            for_organisation=world.severnside,
            intervention=intervention,
            started_from=1,
            content=draft(body=CHECKLIST + "- [ ] Light on\n"),
        )
        mistaken = share_intervention(
            by=world.amina,
            for_organisation=world.severnside,
            space=space,
            content=draft("Mistaken"),
        )
        removed[name] = remove_intervention(by=world.amina, intervention=mistaken)
        threads[name] = start_thread(
            by=world.amina,
            for_organisation=world.severnside,
            space=space,
            title="Which checks stay?",
            text="We ran it for six weeks.",
            about=Ref("intervention", intervention.uid),
        )
        name_organisation(by=world.lead, space=space, organisation=world.kingsholm)
        give_place(by=world.lead, space=space, person=stranger, role=Place.Role.READER)
    asking = sign_up("Rita Reed")
    join(asking, world.fenland, by=world.steward, role="safety_lead")
    messages = {name: Message.objects.get(thread=each) for name, each in threads.items()}
    files = {
        name: attached(each.ref, by=world.amina, name="ward.png", content=picture())
        for name, each in messages.items()
    }
    through_lead = {"by": world.lead, "collaborative": world.west}
    asked = {"organisation": world.severnside, "role": "member"}
    invitation = invite(**through_lead, **asked, to="ruby.cole@people.example", name="Ruby Cole")
    wanted = Wanted(1, "noor.haddad@people.example", "Noor Haddad", world.severnside, "member")
    return Scene(
        world=world,
        intervention=interventions,
        thread=threads,
        message=messages,
        file=files,
        removed=removed,
        waiting=request_affiliation(by=stranger, organisation=world.kingsholm),
        stranger=stranger,
        domain=list_domain(by=world.ben, organisation=world.kingsholm, domain="kingsholm.nhs.uk"),
        invitation=invitation,
        batch=invite_many(**through_lead, rows=[wanted]),
        registered=register_organisation(
            by=stranger, facts=Facts(name="Chalkfield Surgery", kind="primary_care")
        ),
        asked=ask_to_join(
            by=again(asking),
            organisation=world.fenland,
            collaborative=world.west,
            sponsor_name="Helen Frost",
            sponsor_job_title="Chief nurse",
            reason="To learn from those who had fewer falls.",
        ),
        step=Step.objects.create(
            collaborative=world.west,
            source="quiet",
            what="leave",
            about=world.kingsholm.uid,
            tier=1,
            due=timezone.now(),
            by=world.lead,
        ),
    )


@cache
def first_scene() -> tuple[Scene, KeptRows]:
    return build_scene(a_world()), KeptRows()


@pytest.fixture
def scene(db: None) -> Scene:
    """As if it had just been built, in a transaction that the test's end takes back."""
    built, rows = first_scene()
    rows.put_back()
    return deepcopy(built)
