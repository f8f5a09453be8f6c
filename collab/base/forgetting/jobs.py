"""The daily job that ends what is over, as each model declares it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from collab.base.jobs.batches import SIZE
from collab.base.jobs.declaring import every, job
from collab.base.security.declared import retention_of
from collab.base.security.retention import Retention, Then

from .holds import without_held


class Blanking(NamedTuple):
    """How rows of a model are blanked, and which have been."""

    blank: Callable[[Any, datetime], None]
    done: Q


BLANKS: dict[str, Blanking] = {}


def blanks(model: str, blank: Callable[[Any, datetime], None], *, done: Q) -> None:
    """Say how rows of a model are blanked, by its label, such as "discussions.Message".

    Args:
        blank: gets some rows and the moment, in a transaction.
        done: which rows have been blanked already.
    """
    BLANKS[model] = Blanking(blank, done)


@every(timedelta(days=1))
@job(heavy=True, seconds=3600)
def end_what_is_over() -> None:
    """Delete or blank each row whose time is over and that no legal hold keeps."""
    now = timezone.now()
    for model, retention in declared():
        while over := list(what_is_over(model, retention, now)[:SIZE]):
            with transaction.atomic():
                if retention.then is Then.DELETE:
                    model._base_manager.filter(pk__in=[row.pk for row in over]).delete()
                else:
                    BLANKS[model._meta.label].blank(over, now)


def declared() -> Iterator[tuple[Any, Retention]]:
    """The models whose rows end by themselves."""
    for model in apps.get_models():
        retention = retention_of(model)
        if retention.ends and not model._meta.proxy:
            yield model, retention


def what_is_over(model: Any, retention: Retention, now: datetime) -> QuerySet[Any]:
    rows = model._base_manager.filter(**{f"{retention.counted_from}__lt": retention.before(now)})
    if retention.then is Then.BLANK:
        rows = rows.exclude(BLANKS[model._meta.label].done)
    return without_held(rows).order_by("pk")
