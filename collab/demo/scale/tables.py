"""Rows written many at once."""

from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

AT_ONCE = 20_000


class Table:
    """One model's table, and the rows that wait to be written to it.

    A field that a row does not name gets the model's default.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.rows: list[tuple[Any, ...]] = []
        self._fields = [each for each in model._meta.concrete_fields if not each.generated]
        self._columns = [(field.attname, *_default(field)) for field in self._fields]
        self.gives_ids = isinstance(model._meta.pk, models.AutoField)
        if self.gives_ids:
            last = model._base_manager.aggregate(last=models.Max("pk"))["last"]
            self._ids = count((last or 0) + 1)

    def next_id(self) -> int:
        """An id to be given to a row that others name before it is added."""
        return next(self._ids)

    def add(self, given: dict[str, Any]) -> int:
        """Have a row written; its id, if the table gives ids."""
        if self.gives_ids and "id" not in given:
            given["id"] = next(self._ids)
        self.rows.append(
            tuple(
                given[name] if name in given else make() if make else value
                for name, make, value in self._columns
            )
        )
        if len(self.rows) >= AT_ONCE:
            self.write()
        return given.get("id", 0)

    def write(self) -> None:
        """Write what waits."""
        quoted = connection.ops.quote_name
        columns = ", ".join(quoted(str(field.column)) for field in self._fields)
        into = f"{quoted(self.model._meta.db_table)} ({columns})"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in self._prepared(models.JSONField):
                        copy.write_row(row)
            else:
                values = ", ".join(["%s"] * len(self._fields))
                cursor.executemany(
                    f"INSERT INTO {into} VALUES ({values})",  # noqa: S608 our own names
                    list(self._prepared(models.Field)),
                )
        self.rows.clear()

    def _prepared(self, kind: type[models.Field]) -> Iterable[tuple[Any, ...]]:
        """The rows, with the fields of a kind as the database takes them."""
        prepare = [
            (place, field) for place, field in enumerate(self._fields) if isinstance(field, kind)
        ]
        if not prepare:
            return self.rows
        return (_prepare(row, prepare) for row in self.rows)


def _default(field: Any) -> tuple[Callable[[], Any] | None, Any]:
    if field.has_default() and callable(field.default):
        return field.default, None
    return None, field.get_default()


def _prepare(row: tuple[Any, ...], fields: list[tuple[int, Any]]) -> tuple[Any, ...]:
    prepared = list(row)
    for place, field in fields:
        prepared[place] = field.get_db_prep_save(prepared[place], connection)
    return tuple(prepared)


class Tables:
    """All tables that are filled, in one transaction of the caller's."""

    def __init__(self) -> None:
        self._tables: dict[type[models.Model], Table] = {}

    def of(self, model: type[models.Model]) -> Table:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model]

    def add(self, model: type[models.Model], **given: Any) -> int:
        """Have a row written; its id, if the table gives ids."""
        return self.of(model).add(given)

    def finish(self) -> None:
        """Write what still waits. Ids go on from there."""
        for table in self._tables.values():
            table.write()
        models_with_ids = [model for model, table in self._tables.items() if table.gives_ids]
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), models_with_ids):
                cursor.execute(statement)
