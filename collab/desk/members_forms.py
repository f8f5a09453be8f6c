"""What a lead asks for, and changes, among the members of a collaborative."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm
from discussions.forms import KeyedForm, MessageField
from networks.models import Organisation, Space

from .members_choices import Role, Seen, Sort


class _Narrowing(ScreenedForm):
    """Words of names, and when somebody was here last. What is only looked for is kept nowhere."""

    unscreened: ClassVar[tuple[str, ...]] = ("q",)

    q = forms.CharField(label=_("Name"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind of organisation"), required=False)
    seen = forms.ChoiceField(
        label=_("Last active"), choices=[("", _("Any time")), *Seen.choices], required=False
    )
    days = forms.IntegerField(
        label=_("Days"),
        help_text=_("30 if you leave it empty"),
        min_value=1,
        max_value=3650,
        required=False,
        error_messages={
            "invalid": _("Enter a whole number of days, such as 30"),
            "min_value": _("Enter 1 day or more, or leave it empty for 30"),
            "max_value": _("Enter %(limit_value)d days or fewer"),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kind"]
        kinds.choices = [("", _("Any")), *Organisation.Kind.choices]

    def clean_days(self) -> int:
        return self.cleaned_data["days"] or 30

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked for; a value that is none is as if it were not there."""
        self.is_valid()
        return {"days": 30} | {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }

    @property
    def narrows(self) -> bool:
        return bool(self.chosen.keys() - {"days", "sort"})


class OrganisationsForm(_Narrowing):
    """Which of a collaborative's organisations, in which order."""

    sort = forms.ChoiceField(
        label=_("Sort by"),
        choices=[each for each in Sort.choices if each[0] != Sort.ORGANISATION],
        required=False,
    )


class PeopleForm(_Narrowing):
    """Which of a collaborative's people, in which order."""

    organisation = forms.CharField(max_length=12, required=False, widget=forms.HiddenInput)
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Any")), *Role.choices], required=False
    )
    sort = forms.ChoiceField(label=_("Sort by"), choices=Sort.choices, required=False)
    unscreened = ("q", "organisation")


class AdmitForm(ScreenedForm):
    """Which organisation is admitted."""

    unscreened = ("organisation",)

    organisation = forms.CharField(
        label=_("Name or ODS code"),
        max_length=200,
        error_messages={"required": _("Enter the organisation’s name or ODS code")},
    )


class WriteForm(KeyedForm):
    """What is written to many people, and where."""

    title = forms.CharField(
        label=_("Title"),
        max_length=150,
        error_messages={"required": _("Enter a title")},
    )
    text = MessageField(
        label=_("Message"),
        widget=forms.Textarea({"rows": 8, "data-preview": "/preview"}),
    )
    space = forms.ChoiceField(label=_("Where"), required=False)
    people = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)
    unscreened = ("key", "space", "people")
    says = ("title", "text", "space", "key")

    def __init__(self, *args: Any, spaces: Iterable[Space], **kwargs: Any) -> None:
        """
        Args:
            spaces: those in which everybody takes part, the one that is offered first in front;
                none where some are chosen.
        """
        super().__init__(*args, **kwargs)
        self._spaces = {each.uid: each for each in spaces}
        where: Any = self.fields["space"]
        if self._spaces:
            names = [(uid, each.name) for uid, each in self._spaces.items()]
            where.choices = [*names, ("", _("A new space, for everybody in the directory"))]
        else:
            where.widget = forms.HiddenInput()
            where.choices = [("", "")]

    @property
    def where(self) -> Space | None:
        """The space that is chosen as the form stands, also unsent; None for a new one."""
        if self.is_bound:
            return self._spaces.get(self.data.get(self.add_prefix("space"), ""))
        return next(iter(self._spaces.values()), None)

    def clean_space(self) -> Space | None:
        return self._spaces.get(self.cleaned_data["space"])
