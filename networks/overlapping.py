"""Which email domains of other organisations a steward should know of before confirming one."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import Q

from .domains import with_parents
from .models import EmailDomain


def overlapping(domains: Collection[EmailDomain]) -> dict[int, list[EmailDomain]]:
    """For each of these, by id, what other organisations have or ask for: the same domain, one
    above it or one beneath it; in one query for all."""
    if not domains:
        return {}
    above = {each for domain in domains for each in with_parents(domain.domain)}
    beneath = (Q(domain__endswith=f".{each.domain}") for each in domains)
    found = list(
        EmailDomain.objects.current()
        .filter(reduce(or_, beneath, Q(domain__in=above)))
        .select_related("organisation")
        .order_by("domain", "since", "pk")
    )
    return {
        each.pk: [
            other
            for other in found
            if other.organisation_id != each.organisation_id
            and (
                each.domain in with_parents(other.domain)
                or other.domain in with_parents(each.domain)
            )
        ]
        for each in domains
    }
