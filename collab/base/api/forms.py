from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from collab.base.ui.forms import ScreenedForm

from .models import LIFETIMES
from .scopes import Scope

WORDS = {7: _("A week"), 30: _("A month"), 90: _("Three months"), 365: _("A year")}


class TokenForm(ScreenedForm):
    """A new access token: its name, what it is for, and for how long."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("By which you know it, for example “Dashboard of ward 7”"),
        max_length=60,
        error_messages={"required": _("Enter a name by which you will know it")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=Scope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ],
        error_messages={"required": _("Choose at least one thing that it may do")},
    )
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(each.days, WORDS[each.days]) for each in LIFETIMES],
        coerce=int,
        initial=30,
    )

    def said(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "scopes": [Scope(each) for each in cleaned["scopes"]],
            "lifetime": timedelta(days=cleaned["days"]),
        }
