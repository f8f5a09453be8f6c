"""What PostgreSQL does for each statement that some work sends it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

PLANNED = ("SELECT", "INSERT", "UPDATE", "DELETE")


@dataclass
class Statements:
    """Statements as they were sent, each with its plan."""

    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _planning: bool = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        """Plans a statement before it is executed, with its own values, where it is executed."""
        if not self._planning and not many and sql.lstrip(" (").startswith(PLANNED):
            self._planning = True
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                [[explained]] = cursor.fetchone()
                self.sent.append((str(context["cursor"].mogrify(sql, params)), explained["Plan"]))
            self._planning = False
        return execute(sql, params, many, context)

    def scanning(self, large: set[str]) -> list[str]:
        """Those that read the whole of a large table, row by row."""
        return [
            f"{table}: {sql}"
            for sql, plan in self.sent
            for table in sorted(large.intersection(scanned(plan)))
        ]


def statements_of(work: Callable[[], object]) -> Statements:
    """What some work sends, and how that is carried out."""
    found = Statements()
    with connection.execute_wrapper(found):
        work()
    return found


def scanned(plan: dict[str, Any]) -> Iterator[str]:
    """The tables of which a plan reads each row."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from scanned(part)


def tables_of_more_than(rows: int) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples > %s", [rows]
        )
        return {name for (name,) in cursor.fetchall()}
