"""A hidden key, by which a form is done once however often it is sent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from collab.base.access.keys import can_be_key
from collab.base.access.uid import new_uid

SEND_AGAIN = gettext_lazy("Send this form again from its page.")


class KeyField(forms.CharField):
    """A key for what a form does once, however often it is sent. Each answer brings a new one."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        says = {"null_characters_not_allowed": SEND_AGAIN}
        super().__init__(required=False, initial=new_uid, empty_value=None, error_messages=says)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not can_be_key(value):
            raise ValidationError(SEND_AGAIN, code="key")

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial
