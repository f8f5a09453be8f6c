"""What a fellow said about themselves."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows

from .models import Expertise, expertise_of


def told_by(person: Person) -> Rows:
    if expertise := expertise_of(person):
        yield {
            "about": expertise.about,
            "methods": [each.name for each in expertise.methods.all()],
            "topics": [each.name for each in expertise.topics.all()],
        }


EXPERTISE = Part(
    "expertise",
    told_by,
    Chapter.WHO,
    _("What you say about yourself as a fellow"),
    {"about": _("About you"), "methods": _("Methods"), "topics": _("Topics")},
)


def forget_expertise(person: Person, at: datetime) -> None:
    Expertise.objects.filter(person=person).delete()
