"""Asking to join a collaborative, and declining that."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.accounts.models import Person
from collab.base.ui.forms import ScreenedForm
from discussions.forms import KeyedForm, MessageField
from networks.models import Affiliation, Organisation

MOST_PEOPLE = 200
"""Names in the choice of a sponsor. In a larger organisation those with a role come first."""
LONGEST_REASON = 2000
FIRST = [Affiliation.Kind.SPONSOR, Affiliation.Kind.ADMINISTRATOR, Affiliation.Kind.SAFETY_LEAD]


class JoinForm(KeyedForm):
    """Who is the executive sponsor, and why the organisation asks to join."""

    sponsor = forms.ChoiceField(
        label=gettext_lazy("Executive sponsor"),
        help_text=gettext_lazy("The partner, director or board member who answers for taking part"),
        required=False,
    )
    sponsor_name = forms.CharField(
        label=gettext_lazy("Their full name, if they are not in the list"),
        max_length=150,
        required=False,
        error_messages={
            "max_length": gettext_lazy(
                "Shorten their full name to %(limit_value)d characters. It has %(show_value)d"
            )
        },
    )
    sponsor_job_title = forms.CharField(
        label=gettext_lazy("Their job title"), max_length=150, required=False
    )
    reason = MessageField(
        label=gettext_lazy("Why you ask to join"),
        help_text=gettext_lazy("Two sentences are enough. The lead may ask you more"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
    )
    unscreened = ("key", "sponsor", "sponsor_name")
    says = ("sponsor", "sponsor_name", "sponsor_job_title", "reason", "key")
    asks = "reason"

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].error_messages["required"] = _(
            "Enter why your organisation asks to join"
        )
        self._people = {each.uid: each for each in _possible_sponsors(organisation)}
        choices = [(uid, _named(each)) for uid, each in self._people.items()]
        first: Any = self.fields["sponsor"]
        first.choices = [("", _("Somebody who is not in this list")), *choices]

    def clean_sponsor(self) -> Person | None:
        return self._people.get(self.cleaned_data["sponsor"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen, written = cleaned.get("sponsor"), cleaned.get("sponsor_name")
        if "sponsor" in cleaned and "sponsor_name" in cleaned and not chosen:
            if not written:
                says = _("Choose the executive sponsor, or enter their name and job title below")
                self.add_error("sponsor", says)
            elif not cleaned.get("sponsor_job_title"):
                self.add_error("sponsor_job_title", _("Enter their job title"))
        return cleaned


def _possible_sponsors(organisation: Organisation) -> list[Person]:
    belonging = Affiliation.objects.confirmed().filter(
        organisation=organisation, person__is_active=True
    )
    rows = list(
        belonging.select_related("person").order_by("person__name", "pk")[: MOST_PEOPLE * 5]
    )
    rows.sort(key=lambda each: FIRST.index(each.role) if each.role in FIRST else len(FIRST))
    return [each.person for each in rows[:MOST_PEOPLE]]


def _named(person: Person) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


class DeclineForm(ScreenedForm):
    """Why a request to join is declined."""

    reason = forms.CharField(
        label=gettext_lazy("Why you decline"),
        help_text=gettext_lazy("They read it here and in a mail. Say what they can do next"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 5}),
        error_messages={
            "required": gettext_lazy("Enter why you decline, so that they know what to do")
        },
    )
