"""Forms about whom somebody speaks for, and about who belongs where."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm

from .models import Affiliation, Collaborative, Organisation, Space
from .speaking import speaks_for_in


class SpeakingForm(ScreenedForm):
    """A form whose text somebody writes in a space, for one of their organisations or for none.

    ``for_organisation`` is the last field: hidden while there is one answer, a choice otherwise.
    ``cleaned_data["for_organisation"]`` is an Organisation or None.
    """

    def __init__(self, *args: Any, person: Any, space: Space, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaking = speaks_for_in(person, space)
        organisations = {each.uid: each for each in speaking if each}
        choices = [(uid, each.name) for uid, each in organisations.items()]
        if None in speaking:
            choices.append(("", str(_("Myself, for no organisation"))))
        first = choices[0][0] if choices else ""
        only_one = len(choices) < 2
        unasked: Any = organisations.get(first) if only_one else None
        self.fields["for_organisation"] = forms.TypedChoiceField(
            label=_("Write for"),
            choices=choices,
            coerce=organisations.get,
            initial=first,
            required=not only_one and None not in speaking,
            empty_value=unasked,
            widget=forms.HiddenInput if only_one else forms.Select,
            error_messages={
                "required": _("Choose whom you write for"),
                "invalid_choice": _(
                    "You no longer write for that organisation. Choose again whom you write for."
                ),
            },
        )

    def clean(self) -> dict[str, Any]:
        """If one answer is left, it stands in the form that comes back: nobody could choose it."""
        cleaned = super().clean()
        chosen = self["for_organisation"]
        if chosen.is_hidden and "for_organisation" in self.errors:
            self.data = self.data.copy()
            self.data[chosen.html_name] = chosen.initial
        return cleaned


class FindForm(ScreenedForm):
    """Words of a name, an ODS code or a postcode. What is only looked for is kept nowhere."""

    unscreened = ("q",)

    q = forms.CharField(label=_("Name, ODS code or postcode"), max_length=100, required=False)


class DirectoryForm(FindForm):
    """The same, of one kind or one region only."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Any kind")), *Organisation.Kind.choices], required=False
    )
    region = forms.ModelChoiceField(
        Collaborative.objects.none(),
        label=_("Region"),
        to_field_name="uid",
        empty_label=_("Any region"),
        required=False,
    )

    taking_part = forms.BooleanField(
        label=_("Only those that take part in a collaborative"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = Collaborative.objects.still_open().order_by("region")
        region.label_from_instance = lambda each: each.region

    def asked(self) -> dict[str, Any]:
        """What is looked for: ``words``, ``kind``, ``region`` and ``taking_part``. Nothing, if it
        cannot be read."""
        if not self.is_valid():
            return {"words": "", "kind": "", "region": None, "taking_part": False}
        said = self.cleaned_data
        narrowing = {name: said[name] for name in ("kind", "region", "taking_part")}
        return {"words": said["q"].strip(), **narrowing}


class ConfirmForm(ScreenedForm):
    """As what somebody is confirmed."""

    role = forms.ChoiceField(
        label=_("As"), choices=Affiliation.Kind.choices, initial=Affiliation.Kind.MEMBER
    )


class DomainForm(ScreenedForm):
    """What the addresses of an organisation's people end with."""

    unscreened = ("domain",)

    domain = forms.CharField(
        label=_("Email domain"),
        help_text=_(
            "What your people’s addresses end with, after the “@”, such as severnside.nhs.uk. It "
            "has to be yours alone: nhs.net and free mail are not"
        ),
        max_length=320,
        error_messages={"required": _("Enter an email domain, such as severnside.nhs.uk")},
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class DeclineForm(ScreenedForm):
    """Why a domain is not confirmed."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Whoever listed it reads this"),
        max_length=200,
        error_messages={"required": _("Say why it cannot be confirmed")},
    )


class DeclineRequestForm(ScreenedForm):
    """Why somebody's request to join an organisation is declined, if that is said."""

    reason = forms.CharField(
        label=_("Why you decline (optional)"),
        help_text=_("They read it here and in a mail. Say what they can do next"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class MoveForm(ScreenedForm):
    """Which organisation somebody goes to."""

    to = forms.CharField(label=_("Organisation"), max_length=12)
    unscreened = ("to",)

    def clean_to(self) -> Organisation:
        rows = Organisation.objects.filter(listed=True).still_open()
        found = rows.named(self.cleaned_data["to"]).first()
        if found is None:
            raise forms.ValidationError(gettext("That organisation is closed. Choose another one"))
        return found
