"""What differs between two texts of an intervention."""

from typing import NamedTuple

from django.db.models import Field
from django.utils.functional import Promise

from collab.base.markup.diff import Line, readable_diff

from .drafts import Draft
from .forms import DRAFTED
from .models import Content


class HeadChange(NamedTuple):
    """A part of the head that differs, in words."""

    label: str | Promise
    old: str
    new: str


class Changes(NamedTuple):
    """The parts of the head that differ, and the lines of the text, around what differs."""

    head: list[HeadChange]
    body: list[Line]


def changes(old: Content | Draft, new: Content | Draft) -> Changes:
    """What ``new`` changes in ``old``: its head part by part, its text line by line."""
    head = [
        HeadChange(field.verbose_name, _words(field, old), _words(field, new))
        for field in Content._meta.fields
        if field.name in DRAFTED
        and field.name != "body"
        and getattr(old, field.name) != getattr(new, field.name)
    ]
    return Changes(head, readable_diff(old.body, new.body))


def _words(field: Field, content: Content | Draft) -> str:
    value = getattr(content, field.name)
    return str(dict(field.flatchoices).get(value, value))
