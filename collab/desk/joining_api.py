"""Requests to join a collaborative, through the API."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from collab.base.access.routes import find_visible
from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Link, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page
from fellows.api import Somebody
from networks import models
from networks.actions.joining import accept_join, withdraw_join
from networks.api.shared import NO_ORGANISATION, CollaborativeNamed, Row, SpaceNamed
from networks.policies import ASK_TO_JOIN, COORDINATE, READ_COLLABORATIVE, READ_SPACE

from .actions.joining import ask_to_join, decline_with_reason, reconsider
from .joining_forms import LONGEST_REASON


class JoinRequestGiven(Given):
    uid = serializers.CharField()
    organisation = OrganisationNamed()
    collaborative = CollaborativeNamed()
    sponsor = PersonGiven(allow_null=True)
    by = PersonGiven()
    at = serializers.DateTimeField()
    state = serializers.ChoiceField(models.JoinRequest.State.choices)
    decided_by = PersonGiven(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    space = SpaceNamed(help_text="Where why, and the questions before the decision, are written.")
    version = serializers.IntegerField()
    page = Link()


class JoinAsked(Taken):
    asks = "reason"
    unscreened = ("sponsor_name",)

    organisation = Row(models.Organisation, NO_ORGANISATION)
    reason = serializers.CharField(
        max_length=LONGEST_REASON, trim_whitespace=False, help_text="In Markdown."
    )
    sponsor = Somebody(
        max_length=12,
        required=False,
        allow_null=True,
        help_text="The executive sponsor’s uid, or else their name and job title.",
    )
    sponsor_name = serializers.CharField(max_length=150, required=False)
    sponsor_job_title = serializers.CharField(max_length=150, required=False)


class WhyDeclined(Taken):
    asks = "reason"

    reason = serializers.CharField(
        max_length=LONGEST_REASON, trim_whitespace=False, help_text="In Markdown."
    )


class JoinRequestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Where it stands"), choices=models.JoinRequest.State.choices
    )


class JoinRequestsOf(Endpoint):
    """The requests to join a collaborative that you see."""

    of = models.Collaborative

    @operation(
        READ_COLLABORATIVE,
        Scope.READ,
        gives=JoinRequestGiven,
        lists=True,
        filters=JoinRequestFilter,
    )
    def get(self, request: Any, collaborative: models.Collaborative) -> Page:
        rows = models.JoinRequest.objects.visible_to(request.user).for_rows()
        return self.asks_for(rows.filter(collaborative=collaborative), ("at", "uid"))

    @operation(
        READ_COLLABORATIVE, Scope.COORDINATE, takes=JoinAsked, gives=JoinRequestGiven, makes=True
    )
    def post(self, request: Any, collaborative: models.Collaborative, **said: Any) -> Any:
        """Ask to join, for an organisation that you look after. It opens a space with the lead."""
        return ask_to_join(by=request.user, collaborative=collaborative, key=self.key, **said)


class JoinRequest(Endpoint):
    of = models.JoinRequest

    @operation(READ_SPACE, Scope.READ, gives=JoinRequestGiven)
    def get(self, request: Any, join_request: models.JoinRequest) -> models.JoinRequest:
        return join_request

    @operation(ASK_TO_JOIN, Scope.COORDINATE)
    def delete(self, request: Any, join_request: models.JoinRequest) -> None:
        """Take it back."""
        withdraw_join(by=request.user, request=join_request)


class JoinAccepted(Endpoint):
    of = models.JoinRequest

    @operation(COORDINATE, Scope.COORDINATE, gives=JoinRequestGiven)
    def post(self, request: Any, join_request: models.JoinRequest) -> models.JoinRequest:
        """Let the organisation take part: its people gain the collaborative's spaces at once."""
        return accept_join(by=request.user, request=join_request)


class JoinDeclined(Endpoint):
    of = models.JoinRequest

    @operation(COORDINATE, Scope.COORDINATE, takes=WhyDeclined, gives=JoinRequestGiven, makes=True)
    def post(self, request: Any, join_request: models.JoinRequest, *, reason: str) -> Any:
        """Decline, and say why in its discussion."""
        return decline_with_reason(by=request.user, request=join_request, reason=reason)


class JoinReconsidered(Endpoint):
    of = models.JoinRequest

    @operation(COORDINATE, Scope.COORDINATE, gives=JoinRequestGiven)
    def post(self, request: Any, join_request: models.JoinRequest) -> models.JoinRequest:
        """Take your decision back, within ten minutes: the request waits again."""
        reconsider(by=request.user, request=join_request)
        found: models.JoinRequest = find_visible(models.JoinRequest, request.user, join_request.uid)
        return found
