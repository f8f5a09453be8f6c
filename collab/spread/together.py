"""Which organisations share and discuss the same things, of what somebody may see."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import combinations
from typing import Any

from collab.base.access.subjects import Ref
from collab.interventions.models import Intervention, Version
from discussions.models import Message, Thread

Pair = tuple[int, int]
"""The ids of two organisations, the lesser first."""


def in_common(organisations: Collection[int], person: Any, since: datetime) -> Counter[Pair]:
    """How many things each two of these organisations have in common: discussions in which both
    wrote, interventions of which both saved versions, and those of the one that the other
    discusses.

    Args:
        organisations: their ids.
        person: who reads it: only what they may see is counted.
        since: what was written before is not.
    """
    taking_part: dict[str, set[int]] = defaultdict(set)
    for subject, organisation in _took_part(organisations, person, since):
        taking_part[subject].add(organisation)
    pairs: Counter[Pair] = Counter()
    for together in taking_part.values():
        pairs.update(combinations(sorted(together), 2))
    return pairs


def _took_part(
    organisations: Collection[int], person: Any, since: datetime
) -> Iterable[tuple[str, int]]:
    """What, and which organisation took part in it, perhaps more than once."""
    interventions = Intervention.objects.visible_to(person)
    owners = interventions.filter(for_organisation__in=organisations)
    owner_of = {
        str(Ref("intervention", uid)): owner
        for uid, owner in owners.values_list("uid", "for_organisation")
    }
    messages = Message.objects.visible_to(person).filter(
        for_organisation__in=organisations, removed_at=None, at__gte=since
    )
    wrote = list(messages.order_by().values_list("thread", "for_organisation").distinct())
    about = Thread.objects.visible_to(person).filter(about__in=owner_of, last_at__gte=since)
    for thread, subject in about.values_list("pk", "about"):
        yield f"thread:{thread}", owner_of[subject]
    for thread, organisation in wrote:
        yield f"thread:{thread}", organisation
    versions = Version.objects.filter(
        intervention__in=interventions, for_organisation__in=organisations, at__gte=since
    )
    for intervention, organisation in (
        versions.order_by().values_list("intervention", "for_organisation").distinct()
    ):
        yield f"intervention:{intervention}", organisation
