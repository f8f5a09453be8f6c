"""What somebody shared and saved, for the copy of everything about them."""

from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows

from .models import Intervention, Version

HEAD = ("title", "summary", "setting", "problem", "body", "at", "for_organisation__name")


def interventions_of(person: Person) -> Rows:
    yield from Intervention.objects.filter(by=person).order_by("at").values("uid", *HEAD)


def versions_of(person: Person) -> Rows:
    rows = Version.objects.filter(by=person).order_by("at")
    yield from rows.values("intervention__uid", "number", "note", *HEAD)


LABELS = {
    "title": _("Title"),
    "number": _("Version"),
    "note": _("What you changed"),
    "summary": _("Summary"),
    "setting": _("Setting"),
    "problem": _("Problem"),
    "body": _("Document"),
    "at": _("Saved"),
    "for_organisation__name": _("For the organisation"),
}
INTERVENTIONS = Part(
    "interventions",
    interventions_of,
    Chapter.WRITTEN,
    _("Interventions that you shared, as they are now"),
    LABELS | {"at": _("Shared"), "uid": _("Reference")},
)
VERSIONS = Part(
    "versions",
    versions_of,
    Chapter.WRITTEN,
    _("Versions of interventions that you saved"),
    LABELS | {"intervention__uid": _("Reference of the intervention")},
)
