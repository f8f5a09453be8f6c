"""Collaboratives through the API."""

from typing import Any

from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Link, OrganisationNamed, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import collaboratives
from ..policies import COORDINATE, LOOK_AFTER_NETWORK, READ_COLLABORATIVE, READ_SITE
from ..roles import NETWORK
from .shared import NO_ORGANISATION, Redescribed, Row


class CollaborativeGiven(Given):
    uid = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField()
    lead_body = OrganisationNamed()
    version = serializers.IntegerField()
    closed_at = serializers.DateTimeField(allow_null=True)
    page = Link()


class _CollaborativeSaid(Taken):
    name = serializers.CharField(max_length=200)
    region = serializers.CharField(max_length=80)


class CollaborativeChanged(Redescribed, _CollaborativeSaid):
    """The fields to change; what is left out stays."""


class CollaborativeTaken(_CollaborativeSaid):
    lead_body = Row(models.Organisation, NO_ORGANISATION)
    column = serializers.IntegerField(
        min_value=1, max_value=40, help_text="Of its tile on the map, from 1 at the left."
    )
    row = serializers.IntegerField(
        min_value=1, max_value=40, help_text="Of its tile on the map, from 1 at the top."
    )


class Collaboratives(Endpoint):
    """The regional patient safety collaboratives."""

    @operation(READ_SITE, Scope.READ, gives=CollaborativeGiven, lists=True)
    def get(self, request: Any) -> Page:
        rows = models.Collaborative.objects.visible_to(request.user).still_open().for_rows()
        return self.asks_for(rows, ("name", "uid"))

    @operation(
        LOOK_AFTER_NETWORK,
        Scope.COORDINATE,
        over=NETWORK,
        takes=CollaborativeTaken,
        gives=CollaborativeGiven,
        makes=True,
    )
    def post(self, request: Any, **said: Any) -> models.Collaborative:
        """Set up a collaborative, with its tile’s place on the map."""
        return collaboratives.found_collaborative(by=request.user, key=self.key, **said)


class Collaborative(Endpoint):
    of = models.Collaborative

    @operation(READ_COLLABORATIVE, Scope.READ, gives=CollaborativeGiven)
    def get(self, request: Any, collaborative: models.Collaborative) -> models.Collaborative:
        return collaborative

    @operation(COORDINATE, Scope.COORDINATE, takes=CollaborativeChanged, gives=CollaborativeGiven)
    def patch(self, request: Any, collaborative: models.Collaborative, **said: Any) -> Any:
        """Change what it is called, and its region."""
        return collaboratives.describe_collaborative(
            by=request.user, collaborative=collaborative, started_from=self.started_from, **said
        )

    @operation(LOOK_AFTER_NETWORK, Scope.COORDINATE)
    def delete(self, request: Any, collaborative: models.Collaborative) -> None:
        """Close it, with its spaces and its organisations' part in it."""
        collaboratives.close_collaborative(by=request.user, collaborative=collaborative)
