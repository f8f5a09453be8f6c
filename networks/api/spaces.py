"""Spaces through the API."""

from typing import Any

import django_filters
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Link, OrganisationNamed, Taken
from collab.base.files.actions import keep_file
from collab.base.files.api import FileGiven, FileTaken, asked_about
from collab.base.files.checking import MayIdentify
from collab.base.files.models import File
from collab.base.files.policies import ATTACH_FILES
from collab.base.security.confirming import is_stated
from collab.base.ui.paging import Page

from .. import models
from ..actions import spaces
from ..policies import FACILITATE, READ_SITE, READ_SPACE
from .shared import NO_COLLABORATIVE, NO_ORGANISATION, CollaborativeNamed, Redescribed, Row


class SpaceGiven(Given):
    uid = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    members_by = serializers.ChoiceField(models.Space.MembersBy.choices)
    visible_to_whom = serializers.ChoiceField(models.Space.Visibility.choices)
    collaborative = CollaborativeNamed(allow_null=True)
    organisation = OrganisationNamed(allow_null=True)
    stream = serializers.CharField(help_text="What to follow live: see docs/live.md.")
    starts_at = serializers.DateTimeField(
        allow_null=True, help_text="When what it is about takes place, such as a learning session."
    )
    ends_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    closed_at = serializers.DateTimeField(allow_null=True)
    page = Link()


class SpaceFilter(django_filters.FilterSet):
    collaborative = django_filters.CharFilter(
        label="The uid of its collaborative", field_name="collaborative__uid", max_length=12
    )
    mine = django_filters.BooleanFilter(label="Those in which you take part", method="by_mine")

    def by_mine(self, rows: Any, name: str, value: bool) -> Any:
        return rows.of_member(self.request.user) if value else rows


class _SpaceSaid(Taken):
    name = serializers.CharField(max_length=120)
    purpose = serializers.CharField(max_length=200)
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)


class SpaceTaken(_SpaceSaid):
    members_by = serializers.ChoiceField(models.Space.MembersBy.choices)
    visible_to_whom = serializers.ChoiceField(
        models.Space.Visibility.choices, default=models.Space.Visibility.MEMBERS
    )
    collaborative = Row(models.Collaborative, NO_COLLABORATIVE, required=False, allow_null=True)
    organisation = Row(models.Organisation, NO_ORGANISATION, required=False, allow_null=True)


class SpaceChanged(Redescribed, _SpaceSaid):
    """The fields to change; what is left out stays."""

    visible_to_whom = serializers.ChoiceField(models.Space.Visibility.choices)


def _with_times(said: dict[str, Any]) -> dict[str, Any]:
    times = models.Times(said.pop("starts_at", None), said.pop("ends_at", None))
    return said | {"times": times}


class Spaces(Endpoint):
    """The spaces that you see."""

    @operation(READ_SITE, Scope.READ, gives=SpaceGiven, lists=True, filters=SpaceFilter)
    def get(self, request: Any) -> Page:
        rows = models.Space.objects.visible_to(request.user).still_open().for_rows()
        return self.asks_for(rows, ("name", "uid"))

    @operation(READ_SITE, Scope.COORDINATE, takes=SpaceTaken, gives=SpaceGiven, makes=True)
    def post(self, request: Any, **said: Any) -> models.Space:
        """Open a space: a collaborative's by its leads, an organisation's by its safety lead or
        administrator, any other by a steward."""
        return spaces.open_space(by=request.user, key=self.key, **_with_times(said))


class Space(Endpoint):
    of = models.Space

    @operation(READ_SPACE, Scope.READ, gives=SpaceGiven)
    def get(self, request: Any, space: models.Space) -> models.Space:
        return space

    @operation(FACILITATE, Scope.COORDINATE, takes=SpaceChanged, gives=SpaceGiven)
    def patch(self, request: Any, space: models.Space, **said: Any) -> models.Space:
        """Describe it anew. Who sees it is changed by whoever could have opened it."""
        return spaces.describe_space(
            by=request.user, space=space, started_from=self.started_from, **_with_times(said)
        )

    @operation(READ_SPACE, Scope.COORDINATE)
    def delete(self, request: Any, space: models.Space) -> None:
        """Close it: it can still be read, and nobody writes in it."""
        spaces.close_space(by=request.user, space=space)


class FilesOfSpace(Endpoint):
    of = models.Space
    parser_classes = [MultiPartParser]

    @operation(ATTACH_FILES, Scope.CONTRIBUTE, takes=FileTaken, gives=FileGiven, makes=True)
    def post(self, request: Any, space: models.Space, *, file: Any, description: str = "") -> File:
        """Send a file, to attach it within a day to what you write in the space."""
        offered = request.data.get("identifies_nobody", "")
        try:
            return keep_file(
                by=request.user,
                space=space,
                upload=file,
                description=description,
                stated=lambda said: is_stated(offered, said),
                key=self.key,
            )
        except MayIdentify as asked:
            raise asked_about(asked, offered) from asked


class SpaceOpened(Endpoint):
    of = models.Space

    @operation(READ_SPACE, Scope.COORDINATE, gives=SpaceGiven)
    def post(self, request: Any, space: models.Space) -> models.Space:
        """Open a closed space again, as it was."""
        return spaces.reopen_space(by=request.user, space=space)
