"""People through the API."""

from typing import Any

from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, OrganisationNamed

from .. import models
from ..policies import READ_PERSON
from ..profiles import Told, told_of
from .shared import CollaborativeNamed

ROLES = models.Appointment.Kind.choices


class BelongsGiven(Given):
    organisation = OrganisationNamed()
    role = serializers.ChoiceField(models.Affiliation.Kind.choices)
    since = serializers.DateTimeField()


class LooksAfterGiven(Given):
    collaborative = CollaborativeNamed()
    organisation = OrganisationNamed()
    role = serializers.ChoiceField(ROLES)


class ProfileGiven(Given):
    """Where somebody belongs is told to the network, and to those who share a space with them."""

    uid = serializers.CharField(source="profile.uid")
    name = serializers.CharField(source="profile.name")
    job_title = serializers.CharField(source="profile.job_title")
    profession = serializers.CharField()
    fellow = serializers.BooleanField()
    organisations = BelongsGiven(many=True, source="affiliations")
    collaboratives = LooksAfterGiven(
        many=True, source="appointments", help_text="Those that they lead or coach."
    )
    since = serializers.DateTimeField(source="profile.date_joined")
    page = serializers.SerializerMethodField()

    def get_page(self, told: Told) -> str:
        return str(self.context["absolute"](told.profile.get_absolute_url()))


class Person(Endpoint):
    of = models.Profile

    @operation(READ_PERSON, Scope.READ, gives=ProfileGiven)
    def get(self, request: Any, profile: models.Profile) -> Told:
        """Somebody whom one may know."""
        return told_of(profile, request.user)
