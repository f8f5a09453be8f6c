"""What organisations do, for programs."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, OrganisationNamed
from networks.models import Collaborative
from networks.policies import READ_COLLABORATIVE

from .activity import activity_of
from .months import last_months
from .tables import members


class MonthGiven(serializers.Serializer):
    month = serializers.DateField(help_text="Its first day.")
    interventions = serializers.IntegerField(help_text="Shared in it.")
    messages = serializers.IntegerField(help_text="Written in it.")


class OrganisationActivityGiven(serializers.Serializer):
    organisation = OrganisationNamed()
    months = MonthGiven(many=True)


class ActivityGiven(Given):
    organisations = OrganisationActivityGiven(many=True)


class ActivityOfCollaborative(Endpoint):
    of = Collaborative

    @operation(READ_COLLABORATIVE, Scope.READ, gives=ActivityGiven)
    def get(self, request: Any, collaborative: Collaborative) -> dict[str, Any]:
        """What each member organisation did in each of the last twelve months, of what you see."""
        months = last_months(timezone.localdate())
        found = list(members(collaborative, request.user))
        activity = activity_of([each.pk for each in found], request.user, months)

        def of_each() -> Iterator[dict[str, Any]]:
            for each in found:
                did = zip(months, activity[each.pk].shared, activity[each.pk].said, strict=True)
                yield {
                    "organisation": each,
                    "months": [
                        {"month": month.first, "interventions": shared, "messages": said}
                        for month, shared, said in did
                    ],
                }

        return {"organisations": list(of_each())}
