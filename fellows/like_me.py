"""People who do what one does, the most alike first, each with the reason.

Fellows of other regions who have improved what one has improved come first; then those of the same
role or profession in an organisation of the same kind; then those of the same profession anywhere.
"""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.access.permissions import may
from networks.models import Affiliation, Fellowship, Profile
from networks.policies import SEE_PEOPLE_LIKE_ME
from networks.roles import NETWORK
from networks.standing import standing_of

from .models import Expertise, Topic

MOST = 90
"""As many are looked at: further down nobody is alike."""
TOPIC, ROLE, WORK, KIND, FELLOW_ELSEWHERE = 10, 5, 4, 2, 100


class LikeMe(NamedTuple):
    """Somebody, and why they are in the list."""

    person: Profile
    fellow: bool
    why: str


def like_me(reader: Any) -> list[Profile]:
    """The people like somebody, the most alike first, at most ``MOST``; three queries and no more.

    Nobody outside the network is shown anybody.
    """
    if not may(reader, SEE_PEOPLE_LIKE_ME, NETWORK):
        return []
    own = Affiliation.objects.confirmed().filter(person=reader)
    roles = set(own.values_list("organisation__kind", "role"))
    topics = set(Topic.objects.filter(expertise__person=reader).values_list("pk", flat=True))
    return list(_alike(reader, roles, topics, work_of(reader))[:MOST])


def work_of(person: Any) -> set[str]:
    """What somebody does, in the words that they use."""
    return {each.strip().lower() for each in (person.profession, person.job_title)} - {""}


def _alike(
    reader: Any, roles: set[tuple[str, str]], topics: set[int], work: set[str]
) -> QuerySet[Profile]:
    theirs = Affiliation.objects.confirmed().filter(person=OuterRef("pk"))
    same_role = Q(pk__in=[])
    for kind, role in roles:
        if role != Affiliation.Kind.MEMBER:
            same_role |= Q(organisation__kind=kind, role=role)
    in_common = (
        Expertise.topics.through.objects.filter(expertise__person=OuterRef("pk"), topic__in=topics)
        .filter(Exists(Fellowship.objects.current().filter(person=OuterRef("expertise__person"))))
        .order_by()
        .values("expertise")
        .annotate(n=Count("pk"))
        .values("n")
    )
    near = {each.collaborative_id for each in standing_of(reader).collaboratives}
    fellowships = Fellowship.objects.current().filter(person=OuterRef("pk"))
    rows = Profile.objects.visible_to(reader).exclude(pk=reader.pk)
    return (
        rows.alias(work=Lower("job_title"), calling=Lower("profession"))
        .annotate(
            topics_in_common=Coalesce(Subquery(in_common), 0),
            does_the_same=_yes(Q(work__in=work) | Q(calling__in=work)),
            same_kind=_yes(
                Exists(theirs.filter(organisation__kind__in={kind for kind, _role in roles}))
            ),
            same_role=_yes(Exists(theirs.filter(same_role))),
            fellow_elsewhere=_yes(Exists(fellowships.exclude(collaborative__in=near))),
        )
        .filter(Q(topics_in_common__gt=0) | Q(does_the_same=1) | Q(same_role=1))
        .annotate(
            alike=F("topics_in_common") * TOPIC
            + F("same_role") * ROLE
            + F("does_the_same") * WORK
            + F("same_kind") * KIND
            + _yes(Q(fellow_elsewhere=1, topics_in_common__gt=0)) * FELLOW_ELSEWHERE
        )
        .order_by("-alike", "name", "uid")
    )


def _yes(condition: Any) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def with_reasons(people: Collection[Profile], reader: Any) -> list[LikeMe]:
    """Each of these people with why they are alike, in three queries."""
    ids = [each.pk for each in people]
    fellowships = {
        each.person_id: each
        for each in Fellowship.objects.current()
        .filter(person__in=ids)
        .select_related("collaborative")
    }
    belonging: dict[int, list[Affiliation]] = {}
    confirmed = Affiliation.objects.confirmed().filter(person__in=ids)
    for affiliation in confirmed.select_related("organisation").order_by("organisation__name"):
        belonging.setdefault(affiliation.person_id, []).append(affiliation)
    mine = Topic.objects.filter(expertise__person=reader)
    topics: dict[int, list[str]] = {}
    for pk, name in (
        Topic.objects.filter(expertise__person__in=ids, pk__in=mine.values("pk"))
        .order_by("name")
        .values_list("expertise__person", "name")
    ):
        topics.setdefault(pk, []).append(name)
    work = work_of(reader)
    return [
        LikeMe(
            each,
            each.pk in fellowships,
            "; ".join(
                _why(each, belonging.get(each.pk, []), fellowships.get(each.pk), topics, work)
            ),
        )
        for each in people
    ]


def _why(
    person: Profile,
    belonging: list[Affiliation],
    fellowship: Fellowship | None,
    topics: dict[int, list[str]],
    work: set[str],
) -> Iterator[str]:
    does = (person.profession, person.job_title)
    what = next((each for each in does if each.strip().lower() in work), does[1] or does[0])
    for affiliation in belonging[:1]:
        special = affiliation.role != Affiliation.Kind.MEMBER
        role = str(affiliation.get_role_display()) if special else ""
        kind = str(affiliation.organisation.get_kind_display())
        if what and role:
            role = role[:1].lower() + role[1:]
        yield ", ".join(filter(None, [what, role, kind[:1].lower() + kind[1:]]))
    if not belonging and what:
        yield what
    if fellowship:
        yield _("fellow in %(region)s") % {"region": fellowship.collaborative.region}
        names = topics.get(person.pk, [])
        n = len(names)
        says = ngettext("%(n)d topic in common", "%(n)d topics in common", n) % {"n": n}
        if names:
            yield f"{says} ({', '.join(names)})"
