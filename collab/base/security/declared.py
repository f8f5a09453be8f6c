"""What models declare of how long they are kept, and which fields they have left out."""

from typing import Any

from django.db import models

from .retention import Record, Retention
from .third_party import THIRD_PARTY


class Undeclared(LookupError):
    """A model says nothing of how long it is kept; the words say what to do."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(
            f"{model._meta.label} does not say how long it is kept. Give it a class attribute"
            " `retention = Retention(…)`, or, if it is a library's, an entry in THIRD_PARTY; see"
            " collab/base/security/retention.py."
        )


def retention_of(model: Any) -> Retention:
    """What is declared of a model.

    Raises:
        Undeclared: nothing is.
    """
    if declared := THIRD_PARTY.get(model._meta.label) or getattr(model, "retention", None):
        return declared
    if model._meta.auto_created:  # a table between two others, which has no text
        return Retention(record=Record.SYSTEM, with_=model._meta.auto_created._meta.model_name)
    raise Undeclared(model)


HOLD_TEXT = (
    models.CharField | models.TextField | models.JSONField | models.BinaryField | models.FileField
)


def text_fields(model: Any) -> list[models.Field[Any, Any]]:
    """A model's fields that can hold text."""
    return [each for each in model._meta.concrete_fields if isinstance(each, HOLD_TEXT)]


def is_plainly_code(text: models.Field[Any, Any]) -> bool:
    """It has choices, or is an identifier: nobody can write anything in it."""
    return bool(text.choices) or text.name == "uid"


def undeclared_texts(model: Any) -> list[str]:
    """The names of a model's fields that can hold text and are not declared."""
    declared = retention_of(model).texts
    return [
        text.name
        for text in text_fields(model)
        if text.name not in declared and not is_plainly_code(text)
    ]
