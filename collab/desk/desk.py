"""Whose desk it is, and who sits at it: what all of it is worked out from."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from collab.base.access.permissions import Role, roles_of
from networks.models import Collaborative, Space

from .models import DeskSettings, Step


@dataclass
class Desk:
    """Whose desk it is, who sits at it, when, and what they say to what they do."""

    collaborative: Collaborative
    person: Any
    now: datetime
    says: str = ""

    @cached_property
    def settings(self) -> DeskSettings:
        found = DeskSettings.objects.filter(collaborative=self.collaborative)
        return found.select_related("by").first() or DeskSettings(collaborative=self.collaborative)

    @cached_property
    def spaces(self) -> dict[int, Space]:
        """The collaborative's open spaces that this person sees, by id; no request's."""
        seen = Space.objects.visible_to(self.person).still_open()
        own = seen.filter(collaborative=self.collaborative, joinrequest=None)
        return {space.pk: space for space in own.order_by()}

    @cached_property
    def facilitates(self) -> bool:
        """Whether this person looks after the collaborative's spaces."""
        return bool({Role.LEAD, Role.COACH} & roles_of(self.collaborative, self.person))

    @cached_property
    def organisations(self) -> QuerySet[Any]:
        """The ids of the organisations that take part."""
        found = self.collaborative.membership_set.filter(ended_at=None)
        return found.values("organisation")

    @cached_property
    def kept_away(self) -> set[tuple[str, str]]:
        """The source and the name of each line that a step keeps away."""
        steps = Step.objects.keeping_away(self.now).filter(collaborative=self.collaborative)
        return set(steps.values_list("source", "about"))
