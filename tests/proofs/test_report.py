"""The page of what was proven."""

from datetime import UTC, datetime

from .report import Finding, Run, Skipped, page

TODAY = datetime(2026, 11, 22, tzinfo=UTC)
FOUND = Finding("Nothing is lost", "SQLite", "20 kills", "0 lost")


def test_it_has_a_line_for_each_thing_proven() -> None:
    written = "\n".join(page(Run([FOUND], []), TODAY))
    assert "| 20 kills | SQLite | 0 lost |" in written
    assert "Not run" not in written


def test_it_says_what_was_not_run_and_why() -> None:
    skipped = [Skipped("SQLite", f"loss/test_{each}.py", "needs Redis") for each in ("b", "a", "a")]
    written = "\n".join(page(Run([FOUND], skipped), TODAY))
    assert "| SQLite | needs Redis | `loss/test_a.py`, `loss/test_b.py` |" in written
