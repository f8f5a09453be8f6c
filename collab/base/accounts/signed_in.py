"""A session and whose it is, in one statement: every request asks, and Django takes longer to put
the two questions together than the database to answer them."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

from .models import Person, Session

Row = TypeVar("Row", bound=Model)


def session_and_person(key: str | None, now: datetime) -> tuple[Session, Person | None] | None:
    """The session of this key, if it has not ended, and who is signed in there, if anybody is."""
    at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_question(), [key, at])
        row = cursor.fetchone()
    if row is None:
        return None
    until = len(Session._meta.concrete_fields)
    session = _made(Session, row[:until])
    return session, _made(Person, row[until:]) if session.person_id else None


@cache
def _question() -> str:
    columns = ", ".join(
        f"{model._meta.db_table}.{field.column}"
        for model in (Session, Person)
        for field in model._meta.concrete_fields
    )
    return (
        f"SELECT {columns} FROM accounts_session"  # noqa: S608 it holds only names of our columns
        " LEFT JOIN accounts_person ON accounts_person.id = accounts_session.person_id"
        " WHERE session_key = %s AND expire_date > %s"
    )


def _made(model: type[Row], values: Iterable[Any]) -> Row:
    fields = model._meta.concrete_fields
    made = [_read(field, value) for field, value in zip(fields, values, strict=True)]
    return model.from_db(connection.alias, [field.attname for field in fields], made)


def _read(field: Field[Any, Any], value: Any) -> Any:
    for convert in _converters(field, connection.vendor):
        value = convert(value, field.cached_col, connection)
    return value


@cache
def _converters(field: Field[Any, Any], vendor: str) -> list[Callable[..., Any]]:
    """What makes of a value as this database keeps it the one that Python has."""
    column = field.cached_col
    return [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
