"""A crowd: many rows of everything, each with its own person, organisation and space."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.interventions.models import Intervention
from collab.notifications.models import Notice
from discussions.models import Message, Thread
from fellows.models import Expertise, Method, Topic
from networks.ledger import AUDIENCES
from networks.models import (
    Affiliation,
    Collaborative,
    EmailDomain,
    Fellowship,
    Invitation,
    LedgerRow,
    Membership,
    Organisation,
    Registration,
    Space,
    StreamHead,
)
from tests.unit.interventions.examples import shared
from tests.world import World


class Crowd:
    """Adds to the world, in whole pages at once. Nobody in it can sign in."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.size = 0
        self.example = shared(world, space=world.falls)
        self.begun = timezone.now() - timedelta(days=100)

    def grow(self, to: int) -> None:
        """Until there are this many of everything, the last arrivals the latest."""
        numbers = range(self.size, to)
        self.size = to
        at = [self.begun + timedelta(minutes=number) for number in numbers]
        organisations = Organisation.objects.bulk_create(
            Organisation(
                name=f"Hospital {n:05}", kind="acute", ods_code=f"Q{n:05}", region=self.world.west
            )
            for n in numbers
        )
        people = Person.objects.bulk_create(
            Person(email=f"p{n}@people.example", name=f"Person {n:05}", job_title="Nurse")
            for n in numbers
        )
        waiting = Person.objects.bulk_create(
            Person(email=f"w{n}@people.example", name=f"Waiting {n:05}") for n in numbers
        )
        everyone = list(zip(people, organisations, at, strict=True))
        self._belong(everyone, waiting)
        self._become_fellows(everyone)
        threads = self._write(everyone)
        self._tell(threads, self._share(everyone))
        self._give_notices(threads)
        self._ask(numbers, everyone)
        Space.objects.bulk_create(
            Space(
                name=f"Space {n:05}",
                purpose="Rows",
                members_by="organisation",
                organisation=organisation,
                visible_to_whom="public",
                by=person,
            )
            for n, (person, organisation, _at) in zip(numbers, everyone, strict=True)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as a database does by itself, a little later

    def _belong(self, everyone: list, waiting: list[Person]) -> None:
        steward = self.world.steward
        Membership.objects.bulk_create(
            Membership(organisation=each, collaborative=self.world.west, by=steward)
            for _person, each, _at in everyone
        )
        Affiliation.objects.bulk_create(
            Affiliation(person=person, organisation=each, by=person, confirmed_at=at)
            for person, own, at in everyone
            for each in (own, self.world.severnside)
        )
        Affiliation.objects.bulk_create(
            Affiliation(person=person, organisation=self.world.kingsholm, by=person)
            for person in waiting
        )

    def _become_fellows(self, everyone: list) -> None:
        Fellowship.objects.bulk_create(
            Fellowship(
                person=person,
                supported_by=organisation,
                collaborative=self.world.west,
                by=self.world.lead,
                since=at,
            )
            for person, organisation, at in everyone
        )
        described = Expertise.objects.bulk_create(
            Expertise(person=person, about="Ask me.") for person, *_rest in everyone
        )
        method, _made = Method.objects.get_or_create(slug="run-charts", name="Run charts")
        topic, _made = Topic.objects.get_or_create(slug="falls", name="Falls")
        Expertise.methods.through.objects.bulk_create(
            Expertise.methods.through(expertise=each, method=method) for each in described
        )
        Expertise.topics.through.objects.bulk_create(
            Expertise.topics.through(expertise=each, topic=topic) for each in described
        )

    def _write(self, everyone: list) -> list[Thread]:
        """Each asks once for their own organisation and once for Severnside; Amina answers."""
        threads = Thread.objects.bulk_create(
            Thread(
                space=self.world.falls,
                title=f"{person.name} asks",
                by=person,
                for_organisation=organisation,
                at=at,
                last_n=2,
                last_at=at,
            )
            for person, own, at in everyone
            for organisation in (own, self.world.severnside)
        )
        Message.objects.bulk_create(
            Message(
                thread=thread,
                n=n,
                by=writer,
                for_organisation=thread.for_organisation,
                body="Four checks.",
                body_html="<p>Four checks.</p>",
                first_line="Four checks.",
                at=thread.at,
            )
            for thread in threads
            for n, writer in ((1, thread.by), (2, self.world.amina))
        )
        return threads

    def _give_notices(self, threads: list[Thread]) -> None:
        """Amina is answered by each, and has opened none of it."""
        first = Message.objects.filter(thread__in={each.pk for each in threads}, n=1)
        begins = Notice.objects.count()
        Notice.objects.bulk_create(
            Notice(
                person=self.world.amina,
                why=Notice.Why.ANSWERED,
                stream=self.world.falls.stream,
                seq=begins + number,
                event="message.posted",
                kind="message",
                subject=message.uid,
                within=str(message.thread.ref),
                n=message.n,
                actor=message.by,
                at=message.at,
            )
            for number, message in enumerate(first.select_related("thread", "by"), start=1)
        )

    def _ask(self, numbers: range, everyone: list) -> None:
        """Each organisation lists a domain, and invites somebody through the lead; each person
        registers another organisation, for which a steward is asked."""
        lead = self.world.lead
        EmailDomain.objects.bulk_create(
            EmailDomain(organisation=own, domain=f"h{n}.example", by=person, since=at)
            for n, (person, own, at) in zip(numbers, everyone, strict=True)
        )
        Invitation.objects.bulk_create(
            Invitation(
                to=f"i{n}@people.example",
                organisation=own,
                collaborative=self.world.west,
                role="member",
                by=lead,
                token_hash=f"{n}",
                expires_at=timezone.now() + timedelta(days=1),
                sent_at=at,
            )
            for n, (_person, own, at) in zip(numbers, everyone, strict=True)
        )
        missed = Organisation.objects.bulk_create(
            Organisation(name=f"Missed {n:05}", kind="care_home", listed=False) for n in numbers
        )
        Registration.objects.bulk_create(
            Registration(organisation=each, by=person, at=at)
            for each, (person, _own, at) in zip(missed, everyone, strict=True)
        )

    def _share(self, everyone: list) -> list[Intervention]:
        """Amina shares for each organisation; each person shares for Severnside."""
        fields = {
            field.attname: getattr(self.example, field.attname)
            for field in Intervention._meta.concrete_fields
            if field.name not in ("id", "uid", "by", "for_organisation", "at", "changed_at")
        }
        severnside, amina = self.world.severnside, self.world.amina
        return Intervention.objects.bulk_create(
            Intervention(by=by, for_organisation=organisation, at=at, changed_at=at, **fields)
            for person, own, at in everyone
            for by, organisation in ((amina, own), (person, severnside))
        )

    def _tell(self, threads: list[Thread], interventions: list[Intervention]) -> None:
        """The ledger tells of both in turn."""
        told = [each for pair in zip(threads, interventions, strict=True) for each in pair]
        head = StreamHead.objects.get(stream=self.world.falls.stream)
        LedgerRow.objects.bulk_create(
            LedgerRow(
                stream=head.stream,
                seq=head.seq + number,
                kind="thread.started" if isinstance(each, Thread) else "intervention.shared",
                v=1,
                actor=each.by,
                subject=str(each.ref),
                version=1,
                min_role=AUDIENCES[each.reach],
                headline=True,
                at=each.at,
            )
            for number, each in enumerate(told, start=1)
        )
        head.seq += len(told)
        head.save()


def found_collaboratives(world: World, number: int, at: datetime) -> None:
    """More collaboratives, each with its own lead body and two members."""
    for n in range(number):
        body = Organisation.objects.create(name=f"Body {n}", kind="network")
        collaborative = Collaborative.objects.create(
            name=f"Collaborative {n}", region=f"Region {n}", lead_body=body, column=1, row=1
        )
        for each in (world.severnside, world.kingsholm):
            Membership.objects.create(
                organisation=each, collaborative=collaborative, by=world.steward, since=at
            )
