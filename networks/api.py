"""Organisations, collaboratives and spaces through the API."""

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Changes, Given, Link, Named, OrganisationNamed, Taken
from collab.base.files.actions import keep_file
from collab.base.files.api import FileGiven, FileTaken, asked_about
from collab.base.files.checking import MayIdentify
from collab.base.files.models import File
from collab.base.files.policies import ATTACH_FILES
from collab.base.security.confirming import is_stated
from collab.base.ui.paging import Page

from . import models
from .actions import collaboratives, organisations, spaces
from .actions.beginning import AlreadyThere, DoesNotBelong
from .models.tenure import AlreadyEnded
from .policies import (
    COORDINATE,
    FACILITATE,
    LOOK_AFTER_NETWORK,
    READ_COLLABORATIVE,
    READ_ORGANISATION,
    READ_SITE,
    READ_SPACE,
)
from .roles import NETWORK
from .speaking import speaks_for_in

for refusal in (
    AlreadyThere,
    AlreadyEnded,
    DoesNotBelong,
    spaces.NotItsOwner,
    models.TooLateToUndo,
):
    translate(refusal, conflict)


class Removal(Taken):
    """Why something is removed; nobody has to say."""

    reason = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=200,
        help_text="One line that everyone reads in its place.",
    )


class Redescribed(Changes):
    """Changes for an action that describes the whole thing anew."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        changes = super().validate(attrs)
        stays = self.fields.keys() - changes.keys() - {"identifies_nobody"}
        return changes | {name: getattr(self.context["subject"], name) for name in stays}


class OfSpace(django_filters.FilterSet):
    space = django_filters.CharFilter(
        label="The uid of its space", field_name="space__uid", max_length=12
    )


class SpeakingTaken(Taken):
    """Something that somebody writes in a space, for an organisation or for none.

    It may be left out by those who have no choice.
    """

    for_organisation = serializers.CharField(
        required=False,
        allow_null=True,
        max_length=12,
        help_text="The identifier of the organisation for which you write; null for none.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        subject = self.context["subject"]
        space = subject if isinstance(subject, models.Space) else subject.space
        choices = speaks_for_in(self.context["person"], space)
        if "for_organisation" not in attrs:
            if len(choices) > 1:
                raise serializers.ValidationError(
                    {"for_organisation": _("Say for which organisation you write, or null")}
                )
            return attrs | {"for_organisation": choices[0] if choices else None}
        named = attrs["for_organisation"]
        for each in choices:
            if named in ((each.identifier, each.uid) if each else (None,)):
                return attrs | {"for_organisation": each}
        raise serializers.ValidationError(
            {"for_organisation": _("You do not write there for that organisation")}
        )


class Row(Named):
    """A row that the person sees, of a model whose rows are named."""

    def __init__(self, model: Any, missing: str, **kwargs: Any) -> None:
        self._model, self.missing = model, missing
        super().__init__(max_length=12, **kwargs)

    def find(self, identifier: str) -> Any:
        rows = self._model.objects.visible_to(self.context["person"])
        return rows.named(identifier).first()


KINDS = models.Organisation.Kind.choices
NO_ORGANISATION = "There is no organisation of that identifier"
NO_COLLABORATIVE = "There is no collaborative of that uid"


class CollaborativeNamed(Given):
    uid = serializers.CharField()
    name = serializers.CharField()


class OrganisationGiven(Given):
    uid = serializers.CharField()
    identifier = serializers.CharField()
    ods_code = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    former_name = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    region = CollaborativeNamed(allow_null=True)
    version = serializers.IntegerField()
    closed_at = serializers.DateTimeField(allow_null=True)
    page = Link()


class OrganisationFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(
        label="Words of its name, or its ODS code", method="by_words", max_length=100
    )
    kind = django_filters.ChoiceFilter(choices=KINDS)

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(value)


class OrganisationTaken(Taken):
    unscreened = ("ods_code",)

    name = serializers.CharField(max_length=200)
    kind = serializers.ChoiceField(KINDS)
    ods_code = serializers.RegexField(
        r"^[A-Z0-9]{3,10}$",
        allow_null=True,
        required=False,
        error_messages={"invalid": _("An ODS code has 3 to 10 capital letters and digits")},
    )
    former_name = serializers.CharField(max_length=200, allow_blank=True, required=False)
    region = Row(models.Collaborative, NO_COLLABORATIVE, allow_null=True, required=False)


class Organisations(Endpoint):
    """Every organisation of the directory."""

    @operation(
        READ_SITE, Scope.READ, gives=OrganisationGiven, lists=True, filters=OrganisationFilter
    )
    def get(self, request: Any) -> Page:
        rows = models.Organisation.objects.visible_to(request.user).still_open().for_rows()
        return self.asks_for(rows, ("name", "uid"))

    @operation(
        LOOK_AFTER_NETWORK,
        Scope.COORDINATE,
        over=NETWORK,
        takes=OrganisationTaken,
        gives=OrganisationGiven,
        makes=True,
    )
    def post(self, request: Any, **said: Any) -> models.Organisation:
        """Add an organisation to the directory."""
        return organisations.add_organisation(by=request.user, key=self.key, **said)


class OrganisationChanged(Redescribed, OrganisationTaken):
    """The fields to change; what is left out stays."""


class Organisation(Endpoint):
    of = models.Organisation
    by = "identifier"

    @operation(READ_ORGANISATION, Scope.READ, gives=OrganisationGiven)
    def get(self, request: Any, organisation: models.Organisation) -> models.Organisation:
        return organisation

    @operation(
        LOOK_AFTER_NETWORK, Scope.COORDINATE, takes=OrganisationChanged, gives=OrganisationGiven
    )
    def patch(self, request: Any, organisation: models.Organisation, **said: Any) -> Any:
        """Correct what the directory says about it."""
        return organisations.describe_organisation(
            by=request.user, organisation=organisation, started_from=self.started_from, **said
        )

    @operation(LOOK_AFTER_NETWORK, Scope.COORDINATE)
    def delete(self, request: Any, organisation: models.Organisation) -> None:
        """Close it. Its page stays, since what its people wrote stays."""
        organisations.close_organisation(by=request.user, organisation=organisation)


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


class SpaceNamed(Given):
    uid = serializers.CharField()
    name = serializers.CharField()


class SpaceGiven(Given):
    uid = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    members_by = serializers.ChoiceField(models.Space.MembersBy.choices)
    visible_to_whom = serializers.ChoiceField(models.Space.Visibility.choices)
    collaborative = CollaborativeNamed(allow_null=True)
    organisation = OrganisationNamed(allow_null=True)
    stream = serializers.CharField(help_text="What to follow live: see docs/live.md.")
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
        return spaces.open_space(by=request.user, key=self.key, **said)


class Space(Endpoint):
    of = models.Space

    @operation(READ_SPACE, Scope.READ, gives=SpaceGiven)
    def get(self, request: Any, space: models.Space) -> models.Space:
        return space

    @operation(FACILITATE, Scope.COORDINATE, takes=SpaceChanged, gives=SpaceGiven)
    def patch(self, request: Any, space: models.Space, **said: Any) -> models.Space:
        """Describe it anew. Who sees it is changed by whoever could have opened it."""
        return spaces.describe_space(
            by=request.user, space=space, started_from=self.started_from, **said
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
