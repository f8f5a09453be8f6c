"""What the endpoints about networks have in common, and those of what lives in a space."""

from typing import Any

import django_filters
from django.utils.translation import gettext as _
from rest_framework import serializers

from collab.base.api.problems import conflict, translate
from collab.base.api.serializers import Changes, Given, Named, Taken

from .. import models
from ..actions import spaces
from ..actions.beginning import AlreadyThere, DoesNotBelong
from ..actions.request_spaces import BelongsToRequest
from ..models.tenure import AlreadyEnded
from ..speaking import speaks_for_in

for refusal in (
    AlreadyThere,
    AlreadyEnded,
    BelongsToRequest,
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
    waits = django_filters.BooleanFilter(
        label="Those that not all who see their space see, until they are opened",
        method="by_waits",
    )

    def by_waits(self, rows: Any, name: str, value: bool) -> Any:
        waiting = rows.that_wait()
        return waiting if value else rows.exclude(pk__in=waiting.values("pk"))


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


NO_ORGANISATION = "There is no organisation of that identifier"
NO_SPACE = "There is no space of that uid"
NO_COLLABORATIVE = "There is no collaborative of that uid"


class CollaborativeNamed(Given):
    uid = serializers.CharField()
    name = serializers.CharField()


class SpaceNamed(Given):
    uid = serializers.CharField()
    name = serializers.CharField()
