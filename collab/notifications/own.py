"""What somebody was told, for the copy of everything about them."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows, chosen_from

from .models import Notice


def notices_of(person: Person) -> Rows:
    rows = Notice.objects.filter(person=person).order_by("at")
    yield from rows.values("why", "kind", "subject", "at", "read_at")


def forget_notices(person: Person, at: datetime) -> None:
    Notice.objects.filter(person=person).delete()


NOTICES = Part(
    "notices",
    notices_of,
    Chapter.TRACES,
    _("What you were told of"),
    {
        "why": _("Why"),
        "at": _("When"),
        "read_at": _("Read"),
        "kind": _("What it is of"),
        "subject": _("Reference"),
    },
    {"why": chosen_from(Notice.Why)},
)
