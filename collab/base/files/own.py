"""The files that somebody attached, for the copy of everything about them, and as they leave."""

from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows

from .jobs import take_out
from .models import File


def files_of_person(person: Person) -> Rows:
    rows = File.objects.filter(by=person).exclude(key="").order_by("at")
    yield from rows.values("uid", "name", "description", "media_type", "size", "at", "subject")


FILES = Part(
    "files",
    files_of_person,
    Chapter.FILES,
    _("Files"),
    {
        "name": _("Name"),
        "description": _("What it shows"),
        "size": _("Size"),
        "media_type": _("Kind of file"),
        "at": _("Attached"),
        "subject": _("Attached to"),
        "uid": _("Reference"),
    },
    {"size": filesizeformat},
)


def forget_waiting_files(person: Person, at: datetime) -> None:
    """What they attached stays with what they wrote; what waits goes with them."""
    take_out(File.objects.unattached(person))
