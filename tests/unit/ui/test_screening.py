"""No text is kept that could identify a patient, unless its author says that it does not."""

from typing import Any

import pytest
from django import forms
from django.core import signing

from collab.base.security.confirming import SALT
from collab.base.ui.forms import ScreenedForm

NHS_NUMBER = "943 476 5919"


class NoteForm(ScreenedForm):
    title = forms.CharField(label="Title")
    note = forms.CharField(label="Note", required=False)


class OtherForm(NoteForm):
    pass


class AddressForm(ScreenedForm):
    unscreened = ("email",)
    email = forms.CharField(label="Email address")


def submit(form: type[ScreenedForm] = NoteForm, **data: Any) -> ScreenedForm:
    return form(data)


def confirm(form: ScreenedForm, **changed: str) -> dict[str, str]:
    """What the page that asks sends back when the box is ticked."""
    assert not form.is_valid()
    return {
        **form.data,
        "identifies_nobody": "on",
        "screened": form["screened"].value(),
        **changed,
    }


def test_a_text_without_identifiers_passes() -> None:
    form = submit(title="Falls on nights", note="Nine checks became four")
    assert form.is_valid()
    assert set(form.fields) == {"title", "note"}


def test_what_was_found_is_named_in_its_field_with_what_to_do() -> None:
    form = submit(title="Falls", note=f"Mrs S, {NHS_NUMBER}, fell")
    assert not form.is_valid()
    assert form.errors == {
        "note": [
            f"“{NHS_NUMBER}” looks like an NHS number. "
            "Take it out, or tick “This text identifies nobody”"
        ]
    }


def test_what_was_typed_is_kept_and_the_box_is_offered_unticked() -> None:
    form = submit(title="Falls", note=f"About {NHS_NUMBER}")
    assert not form.is_valid()
    page = str(form)
    assert f"About {NHS_NUMBER}" in page
    assert "This text identifies nobody" in page
    assert "checked" not in page


def test_the_same_text_passes_once_its_author_says_that_it_identifies_nobody() -> None:
    first = submit(title="Falls", note=f"An example: {NHS_NUMBER}")
    second = submit(**confirm(first))
    assert second.is_valid()
    assert second.cleaned_data == {"title": "Falls", "note": f"An example: {NHS_NUMBER}"}


@pytest.mark.parametrize(
    "changed",
    [{"note": f"Somebody else: {NHS_NUMBER}"}, {"title": "Changed"}],
    ids=["the text", "another field"],
)
def test_a_changed_text_is_screened_again(changed: dict[str, str]) -> None:
    first = submit(title="Falls", note=f"An example: {NHS_NUMBER}")
    second = submit(**confirm(first, **changed))
    assert not second.is_valid()
    assert submit(**confirm(second)).is_valid()


def test_a_form_that_comes_back_for_another_reason_keeps_the_tick() -> None:
    first = submit(title="Falls", note=f"An example: {NHS_NUMBER}")
    shown_again = submit(**confirm(first))
    assert shown_again.is_valid()
    assert "checked" in str(shown_again)
    again = dict(shown_again.data) | {"screened": shown_again["screened"].value()}
    assert submit(**again).is_valid()
    assert not submit(**again | {"note": f"Another: {NHS_NUMBER}"}).is_valid()


def test_after_a_change_the_box_is_unticked_again() -> None:
    first = submit(title="Falls", note=f"An example: {NHS_NUMBER}")
    second = submit(**confirm(first, note=f"Another: {NHS_NUMBER}"))
    assert not second.is_valid()
    assert "checked" not in str(second)
    assert second["screened"].value() != first["screened"].value()


@pytest.mark.parametrize("forged", ["", "on", "a.b.c", "\x00"])
def test_a_tick_without_our_signature_counts_for_nothing(forged: str) -> None:
    text = f"About {NHS_NUMBER}"
    form = submit(title="Falls", note=text, identifies_nobody="on", screened=forged)
    assert not form.is_valid()


def test_a_signature_without_the_tick_counts_for_nothing() -> None:
    first = submit(title="Falls", note=f"About {NHS_NUMBER}")
    data = confirm(first)
    del data["identifies_nobody"]
    assert not submit(**data).is_valid()


def test_a_confirmation_of_one_form_is_none_for_another() -> None:
    first = submit(title="Falls", note=f"About {NHS_NUMBER}")
    assert not submit(OtherForm, **confirm(first)).is_valid()


def test_a_confirmation_is_good_for_a_day() -> None:
    import time_machine

    first = submit(title="Falls", note=f"About {NHS_NUMBER}")
    data = confirm(first)
    with time_machine.travel(signing.time.time() + 24 * 3600 + 60):
        assert not submit(**data).is_valid()


def test_something_else_that_is_signed_confirms_nothing() -> None:
    token = signing.dumps("something", salt=SALT)
    text = f"About {NHS_NUMBER}"
    form = submit(title="Falls", note=text, identifies_nobody="on", screened=token)
    assert not form.is_valid()


def test_fields_that_hold_no_prose_are_left_alone() -> None:
    assert submit(AddressForm, email=NHS_NUMBER).is_valid()


def test_a_form_with_a_prefix_can_be_confirmed() -> None:
    first = NoteForm({"a-title": NHS_NUMBER}, prefix="a")
    assert not first.is_valid()
    data = {
        "a-title": NHS_NUMBER,
        "a-identifies_nobody": "on",
        "a-screened": first["screened"].value(),
    }
    assert NoteForm(data, prefix="a").is_valid()
