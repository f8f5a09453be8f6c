"""Finding somebody by what one knows of them: their name, or their exact address."""

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from collab.base.accounts.models import Person

from .models import Affiliation
from .sight import in_network


def find_people(words: str) -> QuerySet[Person]:
    """People of the network whose name has every word; or whoever has exactly this verified
    address, in the network or not. Nobody without words."""
    words = words.strip()
    if not words:
        return Person.objects.none()
    active = Person.objects.filter(is_active=True)
    if "@" in words:
        return active.filter(emailaddress__email__iexact=words, emailaddress__verified=True)
    by_name = Q()
    for word in words.split():
        by_name &= Q(name__icontains=word)
    network = RawSQL(*in_network())  # noqa: S611 a question of ours
    return active.filter(by_name, pk__in=network).order_by("name", "uid")


def organisations_of(people: list[Person]) -> dict[int, list[Affiliation]]:
    """Where each of these people belongs, by their id, in one query."""
    found: dict[int, list[Affiliation]] = {person.pk: [] for person in people}
    rows = Affiliation.objects.confirmed().filter(person__in=people)
    for each in rows.select_related("organisation").order_by("organisation__name"):
        found[each.person_id].append(each)
    return found
