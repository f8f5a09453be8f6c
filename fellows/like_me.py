"""People who do what one does, the most alike first, each with the reason.

Fellows of other regions who have improved what one has improved come first; then those of the same
role or profession in an organisation of the same kind; then those of the same profession anywhere.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.access.permissions import may
from collab.base.sql import places
from networks.models import Affiliation, Fellowship, Profile
from networks.policies import SEE_PEOPLE_LIKE_ME
from networks.roles import NETWORK
from networks.seen_people import seen_people
from networks.standing import standing_of

from .models import Topic

MOST = 90
"""As many are looked at: further down nobody is alike."""

# Each reason is worked out once for everybody, and then joined. Django would ask for each person
# anew, and for each place in which the question names the reason.
ALIKE = """
WITH
seen AS MATERIALIZED ({seen}),
shares AS (
    SELECT own.person_id, COUNT(*) AS n
    FROM fellows_expertise own
    JOIN fellows_expertise_topics topic ON topic.expertise_id = own.id
    JOIN networks_fellowship held ON held.person_id = own.person_id AND held.ended_at IS NULL
    WHERE topic.topic_id IN ({topics})
    GROUP BY own.person_id
),
belongs AS (
    SELECT held.person_id, MAX(CASE WHEN {same_role} THEN 1 ELSE 0 END) AS same_role
    FROM networks_affiliation held
    JOIN networks_organisation organisation ON organisation.id = held.organisation_id
    WHERE held.ended_at IS NULL AND held.confirmed_at IS NOT NULL
    AND organisation.kind IN ({kinds})
    GROUP BY held.person_id
),
elsewhere AS (
    SELECT person_id FROM networks_fellowship
    WHERE ended_at IS NULL AND collaborative_id NOT IN ({near})
),
alike AS (
    SELECT
        somebody.id, somebody.name, somebody.uid,
        COALESCE(shares.n, 0) AS topics,
        COALESCE(belongs.same_role, 0) AS same_role,
        CASE WHEN belongs.person_id IS NULL THEN 0 ELSE 1 END AS same_kind,
        CASE WHEN elsewhere.person_id IS NULL THEN 0 ELSE 1 END AS elsewhere,
        CASE WHEN LOWER(job_title) IN ({work}) OR LOWER(profession) IN ({work})
        THEN 1 ELSE 0 END AS same_work
    FROM accounts_person somebody
    LEFT JOIN shares ON shares.person_id = somebody.id
    LEFT JOIN belongs ON belongs.person_id = somebody.id
    LEFT JOIN elsewhere ON elsewhere.person_id = somebody.id
    WHERE is_active AND somebody.id <> %s AND somebody.id IN (SELECT person_id FROM seen)
)
SELECT id FROM alike
WHERE topics > 0 OR same_role = 1 OR same_work = 1
ORDER BY
    CASE WHEN elsewhere = 1 AND topics > 0 THEN 1 ELSE 0 END DESC,
    10 * topics + 5 * same_role + 4 * same_work + 2 * same_kind DESC,
    name, uid
LIMIT %s
"""


class LikeMe(NamedTuple):
    """Somebody, and why they are in the list."""

    person: Profile
    fellow: bool
    why: str


def like_me(reader: Any) -> list[Profile]:
    """The people like somebody, the most alike first, at most ``MOST``: in a few queries.

    Nobody outside the network is shown anybody.
    """
    if not may(reader, SEE_PEOPLE_LIKE_ME, NETWORK):
        return []
    ids = _alike(reader)
    found = Profile.objects.in_bulk(ids)  # seen, as the ids are
    return [found[pk] for pk in ids if pk in found]


def _alike(reader: Any) -> list[int]:
    own = Affiliation.objects.confirmed().filter(person=reader)
    roles = sorted(set(own.values_list("organisation__kind", "role")))
    special = [(kind, role) for kind, role in roles if role != Affiliation.Kind.MEMBER]
    kinds = sorted({kind for kind, _role in roles})
    topics = list(Topic.objects.filter(expertise__person=reader).values_list("pk", flat=True))
    near = [each.collaborative_id for each in standing_of(reader).collaboratives] or [0]
    work = sorted(work_of(reader))
    seen = seen_people(reader)
    one_of_them = " OR ".join(["organisation.kind = %s AND held.role = %s"] * len(special))
    sql = ALIKE.format(
        seen=seen.sql,
        topics=_places(topics),
        same_role=one_of_them or "1 = 0",
        kinds=_places(kinds),
        near=_places(near),
        work=_places(work),
    )
    given = [
        *seen.params,
        *topics,
        *(each for pair in special for each in pair),
        *kinds,
        *near,
        *work,
        *work,
        reader.pk,
        MOST,
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [pk for (pk,) in cursor.fetchall()]


def _places(values: Sequence[Any]) -> str:
    """Placeholders for some values, or what none is in."""
    return places(values) if values else "NULL"


def work_of(person: Any) -> set[str]:
    """What somebody does, in the words that they use."""
    return {each.strip().lower() for each in (person.profession, person.job_title)} - {""}


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
    in_order = confirmed.select_related("organisation").order_by("organisation__plain_name")
    for affiliation in in_order:
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
