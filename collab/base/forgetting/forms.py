from django import forms
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm

from .reasons import CHOSEN


class PurgeForm(ScreenedForm):
    """Why something is taken out for good."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=[(each.value, each.label) for each in CHOSEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is taken out")},
    )
