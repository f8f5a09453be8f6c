"""Who sees a space, and what is older in it, through the API."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers

from collab.base.access.versions import Stale
from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import Refused, conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Taken
from collab.base.security.confirming import is_stated, offer

from .. import models
from ..actions.visibility import TooLateToTakeBack, change_visibility, take_back_visibility
from ..opening import MayIdentify
from ..policies import DECIDE_WHO_SEES
from ..sight import change_if_open_to
from .spaces import SpaceGiven

VISIBILITY = models.Space.Visibility.choices

translate(TooLateToTakeBack, conflict)


class VisibilityTaken(Taken):
    visible_to_whom = serializers.ChoiceField(VISIBILITY)


class ChangeOfSightGiven(Given):
    """Who gains or loses sight of a space. What is in it already is opened one by one."""

    widens = serializers.BooleanField(help_text="They gain sight; otherwise they lose it.")
    public = serializers.BooleanField(help_text="Anyone does, without an account too.")
    people = serializers.IntegerField(
        help_text="How many in the network do who take no part; those outside it are the public."
    )
    organisations = serializers.IntegerField(help_text="To how many organisations they belong.")
    guests = serializers.IntegerField(help_text="How many are guests, and keep their places.")


class Visibility(Endpoint):
    of = models.Space

    @operation(DECIDE_WHO_SEES, Scope.COORDINATE, takes=VisibilityTaken, gives=SpaceGiven)
    def post(self, request: Any, space: models.Space, *, visible_to_whom: str) -> models.Space:
        """Decide who sees it. A narrower circle holds at once for everything in it, a wider one for
        what is begun from then on."""
        return change_visibility(
            by=request.user,
            space=space,
            visible_to_whom=visible_to_whom,
            started_from=self.started_from,
        )

    @operation(DECIDE_WHO_SEES, Scope.COORDINATE, gives=SpaceGiven, of_version=True)
    def delete(self, request: Any, space: models.Space) -> models.Space:
        """Take back the last change, within ten minutes, if the space is as you saw it then."""
        seen = self.started_from
        last = models.VisibilityChange.objects.latest_of(space)
        # Read after that: a change that came between the two is another version. And it is no 412:
        # whoever read the space again and sent its ETag would take back what they never saw.
        version = models.Space.objects.values_list("version", flat=True).get(pk=space.pk)
        if last is None or version != seen:
            raise TooLateToTakeBack
        return take_back_visibility(by=request.user, change=last)


class VisibilityIf(Endpoint):
    of = models.Space

    @operation(DECIDE_WHO_SEES, Scope.READ, gives=ChangeOfSightGiven)
    def get(self, request: Any, space: models.Space, *, visible_to_whom: str) -> Any:
        """Who would gain or lose sight."""
        if visible_to_whom not in models.Space.Visibility.values:
            raise Http404
        change = change_if_open_to(space, visible_to_whom)
        if change is None:
            says = _("It is so already.")
            raise Refused(409, _("That is not possible now"), says)
        return change.some._asdict() | {"widens": change.widens, "guests": change.guests}


class OpeningTaken(Taken):
    """Nothing but, where something was found, the statement that it identifies nobody."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"offered": attrs.get("identifies_nobody", "")}


def states(offered: str) -> Callable[[str], bool]:
    """Whether an offer that was sent back is of some texts."""
    return lambda said: is_stated(offered, said)


@contextmanager
def asking_about_it() -> Iterator[None]:
    """What could identify a patient in something that is to be opened, as a problem."""
    try:
        yield
    except MayIdentify as asked:
        found: dict[str, list[str]] = {}
        for each in asked.found:
            found.setdefault(each.where, []).append(each.says)
        raise Refused(
            422,
            _("This could identify a patient"),
            _(
                "Have it changed or taken out. If no patient could be known by it, send this again "
                "with “identifies_nobody” as given here."
            ),
            errors=found,
            identifies_nobody=offer(asked.said),
        ) from asked


def must_be_current(thing: models.Confined, started_from: int) -> None:
    """Refuse what was decided on another version.

    Raises:
        Stale: it says something else by now.
    """
    if started_from != thing.version:
        raise Stale(thing)
