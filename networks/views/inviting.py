"""Inviting people: one, or many after a look at what would become of each line."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.ui.sheets import as_csv

from ..actions.beginning import AlreadyThere
from ..actions.invitation_batches import invite_many
from ..actions.invitations import MayNotInvite, invite
from ..bulk.planning import Does, Plan
from ..invite_forms import InviteManyForm, InviteOneForm, seen_of
from ..inviting import Inviter
from ..inviting_for import InvitingFor
from ..models import Collaborative, Organisation
from ..policies import COORDINATE, INVITE, OPEN_OWN_PAGES

SHOWN = 20
"""Of the lines with which all is well: those to be mended are all shown."""


@opens(INVITE, on=Organisation, by="identifier")
def into_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _many(request, InvitingFor(organisation=organisation))


@opens(COORDINATE, on=Collaborative)
def into_collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    return _many(request, InvitingFor(collaborative=collaborative))


@require_POST
@opens(INVITE, on=Organisation, by="identifier")
def one_into_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _one(request, InvitingFor(organisation=organisation))


@require_POST
@opens(COORDINATE, on=Collaborative)
def one_into_collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    return _one(request, InvitingFor(collaborative=collaborative))


@opens(OPEN_OWN_PAGES)
def template(request: HttpRequest) -> HttpResponse:
    """A table to fill in, with a line as an example."""
    rows = [["ada.mensah@hospital.example", "Ada Mensah", "RZ0", "Member"]]
    text = as_csv(["Email address", "Name", "Organisation", "Role"], rows)
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="whom-to-invite.csv"'},
    )


def _one(request: HttpRequest, where: InvitingFor) -> HttpResponse:
    form = InviteOneForm(request.POST, asks_where=where.collaborative is not None)
    if form.is_valid():
        plan = _plan(request, where, [form.line()])
        row = plan.rows[0]
        if row.wanted is None:
            form.add_error(row.column if row.column in form.fields else "to", row.says)
        else:
            wanted = row.wanted
            try:
                sent = invite(
                    by=request.user,
                    to=wanted.to,
                    organisation=wanted.organisation,
                    role=wanted.role,
                    collaborative=where.collaborative,
                    key=form.cleaned_data["key"],
                )
            except (AlreadyThere, MayNotInvite) as refusal:
                form.add_error("to", str(refusal))
            except KeyUsedForOtherText:
                form.add_error("to", _("You have sent another one from this page. Send this too?"))
            else:
                says = _("%(to)s is invited to join %(name)s.")
                messages.success(request, says % {"to": sent.to, "name": sent.organisation.name})
                return redirect(where.list)
    return _page(request, where, one=form)


def _many(request: HttpRequest, where: InvitingFor) -> HttpResponse:
    if request.method != "POST":
        return _page(request, where)
    form = InviteManyForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, where, many=form)
    plan = _plan(request, where, form.cleaned_data["lines"])
    seen = seen_of(plan)
    shown_before = form.cleaned_data["seen"] == seen and not form.cleaned_data["file"]
    if request.POST.get("do") == "send" and plan.to_send and not plan.refused:
        if shown_before:
            try:
                batch = invite_many(
                    by=request.user,
                    rows=plan.to_send,
                    key=form.cleaned_data["key"],
                    **where.given,
                )
                return redirect(batch)
            except MayNotInvite as refusal:
                form.add_error("rows", str(refusal))
            except KeyUsedForOtherText:
                form.add_error("rows", _("You have sent others from this page. Send these too?"))
        else:
            form.add_error(
                "rows", _("Something has changed since you looked. Look again, then send")
            )
    form.put("seen", seen)
    return _page(request, where, many=form, plan=plan)


def _plan(request: HttpRequest, where: InvitingFor, lines: list[Any]) -> Plan:
    return Plan(lines, Inviter(request.user, where.collaborative), where.organisation)


def _page(
    request: HttpRequest,
    where: InvitingFor,
    *,
    one: InviteOneForm | None = None,
    many: InviteManyForm | None = None,
    plan: Plan | None = None,
) -> HttpResponse:
    asks_where = where.collaborative is not None
    well = [row for row in plan.rows if row.does is not Does.REFUSED] if plan else []
    return render(
        request,
        "networks/invite.html",
        {
            "where": where,
            "crumbs": [(where.name, where.thing.get_absolute_url())],
            "form": one or many,
            "one": one or InviteOneForm(asks_where=asks_where),
            "many": many or InviteManyForm(),
            "plan": plan,
            "counts": _counts(plan) if plan else (),
            "well": well[:SHOWN],
            "more": len(well) - SHOWN,
            "sends": len(plan.to_send) if plan else 0,
        },
    )


def _counts(plan: Plan) -> list[str]:
    invited, again = plan.count(Does.INVITE), plan.count(Does.AGAIN)
    nothing, refused = plan.count(Does.NOTHING), plan.count(Does.REFUSED)
    return [
        words % {"n": count}
        for count, words in (
            (refused, ngettext("%(n)d line to mend", "%(n)d lines to mend", refused)),
            (invited, ngettext("%(n)d invitation", "%(n)d invitations", invited)),
            (again, ngettext("%(n)d sent again", "%(n)d sent again", again)),
            (nothing, ngettext("%(n)d needs nothing", "%(n)d need nothing", nothing)),
        )
        if count
    ]
