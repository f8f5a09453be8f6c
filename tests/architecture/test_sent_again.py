"""What a form that is done once asks for is known by name where it has to be given back."""

from collections.abc import Iterator

from django import forms
from django.urls import get_resolver

from collab.base.ui.keys import KeyField
from collab.base.ui.sent_again import LABELS, NOT_WRITTEN


def kinds_of(form: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    yield form
    for kind in form.__subclasses__():
        yield from kinds_of(kind)


def test_each_field_of_a_form_with_a_key_is_shown_or_not_as_it_was_written_or_not():
    assert get_resolver().url_patterns, "which imports every form that a page has"
    keyed = [
        form
        for form in kinds_of(forms.Form)
        if isinstance(getattr(form, "base_fields", {}).get("key"), KeyField)
    ]
    assert len(keyed) > 5
    for form in keyed:
        for name, field in form.base_fields.items():
            if isinstance(field, forms.FileField):
                continue
            written = isinstance(field, forms.CharField) and not field.widget.is_hidden
            where = f"{form.__qualname__}.{name}"
            assert (name in LABELS) == written, f"{where}: give {name} a label in LABELS, or none"
            assert (name in NOT_WRITTEN) != written, f"{where}: is {name} NOT_WRITTEN?"
