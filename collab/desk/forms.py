from django import forms
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm

from .models import DeskSettings

RANGE = _("Enter a number of days from 7 to 365")


class QuietForm(ScreenedForm):
    """After how many days an organisation counts as quiet."""

    quiet_days = forms.IntegerField(
        label=_("Days without a sign-in, post or update"),
        min_value=DeskSettings.LEAST,
        max_value=DeskSettings.MOST,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), RANGE),
    )
