"""Rows that many tests begin with: made once in a process, then put back."""

from typing import Any

from django.apps import apps
from django.db import connection, transaction

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
        self._statements: list[tuple[str, Any]] = []

    @transaction.atomic
    def put_back(self) -> None:
        """Have the same rows in these tables again, and no others.

        Whether all that rows refer to is there, the database asks at the end of a transaction. The
        statements are put together once: that takes longer than to carry them out.
        """
        with connection.cursor() as cursor:
            if not self._statements:
                with connection.execute_wrapper(self._note):
                    self._put_back()
                if connection.vendor == "postgresql":  # which takes them all at once
                    script = ";".join(cursor.mogrify(*each) for each in self._statements)
                    self._statements = [(script, None)]
                return
            for sql, parameters in self._statements:
                cursor.execute(sql, parameters)

    def _put_back(self) -> None:
        for table in self._rows:
            table.all()._raw_delete(table.db)  # in any order, which delete() would not allow
        for table, rows in self._rows.items():
            table.bulk_create(rows)

    def _note(self, execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            self._statements.append((sql, parameters))
        return execute(sql, parameters, many, context)
