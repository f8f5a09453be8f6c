"""Organisations through the API."""

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Link, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import organisations
from ..finding import BY_NAME, found_or_near
from ..names import NO_LETTERS, has_letters
from ..policies import LOOK_AFTER_NETWORK, READ_ORGANISATION, READ_SITE
from ..postcodes import NO_POSTCODE, as_postcode
from ..roles import NETWORK
from .shared import NO_COLLABORATIVE, CollaborativeNamed, Redescribed, Row

KINDS = models.Organisation.Kind.choices


class OrganisationGiven(Given):
    uid = serializers.CharField()
    identifier = serializers.CharField()
    ods_code = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    former_name = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    region = CollaborativeNamed(allow_null=True)
    town = serializers.CharField()
    postcode = serializers.CharField()
    opened_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()
    closed_at = serializers.DateTimeField(allow_null=True)
    page = Link()


class OrganisationFilter(django_filters.FilterSet):
    words = django_filters.CharFilter(
        label=(
            "Words of its name or town, its ODS code, or what its postcode begins with. A whole "
            "postcode that none has finds those of its area"
        ),
        method="by_words",
        max_length=100,
    )
    kind = django_filters.ChoiceFilter(choices=KINDS)
    region = django_filters.CharFilter(
        label="The uid of the collaborative of its region", field_name="region__uid", max_length=12
    )

    taking_part = django_filters.BooleanFilter(
        label="Only those that take part in a collaborative", method="by_part"
    )

    def by_part(self, rows: Any, name: str, value: bool) -> Any:
        return rows.taking_part() if value else rows

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return found_or_near(rows, value).rows


class PostcodeTaken(serializers.CharField):
    """A postcode, however it is spaced, or nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, max_length=10, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        postcode = as_postcode(text) if text else ""
        if postcode is None:
            raise serializers.ValidationError(NO_POSTCODE)
        return postcode


class NameTaken(serializers.CharField):
    """An organisation's name, which has letters."""

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if not has_letters(name):
            raise serializers.ValidationError(NO_LETTERS)
        return name


class FactsTaken(Taken):
    """What is said of an organisation."""

    unscreened = ("ods_code", "postcode")

    name = NameTaken(max_length=200)
    kind = serializers.ChoiceField(KINDS)
    ods_code = serializers.RegexField(
        r"^[A-Z0-9]{3,10}$",
        allow_null=True,
        required=False,
        error_messages={"invalid": _("An ODS code has 3 to 10 capital letters and digits")},
    )
    region = Row(models.Collaborative, NO_COLLABORATIVE, allow_null=True, required=False)
    town = serializers.CharField(max_length=80, allow_blank=True, required=False)
    postcode = PostcodeTaken()


class OrganisationTaken(FactsTaken):
    former_name = serializers.CharField(max_length=200, allow_blank=True, required=False)


class Organisations(Endpoint):
    """Every organisation of the directory."""

    @operation(
        READ_SITE, Scope.READ, gives=OrganisationGiven, lists=True, filters=OrganisationFilter
    )
    def get(self, request: Any) -> Page:
        rows = models.Organisation.objects.visible_to(request.user).still_open().for_rows()
        return self.asks_for(rows, BY_NAME)

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
