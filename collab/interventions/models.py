from collections.abc import Iterator
from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collab.base.access.subjects import Ref, Told
from collab.base.access.uid import UidField, address_of
from collab.base.forgetting.reasons import PurgeReason
from collab.base.markup import DOCUMENT_LIMIT
from collab.base.security.retention import Record, Retention, Then
from networks.models import Confined, ConfinedQuerySet, Removable


class Kind(models.TextChoices):
    """What sort of document it is. The value is also the name of its icon."""

    CHECKLIST = "checklist", _("Checklist")
    BRIEFING = "briefing", _("Briefing")
    COMMUNICATION_TOOL = "communication_tool", _("Communication tool")
    WALKABOUT = "walkabout", _("Walkabout")
    BUNDLE = "bundle", _("Bundle")
    HUDDLE = "huddle", _("Huddle")
    REVIEW = "review", _("Review")
    GUIDE = "guide", _("Guide")

    @property
    def plural(self) -> str | Promise:
        return PLURALS[self]


PLURALS = {
    Kind.CHECKLIST: _("Checklists"),
    Kind.BRIEFING: _("Briefings"),
    Kind.COMMUNICATION_TOOL: _("Communication tools"),
    Kind.WALKABOUT: _("Walkabouts"),
    Kind.BUNDLE: _("Bundles"),
    Kind.HUDDLE: _("Huddles"),
    Kind.REVIEW: _("Reviews"),
    Kind.GUIDE: _("Guides"),
}


class Evidence(models.TextChoices):
    """How far it has been shown to work, as its author declares it."""

    IDEA = "idea", _("An idea")
    TESTED = "tested", _("Tested")
    IN_USE = "in_use", _("In use")
    STUDIED = "studied", _("Studied")

    @property
    def hint(self) -> str | Promise:
        return EVIDENCE_HINTS[self]


EVIDENCE_HINTS = {
    Evidence.IDEA: _("Nobody has tried it yet"),
    Evidence.TESTED: _("Tried in at least one place, and we looked at what happened"),
    Evidence.IN_USE: _("Part of everyday work in at least one place"),
    Evidence.STUDIED: _("Its results have been published"),
}


class Licence(models.TextChoices):
    OPEN_GOVERNMENT = "ogl-3.0", _("Open Government Licence 3.0")
    CC_BY = "cc-by-4.0", _("Creative Commons Attribution 4.0")
    CC_BY_NC_SA = (
        "cc-by-nc-sa-4.0",
        _("Creative Commons Attribution, non-commercial, share alike 4.0"),
    )
    SOURCE = "source", _("Same as its source")
    RESERVED = "reserved", _("All rights reserved: ask the owner")


class TakenBy(models.TextChoices):
    """Who may take it for their own place. Who may read it is the space's affair."""

    SPACE = "space", _("People in this space")
    NETWORK = "network", _("Everyone in the network")
    ANYONE = "anyone", _("Anyone")


class Content(models.Model):
    """A document with its head. An intervention holds its current text, a version one as it was."""

    title = models.CharField(_("Title"), max_length=150)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    summary = models.CharField(_("Summary"), max_length=300)
    setting = models.CharField(_("Setting"), max_length=200)
    problem = models.CharField(_("Problem"), max_length=300)
    evidence = models.CharField(_("Evidence"), max_length=8, choices=Evidence)
    licence = models.CharField(_("Licence"), max_length=16, choices=Licence)
    taken_by = models.CharField(_("Who may take it"), max_length=8, choices=TakenBy)
    language = models.CharField(_("Language"), max_length=16, default="en-GB")
    body = models.TextField(_("Text"), max_length=DOCUMENT_LIMIT)
    body_html = models.TextField()
    checklist = models.JSONField(default=list)
    markup_version = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True

    @property
    def icon(self) -> str:
        return self.kind


TEXTS = ["body", "body_html", "checklist"]
IN_ROWS = (
    "uid",
    "space_id",
    "reach",
    "opened_from",
    "title",
    "kind",
    "summary",
    "evidence",
    "changed_at",
    "by__name",
    "for_organisation__name",
)
WRITTEN = ("title", "summary", "setting", "problem", *TEXTS)


class InterventionQuerySet(ConfinedQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those in the spaces that this person sees, without those that were removed."""
        return self.in_sight_of(person).filter(removed_at=None)

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier).select_related(
            "space__collaborative", "space__organisation", "by", "for_organisation", "removed_by"
        )

    def for_rows(self) -> Self:
        """What a row shows, and no more: a list is read for many rows."""
        return self.select_related("by", "for_organisation").only(*IN_ROWS)

    def told(self) -> Iterator[Told]:
        """What a space's stream tells of each."""
        for uid, space_id, by_id, spoke_for, kind, title, summary in self.values_list(
            "uid", "space_id", "by_id", "for_organisation__name", "kind", "title", "summary"
        ):
            yield Told(
                ref=Ref("intervention", uid),
                space_id=space_id,
                by_id=by_id,
                for_organisation=spoke_for or "",
                icon=kind,
                href=address_of("intervention", uid),
                title=title,
                first_line=summary,
            )

    def with_heads(self) -> Self:
        """With all but the text, which can be long."""
        return self.select_related("space", "by", "for_organisation").defer(*TEXTS)

    def matching(self, *, evidence: str = "", words: str = "") -> Self:
        """Those of some evidence, whose title, summary or setting has every one of these words."""
        found = self.filter(evidence=evidence) if evidence else self
        for word in words.split()[:8]:
            found = found.filter(
                models.Q(title__icontains=word)
                | models.Q(summary__icontains=word)
                | models.Q(setting__icontains=word)
            )
        return found


class Intervention(Content, Confined, Removable):
    """Something that may keep patients safe, shared in a space so that others can take it up.

    What was removed keeps its address and leaves every list.
    """

    retention = Retention(
        record=Record.GUIDANCE,
        years=6,
        counted_from="removed_at",
        then=Then.BLANK,
        held_through={"intervention": "uid", "space": "space__uid", "person": "by__uid"},
        written=(*WRITTEN, "removal_reason"),
        codes=("language",),
    )

    uid = UidField()
    space = models.ForeignKey("networks.Space", models.PROTECT, db_index=False)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey(
        "networks.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    number = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-changed_at", "-uid"], name="interventions_newest_first"),
            models.Index(fields=["space", "-changed_at", "-uid"], name="interventions_of_a_space"),
            models.Index(
                fields=["space", "kind", "evidence", "reach"],
                condition=models.Q(removed_at=None),
                name="interventions_counted",
            ),
            models.Index(
                fields=["removed_at"],
                condition=models.Q(removed_at__isnull=False),
                name="interventions_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref("intervention", self.uid)

    @property
    def version(self) -> int:
        return self.number

    @property
    def first_line(self) -> str:
        return self.summary

    @property
    def row_meta(self) -> str:
        owner = self.for_organisation.name if self.for_organisation else self.by.name
        return f"{Kind(self.kind).label} · {owner}"

    def get_absolute_url(self) -> str:
        return address_of("intervention", self.uid)


class RemovedQuerySet(InterventionQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those that this person would see had they not been removed."""
        return self.in_sight_of(person).filter(removed_at__isnull=False)


class RemovedIntervention(Intervention):
    """What is left at the address of an intervention that was removed."""

    objects = RemovedQuerySet.as_manager()

    class Meta:
        proxy = True


class VersionQuerySet(models.QuerySet["Version"]):
    def for_rows(self) -> Self:
        return self.select_related("by", "for_organisation").defer(*TEXTS)


class Version(Content):
    """An intervention as somebody saved it. It stays as it was."""

    retention = Retention(
        record=Record.GUIDANCE,
        years=6,
        counted_from="intervention__removed_at",
        then=Then.BLANK,
        held_through={
            "intervention": "intervention__uid",
            "space": "intervention__space__uid",
            "person": "by__uid",
        },
        written=(*WRITTEN, "note"),
        codes=("language",),
    )

    intervention = models.ForeignKey(Intervention, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    started_from = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    for_organisation = models.ForeignKey(
        "networks.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    note = models.CharField(_("What changed"), max_length=200, blank=True)
    purged_for = models.CharField(max_length=8, choices=PurgeReason, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["intervention", "number"], name="one_version_of_a_number"
            )
        ]

    @property
    def is_current(self) -> bool:
        return self.number == self.intervention.number

    def get_absolute_url(self) -> str:
        return reverse("intervention_version", args=[self.intervention.uid, self.number])
