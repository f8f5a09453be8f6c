"""What a steward should know of before confirming an email domain: those of other organisations
that overlap it, and whose people have addresses there."""

from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Count, Q, Value
from django.db.models.functions import Lower, StrIndex, Substr

from .domains import with_parents
from .models import Affiliation, EmailDomain, Organisation


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


class AddressesOf(NamedTuple):
    """How many confirmed people of an organisation have a proven address at a domain."""

    organisation: Organisation
    people: int


FACTS = ("pk", "uid", "ods_code", "name")


def addresses_elsewhere(domains: Collection[EmailDomain]) -> dict[int, list[AddressesOf]]:
    """For each of these, by id, the other organisations whose people have addresses there, most
    first; in one query for all."""
    if not domains:
        return {}
    email = "person__emailaddress__email"
    at = Lower(Substr(email, StrIndex(email, Value("@")) + 1))
    facts = {f"organisation__{name}": name for name in FACTS}
    rows = (
        Affiliation.objects.confirmed()
        .filter(person__is_active=True, person__emailaddress__verified=True)
        .annotate(at=at)
        .filter(at__in={each.domain for each in domains})
        .order_by()
        .values("at", *facts)
        .annotate(people=Count("person", distinct=True))
    )
    found: dict[int, list[AddressesOf]] = {each.pk: [] for each in domains}
    for row in rows:
        organisation = Organisation(**{name: row[path] for path, name in facts.items()})
        for each in domains:
            if each.domain == row["at"] and organisation.pk != each.organisation_id:
                found[each.pk].append(AddressesOf(organisation, row["people"]))
    for some in found.values():
        some.sort(key=lambda each: (-each.people, each.organisation.name))
    return found
