"""A word of its own in each field that holds what people write or who they are, in each kind of
private space.

What a field holds is what its model declares (``written`` and ``who``, in its retention). A field
that this does not know fails.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from string import ascii_lowercase

from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import transaction
from django.urls import URLPattern
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.accounts.models import Person, Session
from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope
from collab.base.drafts.actions import keep_draft
from collab.base.mail.kinds import KINDS, MailKind
from collab.base.mail.outbox import queue_mail
from collab.base.security.declared import retention_of
from collab.desk.actions.joining import ask_to_join
from collab.interventions.actions import remove_intervention, save_version, share_intervention
from collab.interventions.drafts import Draft
from discussions.actions import edit_message, post_message, remove_message, start_thread
from discussions.models import Message
from networks.actions.holding import place_hold
from networks.actions.organisations import decline_affiliation, request_affiliation
from networks.actions.places import give_place
from networks.actions.registering import Facts, decline_registration, register_organisation
from networks.actions.spaces import describe_space
from networks.models import Invitation, InvitationBatch, Organisation, Place, Space
from tests.files import attached
from tests.unit.access.scene import draft
from tests.world import World, again, join, sign_up

WORD = re.compile(r"quz[a-z]{3}", re.IGNORECASE)

# Read on the directories' pages, or by those who look after an organisation: nothing of it belongs
# to one space.
READ_BY_EVERYONE = {
    "fellows.Expertise.about",
    "fellows.Method.name",
    "fellows.Topic.name",
    "networks.Collaborative.name",
    "networks.Collaborative.region",
    "networks.EmailDomain.reason",
    "networks.Organisation.former_name",
    "networks.Organisation.name",
    "networks.Organisation.postcode",
    "networks.Organisation.town",
}
# Made from another field: they hold its word.
MADE_FROM = {
    "account.EmailAddress.email": "accounts.Person.email",
    "discussions.Message.body_html": "discussions.Message.body",
    "discussions.Message.first_line": "discussions.Message.body",
    "discussions.Revision.body_html": "discussions.Revision.body",
    "interventions.Intervention.body_html": "interventions.Intervention.body",
    "interventions.Version.body_html": "interventions.Version.body",
    "mail.Mail.to": "accounts.Person.email",
    "networks.Invitation.to": "accounts.Person.email",
    "networks.InvitationRow.to": "accounts.Person.email",
}
NAMED = ("title", "summary", "setting", "problem")


def fields_with_words() -> set[str]:
    """All that the models declare to hold what people wrote, or who somebody is."""
    return {
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if not model._meta.proxy
        for retention in [retention_of(model)]
        for name in (*retention.written, *retention.who)
    }


@dataclass
class Canaries:
    """The words, each in one field of one private space.

    Args:
        fields: where words are put, such as "discussions.Message.body".
        where: by word, the field and the name of the space that it stands in.
        people: by space, somebody invited there who belongs to no organisation.
        uids: by space, of everything that was made in it, each with its model's name.
    """

    fields: set[str]
    where: dict[str, tuple[str, str]] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    uids: dict[str, dict[str, str]] = field(default_factory=dict)
    _unused: Iterator[tuple[str, ...]] = field(
        default_factory=lambda: product(ascii_lowercase, repeat=3)
    )

    def word(self, name: str, space: str) -> str:
        """That of a field in a space; each time the same."""
        name = MADE_FROM.get(name, name)
        for word, where in self.where.items():
            if where == (name, space):
                return word
        word = f"quz{''.join(next(self._unused))}"
        self.where[word] = (name, space)
        return word

    def found_in(self, text: str) -> set[str]:
        """The words that occur in a text."""
        return {word.lower() for word in WORD.findall(text)} & set(self.where)

    def at(self, route: URLPattern, space: str, *, one_of_each: bool = False) -> list[str]:
        """The uids of what is in a space that a route could find.

        An address that names one thing by its uid looks among the rows of one model, and among
        what is somebody's by theirs; what it cannot find is not asked for there.
        """
        things = self.uids[space]
        model = getattr(route.callback, "of", None)
        if model and set(route.pattern.converters) == {"uid"}:
            found = {model._meta.concrete_model._meta.label, "accounts.Person"}
            things = {uid: label for uid, label in things.items() if label in found}
        of_each = {label: uid for uid, label in things.items()}
        return list(of_each.values() if one_of_each else things)

    def of(self, space: str) -> set[str]:
        return {word for word, (_, at) in self.where.items() if at == space}


def fields_without(canaries: Canaries, space: str) -> set[str]:
    """The fields that hold no word of a space."""
    missing = set()
    for label in canaries.fields:
        model_label, _, name = label.rpartition(".")
        rows = apps.get_model(model_label)._base_manager.values_list(name, flat=True)
        word = canaries.word(label, space)
        if not any(word in str(value).lower() for value in rows):
            missing.add(label)
    return missing


def open_fellows_to_members_alone(world: World) -> None:
    """So that each way in which a space's members arise has a space that they alone see."""
    _describe(world.steward, world.fellows, visible_to_whom=Space.Visibility.MEMBERS)


def hosts(world: World) -> dict[str, Person]:
    """By private space, who may invite somebody there. One is that of a request to join, which is
    ``world.joining`` from now on."""
    manager = sign_up("Mona Manager")
    join(manager, world.severnside, by=world.steward, role="administrator")
    asking = sign_up("Rita Reed")
    join(asking, world.fenland, by=world.steward, role="safety_lead")
    request = ask_to_join(
        by=again(asking),
        organisation=world.fenland,
        collaborative=world.west,
        sponsor_name="Helen Frost",
        sponsor_job_title="Chief nurse",
        reason="To learn from others.",
    )
    vars(world)["joining"] = request.space
    return {
        "joining": world.lead,
        "falls": world.lead,
        "ward": again(manager),
        "group": world.steward,
        "stewards": world.steward,
        "fellows": world.steward,
        "medicines": world.lead,
    }


def put_into(canaries: Canaries, world: World, name: str, host: Person) -> None:
    """Through the product's own actions, a word into each field of one space."""

    def word(label: str) -> str:
        return canaries.word(label, name)

    before = _uids()
    space: Space = getattr(world, name)
    person = _somebody(canaries, name)
    give_place(
        by=host,
        space=space,
        person=person,
        role=Place.Role.CONTRIBUTOR,
        guest_until=timezone.now() + timedelta(days=30),
    )
    person = canaries.people[name] = again(person)
    _describe(
        host,
        space,
        name=f"Space of {word('networks.Space.name')}",
        purpose=f"For {word('networks.Space.purpose')}.",
    )
    said = {"by": person, "for_organisation": None}
    thread = start_thread(
        **said,
        space=space,
        title=f"About {word('discussions.Thread.title')}",
        text=f"It was {word('discussions.Revision.body')}",
    )
    message = Message.objects.get(thread=thread)
    edit_message(
        **said, message=message, text=f"It is {word('discussions.Message.body')}", started_from=1
    )
    wrong = post_message(**said, thread=thread, text="Wrong ward")
    remove_message(
        by=person, message=wrong, reason=f"For {word('discussions.Message.removal_reason')}"
    )
    kept = word("files.File.name")
    attached(
        message.ref,
        by=person,
        name=f"{kept}.txt",
        content=f"{kept} inside".encode(),
        description=f"Shows {word('files.File.description')}",
    )
    shared = share_intervention(
        **said, space=space, content=_content(canaries, "interventions.Version", name)
    )
    save_version(
        **said,
        intervention=shared,
        started_from=1,
        content=_content(canaries, "interventions.Intervention", name),
        note=f"Now {word('interventions.Version.note')}",
    )
    mistaken = share_intervention(**said, space=space, content=draft("Mistaken"))
    reason = word("interventions.Intervention.removal_reason")
    remove_intervention(by=person, intervention=mistaken, reason=f"For {reason}")
    place_hold(
        by=world.steward,
        about=Ref("thread", thread.uid),
        reason=f"For {word('forgetting.LegalHold.reason')}",
    )
    decline_registration(
        by=world.steward,
        registration=register_organisation(
            by=person, facts=Facts(name="Fern Lodge", kind="care_home")
        ),
        reason=f"For {word('networks.Registration.reason')}",
    )
    decline_affiliation(
        by=world.steward,
        affiliation=request_affiliation(by=person, organisation=world.kingsholm),
        reason=f"For {word('networks.Affiliation.reason')}",
    )
    _of_their_own(canaries, name, person, about=str(message.ref))
    made = {uid: model for uid, model in _uids().items() if uid not in before}
    canaries.uids[name] = made | {space.uid: "networks.Space"}


def _somebody(canaries: Canaries, name: str) -> Person:
    """Who they are is known to those who see the space alone: they belong to no organisation."""

    def word(label: str) -> str:
        return canaries.word(f"accounts.Person.{label}", name)

    person = sign_up(f"Gwen {word('name').capitalize()}")
    email = f"{word('email')}@people.example"
    person.emailaddress_set.update(email=email)
    Person.objects.filter(pk=person.pk).update(
        email=email,
        job_title=f"Nurse of {word('job_title')}",
        profession=f"Midwife of {word('profession')}",
    )
    return again(person)


def _of_their_own(canaries: Canaries, name: str, person: Person, about: str) -> None:
    def word(label: str) -> str:
        return canaries.word(label, name)

    keep_draft(
        by=person, place=f"/s/{about[-12:]}/discuss", fields={"text": word("drafts.Draft.fields")}
    )
    make_token(
        by=person,
        name=f"Ward {word('api.Token.name')}",
        scopes=[Scope.READ],
        lifetime=timedelta(days=7),
    )
    Session.objects.create(
        session_key=f"session of {name}",
        person=person,
        browser=f"Browser {word('accounts.Session.browser')}",
        expire_date=timezone.now() + timedelta(days=1),
    )
    SocialAccount.objects.create(
        user=person,
        provider="elsewhere",
        uid=word("socialaccount.SocialAccount.uid"),
        extra_data={"name": word("socialaccount.SocialAccount.extra_data")},
    )
    # By somebody who has no part in any of these spaces: it is told on pages of theirs alone.
    sender = Person.objects.get(name="Olu Adeyemi")
    organisation = Organisation.objects.get(ods_code="RZ2")
    invited = {"to": person.email, "organisation": organisation, "role": "member"}
    Invitation.objects.create(
        **invited,
        name=word("networks.Invitation.name"),
        by=sender,
        token_hash=name,
        expires_at=timezone.now() + timedelta(days=14),
    )
    batch = InvitationBatch.objects.create(by=sender, organisation=organisation)
    batch.rows.create(**invited, n=1, name=word("networks.InvitationRow.name"))
    kind = KINDS.setdefault("told", MailKind(name="told", send_again=False))
    with transaction.atomic():
        queue_mail(
            kind=kind,
            to=person.email,
            subject=word("mail.Mail.subject"),
            text=word("mail.Mail.text"),
            about=about,
        )


def _content(canaries: Canaries, model: str, name: str) -> Draft:
    texts = {each: f"Of {canaries.word(f'{model}.{each}', name)}" for each in NAMED}
    item, body = (canaries.word(f"{model}.{each}", name) for each in ("checklist", "body"))
    return replace(
        draft(body=f"## Before\n\n- [ ] The {item} is near\n\nAs {body} says.\n"), **texts
    )


def _describe(by: Person, space: Space, **changes: str) -> None:
    space.refresh_from_db()
    facts = {each: getattr(space, each) for each in ("name", "purpose", "visible_to_whom")}
    describe_space(by=by, space=space, started_from=space.version, **facts | changes)


def _uids() -> dict[str, str]:
    """Of every row that has one, but for accounts elsewhere, whose uid is not ours."""
    return {
        uid: model._meta.label
        for model in apps.get_models()
        if not model._meta.proxy and any(isinstance(each, UidField) for each in model._meta.fields)
        for uid in model._base_manager.values_list("uid", flat=True)
    }
