"""What is decided on the pages that join domains."""

from django import forms
from django.utils.translation import gettext_lazy as _

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


class TakeBackForm(ScreenedForm):
    """Which change is taken back: the one that was shown, though there may be a later one."""

    change = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
