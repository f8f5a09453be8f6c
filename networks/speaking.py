"""For whom somebody can write in a space."""

from typing import Any

from django.utils import timezone

from collab.base.access.permissions import Role

from .models import Organisation, Space
from .roles import capacities
from .standing import standing_of


def speaks_for_in(person: Any, space: Space) -> list[Organisation | None]:
    """The organisations for which somebody can write in a space, by name; None for themselves."""
    speaking = {
        capacity.organisation_id
        for capacity in capacities(standing_of(person), space, timezone.now())
        if capacity.role != Role.READER
    }
    found: list[Organisation | None] = list(Organisation.objects.filter(pk__in=speaking))
    return [*found, None] if None in speaking else found
