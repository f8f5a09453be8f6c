"""The network drawn: the regions, one collaborative's organisations, and what they do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.ui.sheets import XLSX, as_csv, as_xlsx
from networks.models import Collaborative, Organisation, Space
from networks.policies import READ_COLLABORATIVE, READ_SITE

from .actions import take_table
from .activity import Pair, activity_of, all_together, in_common, most_in_common
from .drawing.arcs import as_sequence, draw_arcs, in_order
from .drawing.months import draw_months
from .drawing.tiles import draw_tiles
from .months import last_months
from .policies import TAKE_TABLES
from .tables import TABLES, members


@opens(READ_SITE)
def network(request: HttpRequest) -> HttpResponse:
    """The regions on a map, with what each has."""
    person = request.user
    found = list(Collaborative.objects.visible_to(person).still_open().for_rows())
    # Those that their pages list: no request's.
    spaces = Space.objects.visible_to(person).still_open().filter(joinrequest=None)
    readable = dict(spaces.order_by().values_list("collaborative").annotate(Count("pk")))
    # One may take part in two.
    taking_part = Organisation.objects.visible_to(person).still_open().taking_part()
    return render(
        request,
        "spread/network.html",
        {
            "crumbs": [(_("Collaboratives"), reverse("collaboratives"))],
            "tiles": draw_tiles(found, [each.organisation_count for each in found]),
            "rows": [(each, readable.get(each.pk, 0)) for each in found],
            "organisation_count": taking_part.count(),
        },
    )


@opens(READ_COLLABORATIVE, on=Collaborative)
def collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """One collaborative's organisations: who has what in common, and how much each month."""
    person, months = request.user, last_months(timezone.localdate())
    found = {each.pk: each for each in members(collaborative, person)}
    activity = activity_of(found, person, months)
    together = all_together(list(activity.values()), months)
    strongest = most_in_common(found, person)
    drawn = in_order(strongest.pairs)
    pairs = in_common(drawn, person)
    most_active = sorted(
        found.values(), key=lambda each: (-activity[each.pk].total, each.plain_name)
    )
    return render(
        request,
        "spread/collaborative.html",
        {
            "collaborative": collaborative,
            "crumbs": [(collaborative.name, collaborative.get_absolute_url())],
            "arcs": list(_arcs(drawn, pairs, found)),
            "pairs": [
                (found[one].name, found[other].name, count)
                for one, other, count in as_sequence(pairs)
            ],
            "pair_count": strongest.of,
            "by_month": draw_months(together, months),
            "by_organisation": [
                (each, sum(activity[each.pk].shared), sum(activity[each.pk].said))
                for each in most_active
            ],
            "tables": [(name, label) for name, (label, _make) in TABLES.items()],
            "formats": [(suffix, suffix.upper()) for suffix in FORMATS],
            "may_take": may(person, TAKE_TABLES, collaborative),
        },
    )


def _arcs(
    drawn: Sequence[int], pairs: Mapping[Pair, int], found: Mapping[int, Organisation]
) -> Iterator[Any]:
    """The drawing where there is room, and on a phone."""
    names = {pk: found[pk].name for pk in drawn}
    says = {pair: _says(names[pair[0]], names[pair[1]], count) for pair, count in pairs.items()}
    for width, line, letters in ((704, 240, 52), (328, 88, 26)):
        yield draw_arcs(drawn, pairs, names, says=says, width=width, line=line, letters=letters)


def _says(one: str, other: str, count: int) -> str:
    says = ngettext(
        "%(one)s and %(other)s: %(count)d thing in common",
        "%(one)s and %(other)s: %(count)d things in common",
        count,
    )
    return says % {"one": one, "other": other, "count": count}


FORMATS: Mapping[str, tuple[str, Any]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "xlsx": (XLSX, as_xlsx),
}


@require_POST
@opens(TAKE_TABLES, on=Collaborative)
def table(
    request: HttpRequest, collaborative: Collaborative, name: str, suffix: str
) -> HttpResponse:
    """One of a collaborative's tables, as a file for a spreadsheet."""
    if name not in TABLES or suffix not in FORMATS:
        raise Http404
    content_type, make = FORMATS[suffix]
    taken = take_table(by=request.user, collaborative=collaborative, name=name)
    file = f"{name}-{timezone.localdate():%Y-%m-%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return HttpResponse(make(*taken), content_type=content_type, headers=headers)
