"""Who looks around in the seeded network, and at what: always the largest of its sort."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Count
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.interventions.models import Intervention
from collab.notifications.models import Notice
from discussions.actions import start_thread
from discussions.models import Message, Revision, Thread
from fellows.models import Topic
from networks.actions.organisations import request_affiliation
from networks.actions.places import give_place
from networks.actions.spaces import open_space
from networks.models import (
    Affiliation,
    Appointment,
    Collaborative,
    Fellowship,
    InvitationBatch,
    JoinRequest,
    Mark,
    Membership,
    NationalRole,
    Organisation,
    Place,
    Space,
)
from tests.world import sign_up


class Cast:
    """People and things by what they are in the network. The space is public, its discussion the
    longest there is."""

    @cached_property
    def space(self) -> Space:
        return Space.objects.earliest("pk")

    @cached_property
    def members_space(self) -> Space:
        """The largest that only an organisation's own people see."""
        own = Space.objects.filter(members_by="organisation", visible_to_whom="members")
        return own.earliest("pk")

    @cached_property
    def long_thread(self) -> Thread:
        return self.space.thread_set.filter(about="").latest("last_n")

    @cached_property
    def short_thread(self) -> Thread:
        """The shortest about an intervention."""
        return self.space.thread_set.exclude(about="").earliest("last_n")

    @cached_property
    def message(self) -> Message:
        """The member's last one."""
        return self.long_thread.message_set.filter(by=self.member, removed_at=None).latest("n")

    @cached_property
    def edited(self) -> Message:
        kept = Revision.objects.filter(message__thread__space=self.space, message__removed_at=None)
        return kept.latest("pk").message

    @cached_property
    def intervention(self) -> Intervention:
        """With the most versions."""
        return Intervention.objects.filter(space=self.space).latest("number")

    @cached_property
    def discussed(self) -> Intervention:
        """The one that most discussions are about."""
        about = Thread.objects.filter(space=self.space).exclude(about="").values("about")
        [most] = about.annotate(times=Count("pk")).order_by("-times", "about")[:1]
        return Intervention.objects.get(uid=most["about"].partition(":")[2])

    @cached_property
    def organisation(self) -> Organisation:
        largest = Affiliation.objects.confirmed().values("organisation")
        [most] = largest.annotate(people=Count("pk")).order_by("-people", "organisation")[:1]
        return Organisation.objects.get(pk=most["organisation"])

    @cached_property
    def elsewhere(self) -> Collaborative:
        """A collaborative in which the organisation does not take part."""
        held = Membership.objects.current().filter(organisation=self.organisation)
        return Collaborative.objects.exclude(pk__in=held.values("collaborative")).earliest("pk")

    @cached_property
    def other_space(self) -> Space:
        """Another of the same collaborative, to which its lead can move a discussion."""
        return open_space(
            by=self.lead,
            name="Elsewhere",
            purpose="For what is talked about elsewhere.",
            members_by="collaborative",
            visible_to_whom="members",
            collaborative=self.space.collaborative,
        )

    @cached_property
    def join_request(self) -> JoinRequest:
        """One that waits for the lead."""
        waiting = JoinRequest.objects.waiting().for_rows()
        return waiting.filter(collaborative=self.space.collaborative).earliest("pk")

    @cached_property
    def batch(self) -> InvitationBatch:
        """The lead's."""
        return InvitationBatch.objects.get(by=self.lead)

    # People

    @cached_property
    def steward(self) -> Person:
        return NationalRole.objects.earliest("pk").person

    @cached_property
    def lead(self) -> Person:
        led = Appointment.objects.filter(collaborative=self.space.collaborative)
        return led.earliest("pk").person

    @cached_property
    def facilitator(self) -> Person:
        return Place.objects.filter(space=self.space, role="facilitator").earliest("pk").person

    @cached_property
    def busy(self) -> Person:
        """Who administers many organisations."""
        own = Affiliation.objects.confirmed().values("person")
        [most] = own.annotate(organisations=Count("pk")).order_by("-organisations")[:1]
        return Person.objects.get(pk=most["person"])

    @cached_property
    def member(self) -> Person:
        """Who has written most in the long discussion, and is nothing else."""
        others = [self.lead.pk, self.facilitator.pk, self.busy.pk, self.steward.pk]
        fellows = Fellowship.objects.values("person")
        wrote = self.long_thread.message_set.exclude(by__in=others).exclude(by__in=fellows)
        leading = Affiliation.objects.exclude(role="member").values("person")
        of_one = Affiliation.objects.exclude(person__in=leading).values("person")
        of_one = of_one.annotate(n=Count("pk")).filter(n=1)
        wrote = wrote.filter(by__in=of_one.values("person")).values("by")
        [most] = wrote.annotate(times=Count("pk")).order_by("-times", "by")[:1]
        return Person.objects.get(pk=most["by"])

    @cached_property
    def fellow(self) -> Person:
        fellows = Fellowship.objects.filter(collaborative=self.space.collaborative)
        return fellows.earliest("pk").person

    @cached_property
    def asked(self) -> Person:
        """The safety lead of the organisation that most people belong to."""
        leads = Affiliation.objects.filter(organisation=self.organisation, role="safety_lead")
        return leads.earliest("pk").person

    @cached_property
    def told_most(self) -> Person:
        """Who has the most notices."""
        told = Notice.objects.values("person")
        [most] = told.annotate(times=Count("pk")).order_by("-times", "person")[:1]
        return Person.objects.get(pk=most["person"])

    @cached_property
    def talkative(self) -> Person:
        """Who has written in the most discussions."""
        wrote = Message.objects.values("by")
        wrote = wrote.annotate(places=Count("thread", distinct=True))
        [most] = wrote.order_by("-places", "by")[:1]
        return Person.objects.get(pk=most["by"])

    def have_much_to_open(self) -> None:
        """The space was widened: a part of what is in it is from before that."""
        kept = {self.long_thread.pk, self.short_thread.pk}
        threads = self.space.thread_set.exclude(pk__in=kept).order_by("pk")
        older = list(threads.values_list("pk", flat=True)[: threads.count() // 3])
        Thread.objects.filter(pk__in=older).update(reach="members")

    def have_something_to_decide(self) -> None:
        """At the lead's desk somebody has waited long, and a question that fellows know about."""
        ago = timezone.now() - timedelta(days=10)
        held = Membership.objects.current().filter(collaborative=self.space.collaborative)
        waiting = sign_up("Wanda Waiting")
        organisation = held.earliest("pk").organisation
        request_affiliation(by=waiting, organisation=organisation, at=ago)
        whose = {"by": self.member, "for_organisation": self.message.for_organisation}
        topic = Topic.objects.filter(expertise__isnull=False).earliest("pk")
        start_thread(**whose, space=self.space, title=topic.name, text="What works?", at=ago)
        in_a_week = timezone.now() + timedelta(days=7)
        guest = {"role": Place.Role.READER, "guest_until": in_a_week}
        give_place(by=self.lead, space=self.space, person=sign_up("Gail Guest"), **guest)

    def have_much_to_read(self) -> None:
        """Whoever takes part in a space has read the first thing in it and no other."""
        readers = [self.steward, self.lead, self.facilitator, self.busy, self.member, self.fellow]
        marks = Mark.objects.filter(person__in=[*readers, self.asked, self.told_most])
        marks.filter(subject__startswith="space:").update(n=1)

    @cached_property
    def newcomer(self) -> Person:
        """Who has an account and belongs nowhere."""
        return sign_up("Nina Newcomer")
