"""What is decided on the pages that join domains."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collab.base.security.confirming import is_stated, offer
from collab.base.ui.forms import ScreenedForm
from networks.models import Space


class VisibilityForm(ScreenedForm):
    """Who is to see a space, from the version at which somebody looked at it."""

    to = forms.ChoiceField(
        label=_("Who sees it"),
        choices=Space.Visibility.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who sees it")},
    )


class DecidedForm(VisibilityForm):
    """The same, decided."""

    to = forms.ChoiceField(choices=Space.Visibility.choices, widget=forms.HiddenInput)
    started_from = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class Offered(forms.CharField):
    """What each answer offers afresh, to be sent back."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class OpeningForm(ScreenedForm):
    """That something is opened to more readers, and of what was found in it that it identifies
    nobody. That counts for exactly the texts that were shown."""

    nobody = forms.BooleanField(
        label=_("None of this identifies anybody"),
        help_text=_("Tick this only if no patient could be known by it"),
        required=False,
    )
    stated_of = Offered(required=False)
    unscreened = ("stated_of",)

    def ask(self, said: str, *, found: bool) -> None:
        """Offer these texts to be stated of; where nothing was found there is nothing to state."""
        self.fields["stated_of"].initial = offer(said)
        if not found:
            del self.fields["nobody"]

    def states(self, said: str) -> bool:
        """Was it ticked of these texts, by what stands for them?"""
        cleaned: dict[str, Any] = self.cleaned_data
        return bool(cleaned.get("nobody")) and is_stated(cleaned.get("stated_of", ""), said)
