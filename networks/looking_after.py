"""Who looks after an organisation, and where only one person does."""

from collections.abc import Iterable

from django.db.models import Count, Max

from .models import Affiliation, Organisation
from .roles import LOOKS_AFTER_ITS_SPACE


def only_ones(organisations: Iterable[Organisation]) -> dict[int, int]:
    """Of organisations that one person alone looks after, who that is: ids, in one query."""
    looking_after = Affiliation.objects.confirmed().filter(
        organisation__in=[each.pk for each in organisations],
        role__in=LOOKS_AFTER_ITS_SPACE,
        person__is_active=True,
    )
    alone = (
        looking_after.order_by().values("organisation").annotate(n=Count("pk"), who=Max("person"))
    )
    return dict(alone.filter(n=1).values_list("organisation", "who"))
