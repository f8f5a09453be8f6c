from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then
from collab.base.ui.plain import plain, plain_of
from networks.postcodes import begun
from networks.standing import PROVEN_FOR, standing_of

from .closing import Closable, ClosableQuerySet
from .collaboratives import Membership
from .registrations import Registration
from .removal import UNDO_WITHIN
from .tenure import Tenure, TenureQuerySet, one_current

NEAREST_FIRST = ("nearness", "plain_name", "uid")
"""The order of what was looked for by words."""


class OrganisationQuerySet(ClosableQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of the directory, which is public. What is not listed yet is seen by whoever
        registered it and by stewards, until it is decided."""
        if person is None or not person.is_authenticated:
            return self.filter(listed=True)
        waiting = Registration.objects.visible_to(person).filter(outcome="")
        return self.filter(Q(listed=True) | Q(pk__in=waiting.values("organisation")))

    def named(self, identifier: str) -> Self:
        """Found by ODS code, or by uid where there is none."""
        return self.filter(Q(ods_code__iexact=identifier) | Q(uid=identifier))

    def matching(self, words: str) -> Self:
        """Those whose name or town has every word, whose ODS code is the text, or whose postcode
        begins with it; all without words. "BS" is an area of postcodes, "BS1" a district. Nobody
        minds apostrophes.

        Each has its ``nearness``, for ``NEAREST_FIRST``: that of the code comes first, then whose
        postcode or name begins with the text, then the others.
        """
        text = plain(words).strip() or words.strip()
        by_words = Q()
        for word in text.split():
            by_words &= Q(plain_name__icontains=word) | Q(plain_town__icontains=word)
        if not by_words:
            return self
        by_code, by_beginning = Q(ods_code__iexact=text), Q(plain_name__istartswith=text)
        if place := begun(text):
            area, postcodes = place
            in_place = Q(postcode_area=area)
            by_beginning |= in_place & Q(postcode__regex=postcodes) if postcodes else in_place
        nearness = Case(When(by_code, then=0), When(by_beginning, then=1), default=2)
        return self.filter(by_code | by_beginning | by_words).annotate(nearness=nearness)

    def members_of(self, collaborative: Any) -> Self:
        return self.filter(membership__collaborative=collaborative, membership__ended_at=None)

    def taking_part(self) -> Self:
        """Those that take part in a collaborative that is open."""
        held = Membership.objects.current().filter(collaborative__closed_at=None)
        return self.filter(pk__in=held.values("organisation"))

    def for_rows(self) -> Self:
        return self.select_related("region")


def _plain(field: str, max_length: int) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Lower(plain_of(field)),
        output_field=models.CharField(max_length=max_length, blank=True),
        db_persist=True,
    )


class Organisation(Closable):
    """A body that cares for people or supports those who do.

    ``plain_name`` and ``plain_town`` are what it is sorted and found by: without capitals and
    apostrophes.
    """

    retention = Retention(
        record=Record.GOVERNANCE,
        written=("name", "former_name", "town", "postcode"),
        codes=("ods_code", "postcode_area"),
    )

    class Kind(models.TextChoices):
        ACUTE = "acute", _("Acute trust")
        MENTAL_HEALTH = "mental_health", _("Mental health trust")
        COMMUNITY = "community", _("Community trust")
        AMBULANCE = "ambulance", _("Ambulance service")
        LEARNING_DISABILITY = "learning_disability", _("Learning disability service")
        PRIMARY_CARE = "primary_care", _("General practice")
        CARE_HOME = "care_home", _("Care home")
        COMMISSIONER = "commissioner", _("Commissioner")
        NATIONAL_BODY = "national_body", _("National body")
        ACADEMIC = "academic", _("University")
        CHARITY = "charity", _("Charity")
        NETWORK = "network", _("Health innovation network")

    uid = UidField()
    ods_code = models.CharField(_("ODS code"), max_length=10, unique=True, null=True, blank=True)
    name = models.CharField(_("Name"), max_length=200)
    plain_name = _plain("name", 200)
    former_name = models.CharField(max_length=200, blank=True)
    town = models.CharField(_("Town"), max_length=80, blank=True)
    plain_town = _plain("town", 80)
    postcode = models.CharField(_("Postcode"), max_length=8, blank=True)
    postcode_area = models.CharField(max_length=2, blank=True, db_index=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=24, choices=Kind)
    listed = models.BooleanField(default=True)
    region = models.ForeignKey(
        "networks.Collaborative", models.PROTECT, null=True, blank=True, related_name="in_region"
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["plain_name"]
        indexes = [models.Index(fields=["plain_name", "uid"], name="organisations_by_plain_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name

    @property
    def identifier(self) -> str:
        """What names it in addresses: the ODS code, or the uid where there is none."""
        return self.ods_code or self.uid

    @property
    def district(self) -> str:
        """Where it is, as far as a list tells: "BS10" of "BS10 5NB"."""
        return self.postcode.partition(" ")[0]

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.identifier])


class AffiliationQuerySet(TenureQuerySet):
    def visible_to(self, person: Any) -> Self:
        """One's own, and those in organisations that one looks after; a steward looks after all."""
        standing = standing_of(person)
        rows = self.select_related("person", "organisation")
        if standing.steward:
            return rows
        return rows.filter(Q(person=person.pk) | Q(organisation__in=standing.looks_after))

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("organisation")

    def confirmed(self) -> Self:
        """Those that hold: one by an address no longer than its proof does."""
        proven = Q(verified_at__gt=timezone.now() - PROVEN_FOR)
        by_address = Q(how=Affiliation.How.DOMAIN)
        return self.current().filter(~by_address | proven, confirmed_at__isnull=False)

    def waiting(self) -> Self:
        return self.current().filter(confirmed_at=None)

    def just_answered_by(self, person: Any, at: datetime) -> Self:
        """Those that somebody has confirmed or declined so lately that they can take it back: what
        an invitation of theirs gave, they have not answered."""
        since = at - UNDO_WITHIN
        invited = Q(how=Affiliation.How.INVITATION, invitations__by=person.pk)
        confirmed = Q(confirmed_by=person.pk, confirmed_at__gt=since, ended_at=None) & ~invited
        declined = Q(ended_by=person.pk, ended_at__gt=since, confirmed_at=None)
        return self.filter(confirmed | declined).exclude(person=person.pk)

    def by_domain(self) -> Self:
        """Those that last as long as an address does."""
        return self.current().filter(how=Affiliation.How.DOMAIN)


class Affiliation(Tenure):
    """A person belongs to an organisation, in a role, once the organisation has confirmed it.

    Somebody who joined by ``email_domain`` belongs to it as long as they have ``address`` there: it
    was shown to be theirs at ``verified_at``, and has to be again within a year. ``reminders``
    counts the mails that have asked for it since. ``reason`` says why their request was declined.
    """

    retention = Retention(
        record=Record.STAFF,
        years=6,
        counted_from="ended_at",
        then=Then.DELETE,
        held_through={"person": "person__uid"},
        written=("reason",),
    )

    VERIFIED_FOR = PROVEN_FOR

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        SAFETY_LEAD = "safety_lead", _("Safety lead")
        SPONSOR = "sponsor", _("Executive sponsor")
        ADMINISTRATOR = "administrator", _("Administrator")

    class How(models.TextChoices):
        REQUEST = "request", _("By request")
        INVITATION = "invitation", _("By invitation")
        DOMAIN = "domain", _("By email domain")

    uid = UidField()
    how = models.CharField(max_length=10, choices=How, default=How.REQUEST)
    person = models.ForeignKey("accounts.Person", models.PROTECT)
    organisation = models.ForeignKey(Organisation, models.PROTECT)
    role = models.CharField(max_length=16, choices=Kind, default=Kind.MEMBER)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )

    email_domain = models.ForeignKey(
        "networks.EmailDomain", models.PROTECT, null=True, blank=True, related_name="joined"
    )
    address = models.ForeignKey(
        "account.EmailAddress", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [one_current("one_affiliation_at_once", "person", "organisation")]
        indexes = [
            models.Index(fields=["confirmed_by", "confirmed_at"], name="confirmed_lately"),
            models.Index(fields=["ended_by", "ended_at"], name="ended_lately"),
        ]

    @property
    def proven_until(self) -> datetime | None:
        """When it ends by itself, if it lasts as long as an address does."""
        return self.verified_at + self.VERIFIED_FOR if self.verified_at else None

    @property
    def title(self) -> str:
        return self.organisation.name

    @property
    def first_line(self) -> str:
        """Why the request was declined, as far as that was said."""
        return self.reason

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()
