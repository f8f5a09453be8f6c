"""Finding interventions in a list: by kind, evidence and words."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from collab.base.access.uid import address_of
from collab.base.ui.paging import PAGE_SIZE, Page, page_of

from .forms import FilterForm
from .models import Evidence, InterventionQuerySet, Kind

NEWEST_FIRST = ("-changed_at", "-uid")
IN_LISTS = (
    "uid",
    "kind",
    "title",
    "summary",
    "evidence",
    "changed_at",
    "by__name",
    "for_organisation__name",
)
KINDS, EVIDENCE = dict(Kind.choices), dict(Evidence.choices)


class Row(NamedTuple):
    """An intervention as lists show it.

    ``meta`` has its kind, whose it is, and how far it was shown to work. Where it is in use
    (``evidence``) lists do not tell.
    """

    icon: str
    href: str
    title: str
    summary: str
    meta: str
    at: datetime
    evidence: str = ""


class KindChoice(NamedTuple):
    """A kind, how many there are of it among what else was asked for, and the address of those."""

    label: str | Promise
    total: int
    href: str
    current: bool


class Listing(NamedTuple):
    """A page of a list of interventions. ``earlier`` is the next page's address, "" on the last."""

    form: FilterForm
    kind: str
    kinds: list[KindChoice]
    page: Page
    total: int
    earlier: str

    @property
    def is_filtered(self) -> bool:
        return any(self.form.cleaned_data.values())


def listing(interventions: InterventionQuerySet, asked: QueryDict) -> Listing:
    """The page of a list that an address asks for.

    Args:
        interventions: those that the reader may see.
        asked: the address's parameters: kind, evidence, words, and after for later pages.
    """
    form = FilterForm(asked)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name, "") for name in form.fields}
    kind = wanted.pop("kind")
    matching = interventions.matching(**wanted)
    counts = {kind: 0} if kind else {}
    counts |= dict(matching.order_by().values_list("kind").annotate(n=Count("*")))
    found = matching.filter(kind=kind) if kind else matching
    page = newest_of(found, after=asked.get("after", ""))
    everything = sum(counts.values())
    kinds = [
        KindChoice(each.plural, counts[each], _address({"kind": each, **wanted}), each == kind)
        for each in Kind
        if each in counts
    ]
    return Listing(
        form=form,
        kind=kind,
        kinds=[KindChoice(_("All"), everything, _address(wanted), not kind), *kinds],
        page=page,
        total=counts.get(kind, 0) if kind else everything,
        earlier=_address({"kind": kind, **wanted, "after": page.after}) if page.after else "",
    )


def newest_of(
    interventions: InterventionQuerySet, *, after: str = "", size: int = PAGE_SIZE
) -> Page:
    """A page of interventions, the newest first, read as what a row shows and no more."""
    rows = interventions.values_list(*IN_LISTS, named=True)
    page = page_of(rows, order=NEWEST_FIRST, after=after, size=size)
    return page._replace(rows=[_row(each) for each in page.rows])


def _row(listed: Any) -> Row:
    owner = listed.for_organisation__name or listed.by__name
    return Row(
        listed.kind,
        address_of("intervention", listed.uid),
        listed.title,
        listed.summary,
        f"{KINDS[listed.kind]} · {owner} · {EVIDENCE[listed.evidence]}",
        listed.changed_at,
    )


def _address(asked: dict[str, str]) -> str:
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in asked.items() if value})
    return f"?{query.urlencode()}"
