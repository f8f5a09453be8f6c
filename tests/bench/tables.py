"""What was measured, as tables for people and for `docs/performance.md`."""

from collections.abc import Sequence
from statistics import median

from django.conf import settings

from tests.proofs.report import machine

SERVICES = "SQLite alone" if settings.EMBEDDED else "PostgreSQL and Redis"


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    print(f"\n\n### {title}\n\n{machine()}\n")
    print(f"| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(map(shown, row))} |")


def shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return str(value)


def middle(values: Sequence[float]) -> float:
    """The median, or nothing where nothing was measured."""
    return median(values) if values else float("nan")
