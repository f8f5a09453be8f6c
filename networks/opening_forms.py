"""What is asked before something is seen by more people than it was written for."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from collab.base.security.confirming import is_stated, offer
from collab.base.ui.forms import ScreenedForm


class Offered(forms.CharField):
    """What each answer offers afresh, to be sent back."""

    widget = forms.HiddenInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class OpeningForm(ScreenedForm):
    """That something is shown to more readers, and of what was found in it that it identifies
    nobody. That counts for exactly the texts that were shown."""

    nobody = forms.BooleanField(
        label=_("None of this identifies anybody"),
        help_text=_("Tick this only if no patient could be known by it"),
        required=False,
    )
    stated_of = Offered(required=False)
    unscreened: ClassVar[tuple[str, ...]] = ("stated_of",)

    def ask(self, said: str, *, found: bool = True) -> None:
        """Offer these texts to be stated of; where nothing was found there is nothing to state."""
        self.fields["stated_of"].initial = offer(said)
        if not found:
            del self.fields["nobody"]

    def states(self, said: str) -> bool:
        """Was it ticked of these texts, by what stands for them?"""
        cleaned: dict[str, Any] = self.cleaned_data
        return bool(cleaned.get("nobody")) and is_stated(cleaned.get("stated_of", ""), said)
