"""Long lists, one page at a time, by where the last page ended.

An address says after which row a page begins, not how many rows to skip. So nothing is shown
twice or left out when rows arrive between two pages, and the 50th page costs what the first does.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

PAGE_SIZE = 30


class Page(NamedTuple):
    """Some rows of a list, and where the next page begins: "" on the last one."""

    rows: list[Any]
    after: str


def page_of(
    rows: QuerySet[Any], *, order: tuple[str, ...], after: str = "", size: int = PAGE_SIZE
) -> Page:
    """The page of a list that begins after a row.

    Args:
        rows: the whole list.
        order: its fields, or what the rows are annotated with, each with "-" for descending;
            together they name one row.
        after: what the page before gave; anything else opens the first page.
        size: rows on a page.
    """
    rows = rows.order_by(*order)
    if last := _read(after, rows, order):
        rows = rows.filter(_beyond(last, order))
    found = list(rows[: size + 1])
    more = len(found) > size
    return Page(found[:size], _write(found[size - 1], order) if more else "")


def count_up_to(most: int, rows: QuerySet[Any], *, order: tuple[str, ...] = ()) -> int:
    """How many rows a list has; one more than ``most`` where it has still more."""
    [count] = counts_of(up_to(most, rows, order=order))
    return count


def up_to(most: int, rows: QuerySet[Any], *, order: tuple[str, ...] = ()) -> QuerySet[Any]:
    """As much of a list as ``counts_of`` is to count: one more than ``most`` where it has still
    more, which nobody waits to have counted.

    Args:
        most: up to here the number is exact.
        rows: the whole list.
        order: its fields, where an index in that order is the quickest way to the rows.
    """
    return rows.order_by(*order)[: most + 1]


def counts_of(*lists: QuerySet[Any] | tuple[str, tuple[Any, ...]]) -> list[int]:
    """How many rows each of these lists has, asked in one statement.

    Args:
        lists: each a query, or SQL of ours and what it is given.
    """
    questions = [rows if isinstance(rows, tuple) else _as_sql(rows) for rows in lists]
    # What Django makes is what it would send itself.
    counts = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS listed)" for sql, _ in questions)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [each for _, given in questions for each in given])
        return list(cursor.fetchone())


def begins_a_page(after: str, rows: QuerySet[Any], order: tuple[str, ...]) -> bool:
    """Whether the page before can have given this."""
    return _read(after, rows, order) is not None


def _beyond(last: list[Any], order: tuple[str, ...]) -> Q:
    beyond, equal = Q(), Q()
    for field, value in zip(order, last, strict=True):
        name = field.lstrip("-")
        comparison = "lt" if field.startswith("-") else "gt"
        beyond |= equal & Q(**{f"{name}__{comparison}": value})
        equal &= Q(**{name: value})
    # This follows from the rest, and is what an index is entered by.
    first, comparison = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{comparison}": last[0]}) & beyond


def _write(row: Any, order: tuple[str, ...]) -> str:
    values = []
    for field in order:
        value = row
        for part in field.lstrip("-").split("__"):
            value = getattr(value, part)
        values.append(value)
    return urlsafe_b64encode(json.dumps(values, default=str).encode()).decode().rstrip("=")


def _read(after: str, rows: QuerySet[Any], order: tuple[str, ...]) -> list[Any] | None:
    """The values of the row named by an address, which anybody may have written."""
    try:
        written = json.loads(urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        if not isinstance(written, list) or b"\x00" in "".join(map(str, written)).encode():
            return None
        values = [
            _field(rows, name.lstrip("-")).clean(value, None)
            for name, value in zip(order, written, strict=True)
        ]
        return [_moment(value) if isinstance(value, datetime) else value for value in values]
    except (ValueError, TypeError, OverflowError, ValidationError, RecursionError):
        return None


def _moment(written: datetime) -> datetime:
    """In UTC, as it is kept. One without a zone, or off the ends of the calendar, is none."""
    if written.tzinfo is None:
        raise ValueError(written)
    return written.astimezone(UTC)


def _field(rows: QuerySet[Any], name: str) -> Any:
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    model: Any = rows.model
    *parents, last = name.split("__")
    for parent in parents:
        model = model._meta.get_field(parent).related_model
    field = model._meta.get_field(last)
    # What the database makes itself is read as what it makes.
    return field.output_field if field.generated else field


def _as_sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """What asks for the rows of a list, of which Django may know that it has none."""
    listed = rows if rows.query.is_sliced else rows.order_by()
    try:
        return listed.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE 1 = 0", ()
