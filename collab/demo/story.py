"""The demo story: told through the product's own actions, in the order in which it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.files.actions import keep_file
from collab.base.files.attaching import Chosen
from collab.desk.actions.joining import ask_to_join, discussion_of
from collab.interventions.actions import save_version, share_intervention
from collab.interventions.drafts import Draft
from collab.interventions.models import Intervention
from collab.spread.counting import count_what_changed
from discussions.actions import post_message, start_thread
from discussions.models import Thread
from networks.actions.invitations import invite
from networks.actions.marks import mark_seen
from networks.actions.visibility import change_visibility
from networks.ledger import head_of
from networks.models import Space

from . import reading
from .ground import Ground, lay_ground

LAST_READ = "3 days ago, 7:30am"


@dataclass(frozen=True)
class Happening:
    """One thing that somebody did: what to call with its moment."""

    at: datetime
    do: Callable[[datetime], None]


def tell_story(*, now: datetime) -> None:
    """Tell the whole story as of now, or nothing of it.

    One transaction, however long: half a story would look like a network that somebody uses, and
    nothing would ever finish it.

    Args:
        now: the moment up to which everything has happened.
    """
    with transaction.atomic():
        story = Story(lay_ground(now))
        for happening in sorted(story.happenings(), key=lambda each: each.at):
            happening.do(happening.at)
        count_what_changed(now)


@dataclass
class Story:
    """What was written, each intervention and discussion by its name in ``content``."""

    ground: Ground
    interventions: dict[str, Intervention] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)

    def happenings(self) -> Iterator[Happening]:
        for document in reading.documents():
            tell = self.share if document.number == 1 else self.revise
            yield Happening(self.ground.at(document.head["at"]), partial(tell, document))
        for thread in reading.threads():
            first, *replies = thread.messages
            yield Happening(self.ground.at(first.at), partial(self.ask, thread, first))
            for reply in replies:
                yield Happening(self.ground.at(reply.at), partial(self.reply, thread, reply))
        for space in reading.records("spaces")["space"]:
            if "widened_at" in space:
                yield Happening(self.ground.at(space["widened_at"]), partial(self.widen, space))
        for invitation in reading.records("invitations")["invitation"]:
            yield Happening(self.ground.at(invitation["at"]), partial(self.invite, invitation))
        for request in reading.records("joining")["request"]:
            yield Happening(self.ground.at(request["at"]), partial(self.ask_to_join, request))
            for message in request["message"]:
                at = self.ground.at(message["at"])
                yield Happening(at, partial(self.speak_of_joining, request, message))
        for person in reading.records("people")["person"]:
            at = self.ground.at(person.get("last_read", LAST_READ))
            yield Happening(at, partial(self.read_everything, self.ground.people[person["key"]]))

    def invite(self, invitation: dict[str, Any], at: datetime) -> None:
        through = invitation.get("through")
        invite(
            by=self.ground.people[invitation["by"]],
            to=invitation["to"],
            name=invitation["name"],
            organisation=self.ground.organisations[invitation["organisation"]],
            role=invitation["role"],
            collaborative=self.ground.collaboratives[through] if through else None,
            at=at,
        )

    def share(self, document: reading.Document, at: datetime) -> None:
        head = dict(document.head)
        del head["at"]
        by, space = head.pop("by"), head.pop("space")
        self.drafts[document.key] = Draft(**head, body=document.body)
        self.interventions[document.key] = share_intervention(
            by=self.ground.people[by],
            for_organisation=self.ground.speaks_for(by),
            space=self.ground.spaces[space],
            content=self.drafts[document.key],
            at=at,
        )

    def revise(self, document: reading.Document, at: datetime) -> None:
        head = dict(document.head)
        del head["at"]
        by, note = head.pop("by"), head.pop("note")
        self.drafts[document.key] = replace(self.drafts[document.key], **head, body=document.body)
        self.interventions[document.key] = save_version(
            by=self.ground.people[by],
            for_organisation=self.ground.speaks_for(by),
            intervention=self.interventions[document.key],
            started_from=document.number - 1,
            content=self.drafts[document.key],
            note=note,
            at=at,
        )

    def ask(self, thread: reading.Thread, message: reading.Message, at: datetime) -> None:
        by = self.ground.people[message.by]
        about = thread.head.get("about")
        started = start_thread(
            by=by,
            for_organisation=self.ground.speaks_for(message.by),
            space=self.ground.spaces[thread.head["space"]],
            title=thread.head["title"],
            text=message.body,
            about=Ref("intervention", self.interventions[about].uid) if about else None,
            at=at,
        )
        self.threads[thread.key] = started
        mark_seen(by=by, subject=started.ref, n=1, at=at)

    def reply(self, thread: reading.Thread, message: reading.Message, at: datetime) -> None:
        by = self.ground.people[message.by]
        posted = post_message(
            by=by,
            for_organisation=self.ground.speaks_for(message.by),
            thread=self.threads[thread.key],
            text=message.body,
            files=list(self.files(message, by, self.threads[thread.key].space)),
            at=at,
        )
        mark_seen(by=by, subject=posted.thread.ref, n=posted.n, at=at)

    def ask_to_join(self, request: dict[str, Any], at: datetime) -> None:
        asked = ask_to_join(
            by=self.ground.people[request["by"]],
            organisation=self.ground.organisations[request["organisation"]],
            collaborative=self.ground.collaboratives[request["collaborative"]],
            sponsor=self.ground.people[request["sponsor"]],
            reason=request["reason"].strip(),
            at=at,
        )
        self.threads[request["organisation"]] = discussion_of(asked)

    def speak_of_joining(
        self, request: dict[str, Any], message: dict[str, Any], at: datetime
    ) -> None:
        said = reading.Message(message["by"], message["at"], message["text"])
        self.reply(reading.Thread(request["organisation"], {}, []), said, at)

    def files(self, message: reading.Message, by: Person, space: Space) -> Iterator[Chosen]:
        for path, shows in message.files:
            upload = SimpleUploadedFile(path.name, path.read_bytes())
            yield Chosen(keep_file(by=by, space=space, upload=upload, description=shows))

    def widen(self, space: dict[str, Any], at: datetime) -> None:
        """Let more people see a space: what is older stays with those who saw it."""
        opened = self.ground.spaces[space["key"]]
        change_visibility(
            by=self.ground.people[space["by"]],
            space=opened,
            visible_to_whom=space["seen_by"],
            started_from=opened.version,
            at=at,
        )

    def read_everything(self, person: Person, at: datetime) -> None:
        """Read each space in which one takes part to the end that it had then."""
        Person.objects.filter(pk=person.pk).update(active_on=timezone.localdate(at))
        spaces = Space.objects.of_member(person)
        for space in spaces:
            _epoch, head = head_of(space.stream)
            mark_seen(by=person, subject=Ref("space", space.uid), n=head, at=at)
        for thread in Thread.objects.filter(space__in=spaces):
            mark_seen(by=person, subject=thread.ref, n=thread.last_n, at=at)
