"""The organisations to which somebody belongs, for their own front page."""

from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from .models import JoinRequest, Membership, Organisation
from .standing import standing_of
from .waiting import MAY_ASK


def own_organisations(person: Any) -> list[Any]:
    """Those that are open, by name, in at most one query. Each has ``could_join``: it takes part in
    no collaborative and has asked none, and this person may ask for it."""
    standing = standing_of(person)
    if not standing.organisations:
        return []
    asking = {each.organisation_id for each in standing.organisations if each.role in MAY_ASK}
    of_it = Q(organisation=OuterRef("pk"))
    takes_part = Q(Exists(Membership.objects.current().filter(of_it)))
    waits = Q(Exists(JoinRequest.objects.waiting().filter(of_it)))
    could_join = ExpressionWrapper(
        Q(pk__in=asking, listed=True) & ~takes_part & ~waits, output_field=BooleanField()
    )
    own = Organisation.objects.still_open().filter(
        pk__in=[each.organisation_id for each in standing.organisations]
    )
    return list(own.annotate(could_join=could_join).order_by("plain_name", "pk"))
