"""What somebody did at a collaborative's desk, and what they were written to from there."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows

from .models import Step

DID = {
    "affiliation confirm": _("Confirmed somebody as a member"),
    "affiliation decline": _("Declined somebody"),
    "affiliation remind": _("Reminded of somebody who waits"),
    "guest extend": _("Extended the stay of a guest"),
    "guest let": _("Let the stay of a guest end"),
    "invitation again": _("Sent an invitation again"),
    "invitation withdraw": _("Withdrew an invitation"),
    "join accept": _("Accepted an organisation"),
    "question ask": _("Asked a fellow to answer"),
    "question leave": _("Left a question as it is"),
    "quiet leave": _("Left a quiet organisation for now"),
    "quiet remind": _("Reminded a quiet organisation"),
}
PARTS = {"by": _("You did it"), "to": _("You were written to")}


def steps_of(person: Person) -> Rows:
    rows = Step.objects.filter(Q(by=person) | Q(to=person)).select_related("collaborative")
    for step in rows.order_by("at"):
        yield {
            "what": f"{step.source} {step.what}",
            "where": step.collaborative.name,
            "part": "by" if step.by_id == person.pk else "to",
            "at": step.at,
            "undone_at": step.undone_at,
        }


STEPS = Part(
    "desk",
    steps_of,
    Chapter.TRACES,
    _("At a coordinator’s desk"),
    {
        "what": _("What"),
        "where": _("Collaborative"),
        "part": _("Your part in it"),
        "at": _("When"),
        "undone_at": _("Undone"),
    },
    {
        "what": lambda what: DID.get(what, what),
        "part": lambda part: PARTS.get(part, part),
    },
)
