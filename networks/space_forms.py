"""What people enter to open a space, to describe it, and to give somebody a place in it."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.ui.forms import ScreenedForm
from collab.base.ui.keys import KeyField
from collab.base.ui.versions import StartedFrom

from .guests import LONGEST_STAY, end_of
from .models import Affiliation, Place, Times

DAY = "%Y-%m-%d"
DAY_AND_TIME = "%Y-%m-%dT%H:%M"
USUAL_STAY = timedelta(days=30)


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date"}, format=DAY)
        super().__init__(input_formats=[DAY, "%d/%m/%Y", "%d %B %Y"], widget=widget, **kwargs)
        self.error_messages["invalid"] = gettext_lazy("Enter a day, like 14/01/2027")


class MomentField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format=DAY_AND_TIME)
        formats = [DAY_AND_TIME, "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
        super().__init__(widget=widget, **kwargs)
        self.input_formats = formats
        self.error_messages["invalid"] = gettext_lazy(
            "Enter a day and a time, like 14/01/2027 9:30"
        )


class SpaceForm(ScreenedForm):
    """What a space is called and for, and if it is about something that takes place, when."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), max_length=200)
    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(label=gettext_lazy("Ends (optional)"), required=False)

    def __init__(self, *args: Any, takes_place: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].help_text = _("One line that everyone reads under its name")
        if not takes_place:
            del self.fields["starts_at"], self.fields["ends_at"]

    @property
    def times(self) -> Times:
        said = self.cleaned_data
        return Times(said.get("starts_at"), said.get("ends_at"))


class OpenSpaceForm(SpaceForm):
    key = KeyField()
    unscreened = ("key",)


class DescribeSpaceForm(SpaceForm):
    started_from = StartedFrom()

    def start_from(self, version: int) -> None:
        """Keep what was typed, to be saved on top of the version that is current now."""
        self.data = self.data.copy()
        self.data["started_from"] = str(version)


class FindPersonForm(ScreenedForm):
    """Words of a name, or an address. What is only looked for is kept nowhere."""

    unscreened = ("q",)

    q = forms.CharField(label=gettext_lazy("Name or email address"), max_length=200, required=False)


class PlaceForm(ScreenedForm):
    """As what somebody takes part in a space, and until when."""

    STAYS = [
        ("guest", gettext_lazy("As a guest, until the day below")),
        ("for_good", gettext_lazy("For good")),
    ]

    role = forms.ChoiceField(
        label=gettext_lazy("As what they take part"),
        choices=[
            (Place.Role.READER, gettext_lazy("Reader: reads what is here")),
            (Place.Role.CONTRIBUTOR, gettext_lazy("Contributor: reads and writes")),
            (
                Place.Role.FACILITATOR,
                gettext_lazy("Facilitator: looks after people and discussions"),
            ),
        ],
        widget=forms.RadioSelect,
        initial=Place.Role.CONTRIBUTOR,
    )
    stays = forms.ChoiceField(
        label=gettext_lazy("How long they stay"),
        choices=STAYS,
        widget=forms.RadioSelect,
        initial="guest",
    )
    until = DayField(
        label=gettext_lazy("Last day as a guest"),
        required=False,
        help_text=gettext_lazy("Within a year. They lose sight of the space when it is over"),
    )

    def __init__(self, *args: Any, place: Place | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].initial = timezone.localdate() + USUAL_STAY
        if place:
            self.fields["role"].initial = place.role
            self.fields["stays"].initial = "guest" if place.guest_until else "for_good"
            if place.guest_until:
                self.fields["until"].initial = place.last_day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("stays") != "guest" or self.errors.get("until"):
            return cleaned | {"guest_until": None}
        until: date | None = cleaned.get("until")
        if cleaned.get("role") == Place.Role.FACILITATOR:
            self.add_error(
                "role", _("A guest reads or writes. Let somebody who facilitates stay for good.")
            )
        elif until is None:
            self.add_error("until", _("Enter the last day on which they are a guest"))
        elif until < timezone.localdate():
            self.add_error("until", _("Enter a day that is not over yet"))
        elif until >= timezone.localdate(timezone.now() + LONGEST_STAY):
            self.add_error("until", _("Enter a day within a year from now"))
        # The last day that a calendar knows has no end.
        return cleaned | {"guest_until": None if self.errors or not until else end_of(until)}

    @property
    def guest_until(self) -> datetime | None:
        until: datetime | None = self.cleaned_data["guest_until"]
        return until


class NamePersonForm(PlaceForm):
    """The same for somebody new, who may take part for one of their organisations."""

    def __init__(self, *args: Any, belongs: list[Affiliation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisations = {each.organisation.uid: each.organisation for each in belongs}
        choices = [(uid, each.name) for uid, each in organisations.items()]
        self.fields["organisation"] = forms.TypedChoiceField(
            label=_("Takes part for"),
            choices=[*choices, ("", str(_("Themselves, for no organisation")))],
            coerce=organisations.get,
            empty_value=None,
            required=False,
            initial=choices[0][0] if choices else "",
            widget=forms.Select if choices else forms.HiddenInput,
        )
