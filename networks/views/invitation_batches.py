"""How far many invitations have got, and what came of each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from collab.base.access.routes import opens
from collab.base.ui.paging import page_of
from collab.base.ui.sheets import as_csv

from ..inviting_for import InvitingFor
from ..models import InvitationBatch, InvitationRow
from ..policies import LOOK_AFTER_INVITATIONS

Outcome = InvitationRow.Outcome


@opens(LOOK_AFTER_INVITATIONS, on=InvitationBatch)
def batch(request: HttpRequest, batch: InvitationBatch) -> HttpResponse:
    where = InvitingFor(batch.organisation, batch.collaborative)
    counts = batch.counts()
    outcome = request.GET.get("outcome", "")
    rows = batch.rows.select_related("organisation")
    if outcome in Outcome.values:
        rows = rows.filter(outcome=outcome)
    total = sum(counts.values())
    return render(
        request,
        "networks/invitation_batch.html",
        {
            "where": where,
            "crumbs": [
                (where.name, where.thing.get_absolute_url()),
                (_("Invitations"), where.list),
            ],
            "batch": batch,
            "total": total,
            "done": total - counts[Outcome.PENDING],
            "outcome": outcome,
            "tabs": [
                {
                    "label": label,
                    "href": f"{batch.get_absolute_url()}?outcome={value}",
                    "current": value == outcome,
                    "count": counts[value],
                }
                for value, label in Outcome.choices
                if counts[value]
            ],
            "page": page_of(rows, order=("n",), after=request.GET.get("after", "")),
        },
    )


@opens(LOOK_AFTER_INVITATIONS, on=InvitationBatch)
def result(request: HttpRequest, batch: InvitationBatch) -> HttpResponse:
    """What came of each line, as a table."""
    rows = batch.rows.select_related("organisation").order_by("n")
    text = as_csv(
        [_("Line"), _("Email address"), _("Name"), _("Organisation"), _("Role"), _("Result"), ""],
        (
            (
                row.n,
                row.to,
                row.name,
                row.organisation.name,
                row.get_role_display(),
                row.get_outcome_display(),
                row.why,
            )
            for row in rows
        ),
    )
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="invitations.csv"'},
    )
