from typing import Any

from django.db.models import QuerySet

SIZE = 500


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete rows a few hundred at a time, so that on SQLite nobody waits long to write.

    Returns how many there were.
    """
    deleted = 0
    while some := list(rows.order_by("pk").values_list("pk", flat=True)[:SIZE]):
        deleted += rows.model._base_manager.filter(pk__in=some).delete()[0]
    return deleted
