"""Invitations through the API."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, invalid, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Link, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import invitation_batches, invitations, taking_up
from ..bulk.lines import Line
from ..bulk.planning import Plan
from ..inviting import Inviter, addresses_of, sent_to
from ..inviting_for import InvitingFor
from ..policies import COORDINATE, INVITE, LOOK_AFTER_INVITATIONS, OPEN_OWN_PAGES
from .shared import NO_ORGANISATION, CollaborativeNamed, Row

for refusal in (
    invitations.MayNotInvite,
    taking_up.NotValidAnyMore,
    taking_up.SentToAnother,
    taking_up.InviterLostTheRight,
):
    translate(refusal, conflict)

INVITED_AS = models.Affiliation.Kind.choices
STATES = models.Invitation.State.choices
OUTCOMES = models.InvitationRow.Outcome.choices
NEWEST = ("-sent_at", "uid")


class InvitationGiven(Given):
    uid = serializers.CharField()
    to = serializers.CharField()
    name = serializers.CharField()
    organisation = OrganisationNamed()
    collaborative = CollaborativeNamed(allow_null=True)
    role = serializers.ChoiceField(INVITED_AS)
    by = PersonGiven()
    state = serializers.ChoiceField(STATES)
    sent = serializers.IntegerField(help_text="How many times.")
    sent_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class InvitationFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=STATES, method="in_state", label="Its state")

    def in_state(self, rows: Any, name: str, value: str) -> Any:
        return rows.in_state(value)


class InvitedTaken(Taken):
    unscreened = ("to",)

    to = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True)
    role = serializers.ChoiceField(INVITED_AS, default=models.Affiliation.Kind.MEMBER)


class InvitedThroughTaken(InvitedTaken):
    organisation = Row(models.Organisation, NO_ORGANISATION)


class RowsTaken(Taken):
    """Whom to invite, each an object with the same fields as one invitation, at most 1,000."""

    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=254)),
        min_length=1,
        max_length=invitation_batches.MOST_ROWS,
        help_text="Objects with “to”, and if you like “name”, “organisation” and “role”.",
    )


class BatchGiven(Given):
    uid = serializers.CharField()
    at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many lines have come to each result."
    )
    page = Link()


class BatchRowGiven(Given):
    n = serializers.IntegerField()
    to = serializers.CharField()
    name = serializers.CharField()
    organisation = OrganisationNamed()
    role = serializers.ChoiceField(INVITED_AS)
    outcome = serializers.ChoiceField(OUTCOMES)
    why = serializers.CharField()


class InvitationsOfOrganisation(Endpoint):
    of = models.Organisation
    by = "identifier"

    @operation(
        INVITE, Scope.COORDINATE, gives=InvitationGiven, lists=True, filters=InvitationFilter
    )
    def get(self, request: Any, organisation: models.Organisation) -> Page:
        """The invitations to it."""
        return self.asks_for(InvitingFor(organisation).invitations.for_rows(), NEWEST)

    @operation(INVITE, Scope.COORDINATE, takes=InvitedTaken, gives=InvitationGiven, makes=True)
    def post(self, request: Any, organisation: models.Organisation, **said: Any) -> Any:
        """Invite somebody to it, by mail; who has not answered is sent their invitation again."""
        return invitations.invite(by=request.user, organisation=organisation, key=self.key, **said)


class InvitationsOfCollaborative(Endpoint):
    of = models.Collaborative

    @operation(
        COORDINATE, Scope.COORDINATE, gives=InvitationGiven, lists=True, filters=InvitationFilter
    )
    def get(self, request: Any, collaborative: models.Collaborative) -> Page:
        """Those that its leads sent."""
        rows = InvitingFor(collaborative=collaborative).invitations
        return self.asks_for(rows.for_rows(), NEWEST)

    @operation(
        COORDINATE, Scope.COORDINATE, takes=InvitedThroughTaken, gives=InvitationGiven, makes=True
    )
    def post(self, request: Any, collaborative: models.Collaborative, **said: Any) -> Any:
        """Invite somebody to an organisation that takes part, by mail."""
        return invitations.invite(
            by=request.user, collaborative=collaborative, key=self.key, **said
        )


class ManyToOrganisation(Endpoint):
    of = models.Organisation
    by = "identifier"

    @operation(INVITE, Scope.COORDINATE, takes=RowsTaken, gives=BatchGiven, makes=True)
    def post(
        self, request: Any, organisation: models.Organisation, rows: Sequence[dict[str, str]]
    ) -> models.InvitationBatch:
        """Invite many. If one row is wrong, nobody is invited, and it says which."""
        where = InvitingFor(organisation)
        wanted = _wanted(request.user, where, rows)
        return invitation_batches.invite_many(
            by=request.user, rows=wanted, key=self.key, **where.given
        )


class ManyThroughCollaborative(Endpoint):
    of = models.Collaborative

    @operation(COORDINATE, Scope.COORDINATE, takes=RowsTaken, gives=BatchGiven, makes=True)
    def post(
        self, request: Any, collaborative: models.Collaborative, rows: Sequence[dict[str, str]]
    ) -> models.InvitationBatch:
        """Invite many to organisations that take part, each row saying to which."""
        where = InvitingFor(collaborative=collaborative)
        wanted = _wanted(request.user, where, rows)
        return invitation_batches.invite_many(
            by=request.user, rows=wanted, key=self.key, **where.given
        )


def _wanted(
    person: Any, where: InvitingFor, rows: Sequence[dict[str, str]]
) -> list[invitation_batches.Wanted]:
    known = set(Line._fields) - {"n"}
    lines = []
    for n, row in enumerate(rows, 1):
        if unknown := sorted(row.keys() - known):
            raise invalid({f"rows.{n}.{name}": [_("There is no such field")] for name in unknown})
        lines.append(Line(n, **row))
    plan = Plan(lines, Inviter(person, where.collaborative), where.organisation)
    if plan.refused:
        raise invalid({f"rows.{row.line.n}.{row.column}": [row.says] for row in plan.refused})
    if not plan.to_send:
        raise invalid({"rows": [_("There is nothing to send.")]})
    return plan.to_send


class Batch(Endpoint):
    of = models.InvitationBatch

    @operation(LOOK_AFTER_INVITATIONS, Scope.COORDINATE, gives=BatchGiven)
    def get(self, request: Any, batch: models.InvitationBatch) -> models.InvitationBatch:
        """How far many invitations of yours have got."""
        return batch


class BatchRows(Endpoint):
    of = models.InvitationBatch

    @operation(LOOK_AFTER_INVITATIONS, Scope.COORDINATE, gives=BatchRowGiven, lists=True)
    def get(self, request: Any, batch: models.InvitationBatch) -> Page:
        """What came of each."""
        return self.asks_for(batch.rows.select_related("organisation"), ("n",))


class Invitation(Endpoint):
    of = models.Invitation

    @operation(LOOK_AFTER_INVITATIONS, Scope.COORDINATE, gives=InvitationGiven)
    def get(self, request: Any, invitation: models.Invitation) -> models.Invitation:
        return invitation

    @operation(LOOK_AFTER_INVITATIONS, Scope.COORDINATE)
    def delete(self, request: Any, invitation: models.Invitation) -> None:
        """Withdraw it: its link works no more."""
        invitations.withdraw_invitation(by=request.user, invitation=invitation)


class InvitationRestored(Endpoint):
    of = models.Invitation

    @operation(LOOK_AFTER_INVITATIONS, Scope.COORDINATE, gives=InvitationGiven)
    def post(self, request: Any, invitation: models.Invitation) -> models.Invitation:
        """Undo withdrawing it."""
        return invitations.restore_invitation(by=request.user, invitation=invitation)


class InvitationSentAgain(Endpoint):
    of = models.Invitation

    @operation(LOOK_AFTER_INVITATIONS, Scope.COORDINATE, gives=InvitationGiven)
    def post(self, request: Any, invitation: models.Invitation) -> models.Invitation:
        """Send it anew: links in earlier mails work no more."""
        return invitations.send_invitation_again(by=request.user, invitation=invitation)


class OwnInvitations(Endpoint):
    @operation(OPEN_OWN_PAGES, Scope.READ, gives=InvitationGiven, lists=True)
    def get(self, request: Any) -> Page:
        """Those that wait for you, by your proven addresses."""
        return self.asks_for(sent_to(request.user), NEWEST)


class OwnInvitationTakenUp(Endpoint):
    @operation(OPEN_OWN_PAGES, Scope.CONTRIBUTE, gives=InvitationGiven)
    def post(self, request: Any, uid: str) -> models.Invitation:
        """Accept an invitation that was sent to one of your addresses."""
        row = _own(request, uid)
        taking_up.take_up_invitation(by=request.user, invitation=row)
        row.refresh_from_db()
        return row


class OwnInvitationDeclined(Endpoint):
    @operation(OPEN_OWN_PAGES, Scope.CONTRIBUTE, gives=InvitationGiven)
    def post(self, request: Any, uid: str) -> models.Invitation:
        """Decline an invitation that was sent to one of your addresses."""
        return taking_up.decline_invitation(by=request.user, invitation=_own(request, uid))


class OwnInvitationReconsidered(Endpoint):
    @operation(OPEN_OWN_PAGES, Scope.CONTRIBUTE, gives=InvitationGiven)
    def post(self, request: Any, uid: str) -> models.Invitation:
        """Take back, within ten minutes, that you declined it."""
        return taking_up.reconsider_invitation(by=request.user, invitation=_own(request, uid))


def _own(request: Any, uid: str) -> models.Invitation:
    rows = models.Invitation.objects.for_rows().filter(to__in=addresses_of(request.user))
    row: models.Invitation | None = rows.filter(uid=uid).first()
    if row is None:
        raise Http404
    return row
