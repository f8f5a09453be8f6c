"""The version of a thing from which a form starts, so that a stale save shows both."""

from django import forms
from django.utils.translation import gettext_lazy


class StartedFrom(forms.IntegerField):
    """The version of a thing that its writer started from."""

    widget = forms.HiddenInput({"data-kept-with": ""})

    def __init__(self) -> None:
        says = gettext_lazy("Open this page again, then change it.")
        errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), says)
        super().__init__(min_value=1, max_value=2**31 - 1, error_messages=errors)
