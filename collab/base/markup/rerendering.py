"""Building stored HTML again after the rules changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from .limits import MARKUP_VERSION, TextRefused

BATCH = 200  # rows


@dataclass(frozen=True)
class _Source:
    model: type[Model]
    rendered: Callable[[Any], dict[str, Any]]


@dataclass
class Outcome:
    """How a model's rows fared: how many were rebuilt, and the keys of those that were refused."""

    model: type[Model]
    rebuilt: int
    refused: list[Any]


_sources: list[_Source] = []


def register_rendered(model: type[Model], rendered: Callable[[Any], dict[str, Any]]) -> None:
    """Let ``manage.py rerender`` rebuild a model's HTML.

    Args:
        model: one with a ``markup_version``.
        rendered: a row's rendered fields and their new values; it may raise TextRefused.
    """
    _sources.append(_Source(model, rendered))


def rerender() -> Iterator[Outcome]:
    """Rebuild each row of an older version; one that the rules now refuse keeps its HTML."""
    for source in _sources:
        outcome = Outcome(source.model, 0, [])
        for row in _outdated(source.model):
            try:
                fields = source.rendered(row)
            except TextRefused:
                outcome.refused.append(row.pk)
                continue
            # Somebody who saves meanwhile writes the current version: theirs stays.
            outcome.rebuilt += source.model._base_manager.filter(
                pk=row.pk, markup_version=row.markup_version
            ).update(**fields | {"markup_version": MARKUP_VERSION})
        yield outcome


def _outdated(model: type[Model]) -> Iterator[Any]:
    rows = model._base_manager.filter(markup_version__lt=MARKUP_VERSION).order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])
