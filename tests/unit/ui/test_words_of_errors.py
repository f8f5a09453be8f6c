"""Errors say what to do, in the words of the field."""

from typing import Any

import pytest
from django import forms

from collab.base.ui.forms import ScreenedForm

CHOICES = [("idea", "Idea"), ("tested", "Tested")]


class Everything(ScreenedForm):
    name = forms.CharField(label="Organisation's name", max_length=10)
    email = forms.EmailField(label="Email address")
    kind = forms.ChoiceField(label="Kind", choices=CHOICES)
    own = forms.CharField(error_messages={"required": "Say why you stopped"})


GOOD = {"name": "Fenland", "email": "a@example.org", "kind": "idea", "own": "Because"}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Enter the organisation's name"),
        (
            "name",
            "Severnside Hospitals",
            "Organisation's name must be 10 characters or fewer. It has 20",
        ),
        (
            "name",
            "a\x00b",
            "Organisation's name has a character that cannot be kept. Type it again",
        ),
        ("email", "", "Enter the email address"),
        (
            "email",
            "amina",
            "Enter an email address in the correct format, like name@example.com",
        ),
        ("kind", "", "Choose the kind"),
        ("kind", "proof", "Choose the kind from the list"),
        ("own", "", "Say why you stopped"),
    ],
)
def test_each_error_says_what_to_do(field: str, value: str, says: str) -> None:
    form = Everything({**GOOD, field: value})
    assert form.errors == {field: [says]}


def test_a_good_form_has_no_errors() -> None:
    form: Any = Everything(GOOD)
    assert not form.errors
