"""Finding somebody by what one knows of them: their name, or their exact address."""

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from collab.base.accounts.models import Person
from collab.base.ui.plain import plain, plain_of

from .models import Affiliation
from .sight import in_network
from .standing import standing_of


def find_people(words: str, *, by: Person) -> QuerySet[Person]:
    """People of the network whose name has every word; or whoever has exactly this verified
    address, in the network or not. Nobody without words.

    Args:
        by: who looks. Somebody outside the network finds others by their address alone: with names
            they could list the network.
    """
    words = words.strip()
    if "@" in words:
        return find_by_address(words)
    if not words or not standing_of(by).in_network:
        return Person.objects.none()
    by_name = Q()
    for word in plain(words).split():
        by_name &= Q(plain_name__icontains=word)
    network = RawSQL(*in_network())  # noqa: S611 a question of ours
    people = Person.objects.alias(plain_name=plain_of("name"))
    found = people.filter(by_name, is_active=True, pk__in=network)
    return found.order_by("name", "uid")


def find_by_address(address: str) -> QuerySet[Person]:
    """Whoever has exactly this verified address, in the network or not."""
    return Person.objects.filter(
        is_active=True,
        emailaddress__email__iexact=address.strip(),
        emailaddress__verified=True,
    )


def organisations_of(people: list[Person]) -> dict[int, list[Affiliation]]:
    """Where each of these people belongs, by their id, in one query."""
    found: dict[int, list[Affiliation]] = {person.pk: [] for person in people}
    rows = Affiliation.objects.confirmed().filter(person__in=people)
    for each in rows.select_related("organisation").order_by("organisation__plain_name"):
        found[each.person_id].append(each)
    return found
