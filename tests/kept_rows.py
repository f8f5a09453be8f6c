"""Rows that many tests begin with: made once in a process, then put back."""

from django.apps import apps
from django.db import transaction

MADE_BY_MIGRATIONS = {"auth", "contenttypes"}


class KeptRows:
    """What the database holds now, row by row."""

    def __init__(self) -> None:
        tables = (
            model._base_manager
            for model in apps.get_models(include_auto_created=True)
            if model._meta.app_label not in MADE_BY_MIGRATIONS and not model._meta.proxy
        )
        self._rows = {table: rows for table in tables if (rows := list(table.all()))}

    @transaction.atomic
    def put_back(self) -> None:
        """Have the same rows in these tables again, and no others.

        Whether all that rows refer to is there, the database asks at the end of a transaction.
        """
        for table in self._rows:
            table.all()._raw_delete(table.db)  # in any order, which delete() would not allow
        for table, rows in self._rows.items():
            table.bulk_create(rows)
