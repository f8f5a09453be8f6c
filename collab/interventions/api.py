"""Interventions and their versions through the API."""

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import AuthoredGiven, Changes, Link, Markdown
from collab.base.files.api import FilesOf, WaitingFiles
from collab.base.ui.paging import Page
from networks.actions.opening import close_older, open_older
from networks.api.shared import OfSpace, Removal, SpaceNamed, SpeakingTaken
from networks.api.visibility import OpeningTaken, asking_about_it, must_be_current, states
from networks.models import Space
from networks.policies import DECIDE_WHO_SEES, READ_SITE

from . import actions, models
from .drafts import Draft
from .forms import written
from .library import NEWEST_FIRST
from .policies import (
    EDIT_INTERVENTION,
    READ_INTERVENTION,
    REMOVE_INTERVENTION,
    SHARE_INTERVENTION,
)

KINDS = models.Kind.choices


class HeadGiven(AuthoredGiven):
    title = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    summary = serializers.CharField()
    setting = serializers.CharField()
    problem = serializers.CharField()
    evidence = serializers.ChoiceField(models.Evidence.choices)
    licence = serializers.ChoiceField(models.Licence.choices)
    taken_by = serializers.ChoiceField(models.TakenBy.choices)
    language = serializers.CharField()
    number = serializers.IntegerField(help_text="Of the version.")
    page = Link()


class InterventionGiven(HeadGiven):
    uid = serializers.CharField()
    space = SpaceNamed()
    changed_at = serializers.DateTimeField()
    files = FilesOf()
    reach = serializers.ChoiceField(
        Space.Visibility.choices,
        help_text="Whom it is open to, of those who see its space.",
    )
    version = serializers.IntegerField()
    removed_at = serializers.DateTimeField(allow_null=True)
    removal_reason = serializers.CharField()


class Text(serializers.Serializer):
    body = serializers.CharField(help_text="As it was written, in Markdown.")
    html = serializers.CharField(source="body_html", help_text="The same, safe to show.")


class InterventionRead(InterventionGiven, Text):
    """An intervention with its text."""


class VersionGiven(HeadGiven):
    started_from = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()


class VersionRead(VersionGiven, Text):
    """A version with its text. It stays as it was."""


class Shared(SpeakingTaken):
    """A new intervention."""

    unscreened = ("language",)
    asks = "body"

    title = serializers.CharField(max_length=150)
    kind = serializers.ChoiceField(KINDS)
    summary = serializers.CharField(max_length=300)
    setting = serializers.CharField(max_length=200)
    problem = serializers.CharField(max_length=300)
    evidence = serializers.ChoiceField(models.Evidence.choices)
    licence = serializers.ChoiceField(models.Licence.choices)
    taken_by = serializers.ChoiceField(models.TakenBy.choices)
    body = Markdown()
    language = serializers.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        max_length=16,
        required=False,
        error_messages={"invalid": _("Send a language tag, such as en-GB")},
    )
    files = WaitingFiles()


class Revised(Changes, Shared):
    """The fields to change; what is left out stays."""

    note = serializers.CharField(
        max_length=200, allow_blank=True, help_text="What changed, in your words."
    )


class InterventionFilter(OfSpace):
    kind = django_filters.ChoiceFilter(choices=KINDS)
    evidence = django_filters.ChoiceFilter(choices=models.Evidence.choices)
    words = django_filters.CharFilter(
        label="Words in its title, summary or setting", method="by_words", max_length=100
    )

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        return rows.matching(words=value)


class Interventions(Endpoint):
    """The interventions that you may read, those changed last first, without their texts."""

    @operation(
        READ_SITE, Scope.READ, gives=InterventionGiven, lists=True, filters=InterventionFilter
    )
    def get(self, request: Any) -> Page:
        rows = models.Intervention.objects.visible_to(request.user).with_heads()
        return self.asks_for(rows, NEWEST_FIRST)


class InterventionsOfSpace(Endpoint):
    of = Space

    @operation(
        SHARE_INTERVENTION, Scope.CONTRIBUTE, takes=Shared, gives=InterventionRead, makes=True
    )
    def post(
        self, request: Any, space: Space, *, for_organisation: Any, files: Any = (), **said: Any
    ) -> models.Intervention:
        """Share an intervention: its first version."""
        return actions.share_intervention(
            by=request.user,
            for_organisation=for_organisation,
            space=space,
            content=Draft(**said),
            files=files,
            key=self.key,
        )


class Intervention(Endpoint):
    of = models.Intervention

    @operation(READ_INTERVENTION, Scope.READ, gives=InterventionRead)
    def get(self, request: Any, intervention: models.Intervention) -> models.Intervention:
        return intervention

    @operation(
        EDIT_INTERVENTION, Scope.CONTRIBUTE, takes=Revised, gives=InterventionRead, keyed=True
    )
    def patch(
        self,
        request: Any,
        intervention: models.Intervention,
        *,
        for_organisation: Any,
        note: str = "",
        files: Any = (),
        **said: Any,
    ) -> models.Intervention:
        """Save a new version."""
        return actions.save_version(
            by=request.user,
            for_organisation=for_organisation,
            intervention=intervention,
            started_from=self.started_from,
            content=Draft(**written(intervention).as_fields() | said),
            said=said,
            note=note,
            files=files,
            key=self.key,
        )

    @operation(REMOVE_INTERVENTION, Scope.CONTRIBUTE, takes=Removal)
    def delete(self, request: Any, intervention: models.Intervention, **said: Any) -> None:
        """Remove it from every list. For ten minutes, restoring it takes that back."""
        actions.remove_intervention(by=request.user, intervention=intervention, **said)


class InterventionRestored(Endpoint):
    of = models.RemovedIntervention

    @operation(REMOVE_INTERVENTION, Scope.CONTRIBUTE, gives=InterventionRead)
    def post(self, request: Any, intervention: models.Intervention) -> models.Intervention:
        """Take back that one removed it, within ten minutes."""
        return actions.restore_intervention(by=request.user, intervention=intervention)


class InterventionOpened(Endpoint):
    of = models.Intervention

    @operation(DECIDE_WHO_SEES, Scope.COORDINATE, takes=OpeningTaken, gives=InterventionRead)
    def post(
        self, request: Any, intervention: models.Intervention, *, offered: str
    ) -> models.Intervention:
        """Open one that is older to all who see its space, after all its texts are screened."""
        must_be_current(intervention, self.started_from)
        with asking_about_it():
            return open_older(by=request.user, thing=intervention, stated=states(offered))

    @operation(DECIDE_WHO_SEES, Scope.COORDINATE, gives=InterventionRead)
    def delete(self, request: Any, intervention: models.Intervention) -> models.Intervention:
        """Close one that was opened: those see it for whom it was written."""
        return close_older(by=request.user, thing=intervention)


class Versions(Endpoint):
    of = models.Intervention

    @operation(READ_INTERVENTION, Scope.READ, gives=VersionGiven, lists=True)
    def get(self, request: Any, intervention: models.Intervention) -> Page:
        """Its versions, newest first, without their texts."""
        rows = intervention.versions.for_rows().select_related("intervention")
        return self.asks_for(rows, ("-number",))


class Version(Endpoint):
    of = models.Intervention

    @operation(READ_INTERVENTION, Scope.READ, gives=VersionRead)
    def get(self, request: Any, intervention: models.Intervention, number: int) -> models.Version:
        """A version as it was saved."""
        rows = intervention.versions.select_related("by", "for_organisation", "intervention")
        return get_object_or_404(rows, number=number)
