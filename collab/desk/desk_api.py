"""A collaborative's desk through the API."""

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, invalid, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Taken
from collab.base.ui.paging import Page
from networks.models import Collaborative

from .actions.settings import count_as_quiet
from .actions.steps import Settled, take_step, undo_step
from .desk import Desk
from .mails import TooLate
from .models import DeskSettings, Step
from .policies import READ_DESK, WORK_AT_DESK
from .reading import read_cursor, read_desk
from .sources import SOURCES, Group

for refusal in (Settled, TooLate):
    translate(refusal, conflict)

GROUPS = [(group.value, group.label) for group in Group]


class DoGiven(serializers.Serializer):
    what = serializers.CharField(help_text="To be sent with a step, if there is no address.")
    label = serializers.CharField()
    href = serializers.CharField(help_text="Where it is done, of what is done elsewhere.")


class LineGiven(Given):
    """One thing that needs the leads."""

    source = serializers.ChoiceField(list(SOURCES), source="key.source")
    about = serializers.CharField(source="key.about", help_text="Which line of its source.")
    group = serializers.SerializerMethodField()
    due = serializers.DateTimeField(
        source="key.due", help_text="Since when somebody waits, or when it is or was due."
    )
    sentence = serializers.CharField(source="sentence.text")
    late = serializers.CharField()
    meta = serializers.SerializerMethodField()
    does = DoGiven(many=True)

    def get_group(self, line: Any) -> str:
        return SOURCES[line.key.source].group

    def get_meta(self, line: Any) -> list[str]:
        return [each.text for each in line.meta]


class LineFilter(django_filters.FilterSet):
    show = django_filters.ChoiceFilter(label="Only this group", choices=GROUPS)


class DeskLines(Endpoint):
    of = Collaborative

    @operation(READ_DESK, Scope.READ, gives=LineGiven, lists=True, filters=LineFilter)
    def get(self, request: Any, collaborative: Collaborative) -> Page:
        """What needs the leads of a collaborative, most pressing first."""
        asked = request.query_params
        if unknown := sorted(asked.keys() - {"show", "after"}):
            raise invalid({name: [_("There is no filter of this name.")] for name in unknown})
        show, after = asked.get("show", ""), asked.get("after", "")
        if show and show not in set(Group):
            raise invalid({"show": [_("Choose one of the groups in the description")]})
        if after and read_cursor(after) is None:
            raise invalid({"after": [_("No page begins here. Use “next” as it was given.")]})
        desk = Desk(collaborative, request.user, timezone.now())
        group = Group(show) if show else None
        shown = read_desk(desk, show=group, with_later=True, after=after)
        return Page(shown.lines, shown.after)


class StepGiven(Given):
    """What was done about a line; it can be undone for ten minutes."""

    uid = serializers.CharField()
    source = serializers.CharField()
    about = serializers.CharField()
    what = serializers.CharField()
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)


class StepTaken(Taken):
    asks = "reason"
    unscreened = ("source", "about", "what")

    source = serializers.ChoiceField(list(SOURCES))
    about = serializers.CharField(max_length=25)
    what = serializers.CharField(max_length=16, help_text="One of what the line offers.")
    reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="Why you decline somebody; they read it, here and in a mail.",
    )


class DeskSteps(Endpoint):
    of = Collaborative

    @operation(WORK_AT_DESK, Scope.COORDINATE, takes=StepTaken, gives=StepGiven)
    def post(self, request: Any, collaborative: Collaborative, **said: Any) -> Step:
        """Do something about a line of the desk. A repeat does nothing more."""
        return take_step(by=request.user, collaborative=collaborative, **said)


class DeskStep(Endpoint):
    of = Collaborative

    @operation(WORK_AT_DESK, Scope.COORDINATE, gives=StepGiven)
    def delete(self, request: Any, collaborative: Collaborative, step: str) -> Step:
        """Undo your own step, within ten minutes. A repeat does nothing more."""
        taken = Step.objects.filter(collaborative=collaborative, by=request.user, uid=step)
        found = taken.select_related("collaborative").first()
        if found is None:
            raise Settled(_("You have not done that at this desk."))
        return undo_step(by=request.user, step=found)


class DeskSettingsGiven(Given):
    quiet_days = serializers.IntegerField(
        help_text="After so many days without a sign of life an organisation counts as quiet."
    )
    at = serializers.DateTimeField(allow_null=True, help_text="When that was changed last.")


class DeskSettingsTaken(Taken):
    quiet_days = serializers.IntegerField(min_value=DeskSettings.LEAST, max_value=DeskSettings.MOST)


class SettingsOfDesk(Endpoint):
    of = Collaborative

    @operation(READ_DESK, Scope.READ, gives=DeskSettingsGiven)
    def get(self, request: Any, collaborative: Collaborative) -> DeskSettings:
        return Desk(collaborative, request.user, timezone.now()).settings

    @operation(WORK_AT_DESK, Scope.COORDINATE, takes=DeskSettingsTaken, gives=DeskSettingsGiven)
    def patch(self, request: Any, collaborative: Collaborative, **said: Any) -> Any:
        """Change after how many days an organisation counts as quiet."""
        return count_as_quiet(by=request.user, collaborative=collaborative, **said)
